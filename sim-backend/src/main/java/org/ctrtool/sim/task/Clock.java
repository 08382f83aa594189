package org.ctrtool.sim.task;

import org.ctrtool.api.Timespec;
import org.ctrtool.sim.ns.TimeNamespace;

/** The time of the simulated machine, which passes only while everybody waits. */
public final class Clock {
  private static final long SECOND = 1_000_000_000L;
  private static final int MONOTONIC = 1;
  private static final int BOOTTIME = 7;

  private final long bootTime;
  private long sinceBoot;

  /**
   * A clock that stands still.
   *
   * @param bootTime when the machine was started, in seconds since 1970
   */
  public Clock(long bootTime) {
    this.bootTime = bootTime;
  }

  /** Nanoseconds since the start. */
  public long sinceBoot() {
    return sinceBoot;
  }

  /** Lets time pass; it never runs backwards. */
  public void advanceTo(long nanoseconds) {
    sinceBoot = Math.max(sinceBoot, nanoseconds);
  }

  /**
   * What clock_gettime(2) answers.
   *
   * @param offsets those of the caller's time namespace
   */
  public Timespec read(int clock, TimeNamespace.Offsets offsets) {
    return switch (clock) {
      case MONOTONIC -> ahead(offsets.monotonic());
      case BOOTTIME -> ahead(offsets.boottime());
      default -> ahead(new Timespec(bootTime, 0));
    };
  }

  private Timespec ahead(Timespec offset) {
    long nanoseconds = sinceBoot % SECOND + offset.nanoseconds();
    long seconds = sinceBoot / SECOND + offset.seconds() + nanoseconds / SECOND;
    return new Timespec(seconds, nanoseconds % SECOND);
  }

  /** When {@code timeout} from now on is over. */
  long after(Timespec timeout) {
    return sinceBoot + timeout.seconds() * SECOND + timeout.nanoseconds();
  }
}
