package org.ctrtool.api;

/**
 * A resource limit; see getrlimit(2).
 *
 * @param soft what the kernel enforces, an unsigned number
 * @param hard how far the soft limit may be raised, an unsigned number
 */
public record RLimit(long soft, long hard) {
  /** {@code RLIM_INFINITY}: no limit. */
  public static final long INFINITY = -1;

  @Override
  public String toString() {
    return "{rlim_cur=" + text(soft) + ", rlim_max=" + text(hard) + "}";
  }

  private static String text(long value) {
    return value == INFINITY ? "RLIM_INFINITY" : Long.toUnsignedString(value);
  }
}
