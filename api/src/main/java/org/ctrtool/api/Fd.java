package org.ctrtool.api;

/**
 * A file descriptor: a plain value, closed by whoever opened it.
 *
 * <p>Inside a child sequence (see {@link ChildKernel}) the handles that calls return are opaque: on
 * a recording kernel they are registers, numbers below {@link #AT_FDCWD}, that get their meaning
 * when the tape is played.
 *
 * @param number the descriptor's number
 */
public record Fd(int number) {
  /** The working directory, for calls that take a directory and a path. */
  public static final Fd AT_FDCWD = new Fd(-100);

  /** Standard input. */
  public static final Fd STDIN = new Fd(0);

  /** Standard output. */
  public static final Fd STDOUT = new Fd(1);

  /** Standard error. */
  public static final Fd STDERR = new Fd(2);

  private static final int FIRST_REGISTER = -1000;

  /** The handle for what step {@code index} of a tape will open. */
  public static Fd register(int index) {
    return new Fd(FIRST_REGISTER - index);
  }

  /** Whether this is a register of a tape and not a descriptor yet. */
  public boolean isRegister() {
    return number <= FIRST_REGISTER;
  }

  /** The index given to {@link #register}. */
  public int registerIndex() {
    return FIRST_REGISTER - number;
  }

  @Override
  public String toString() {
    if (isRegister()) {
      return "$" + registerIndex();
    }
    return number == AT_FDCWD.number ? "AT_FDCWD" : Integer.toString(number);
  }
}
