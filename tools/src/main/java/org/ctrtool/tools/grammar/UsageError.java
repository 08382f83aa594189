package org.ctrtool.tools.grammar;

/**
 * An argument that is wrong, said in one line. For ending: the grammar turns it into a {@link
 * ParseResult.Mistake}, and the front end catches those that a tool finds before it has done
 * anything.
 */
public final class UsageError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Says what is wrong.
   *
   * @param what one line without line break; words of the user's are quoted
   */
  public UsageError(String what) {
    super(what);
  }

  /** Throws if {@code wrong}. */
  public static void when(boolean wrong, String what) {
    if (wrong) {
      throw new UsageError(what);
    }
  }

  /** What is wrong. */
  public String what() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
