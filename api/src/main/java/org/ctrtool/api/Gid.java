package org.ctrtool.api;

/**
 * A group ID, as the user namespace of the calling task counts; -1 means "leave as it is" where a
 * call allows that.
 *
 * @param number 0 to 4294967295, or -1
 */
public record Gid(long number) {
  /** The superuser's. */
  public static final Gid ROOT = new Gid(0);

  /** "Leave as it is", in setgid-like calls. */
  public static final Gid KEEP = new Gid(-1);

  /** Checks the range. */
  public Gid {
    if (number < -1 || number > 0xFFFFFFFFL) {
      throw new IllegalArgumentException("not a gid: " + number);
    }
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
