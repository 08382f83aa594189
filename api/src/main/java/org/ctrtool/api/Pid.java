package org.ctrtool.api;

/**
 * A process ID, as the PID namespace of the calling task counts.
 *
 * @param number the process ID; 0 is the caller itself where a call allows that
 */
public record Pid(int number) {
  /** The caller itself, in calls such as prlimit64(2). */
  public static final Pid SELF = new Pid(0);

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
