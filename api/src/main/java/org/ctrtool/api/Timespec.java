package org.ctrtool.api;

/**
 * A time or a span of time.
 *
 * @param seconds whole seconds
 * @param nanoseconds 0 to 999,999,999
 */
public record Timespec(long seconds, long nanoseconds) {
  /** No time at all. */
  public static final Timespec ZERO = new Timespec(0, 0);

  @Override
  public String toString() {
    return "{tv_sec=" + seconds + ", tv_nsec=" + nanoseconds + "}";
  }
}
