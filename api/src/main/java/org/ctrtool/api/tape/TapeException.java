package org.ctrtool.api.tape;

/** Bytes that are no tape, or a tape that does not fit together. */
public final class TapeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong. */
  public TapeException(String message) {
    super("tape: " + message);
  }

  /** Throws unless something is right. */
  public static void unless(boolean right, String message) {
    if (!right) {
      throw new TapeException(message);
    }
  }
}
