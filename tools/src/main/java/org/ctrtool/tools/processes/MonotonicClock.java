package org.ctrtool.tools.processes;

import org.ctrtool.api.Kernel;
import org.ctrtool.api.Timespec;

/** Time in nanoseconds, for spans. */
public final class MonotonicClock {
  /** Nanoseconds of a second. */
  public static final long SECOND = 1_000_000_000L;

  /** Nanoseconds of a millisecond. */
  public static final long MILLISECOND = 1_000_000L;

  private static final int CLOCK_MONOTONIC = 1;

  private MonotonicClock() {}

  /** Now. */
  public static long now(Kernel kernel) {
    Timespec now = kernel.clockGettime(CLOCK_MONOTONIC);
    return now.seconds() * SECOND + now.nanoseconds();
  }

  /** A span as a timeout; no time at all if it is over. */
  public static Timespec timeout(long span) {
    return span <= 0 ? Timespec.ZERO : new Timespec(span / SECOND, span % SECOND);
  }
}
