package org.ctrtool.api;

/**
 * A user ID, as the user namespace of the calling task counts; -1 means "leave as it is" where a
 * call allows that.
 *
 * @param number 0 to 4294967295, or -1
 */
public record Uid(long number) {
  /** The superuser's. */
  public static final Uid ROOT = new Uid(0);

  /** "Leave as it is", in setuid-like calls. */
  public static final Uid KEEP = new Uid(-1);

  /** Checks the range. */
  public Uid {
    if (number < -1 || number > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("not a uid: " + number);
    }
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
