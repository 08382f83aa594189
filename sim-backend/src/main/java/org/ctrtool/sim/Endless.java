package org.ctrtool.sim;

/** A machine has made more calls than it was to make; see {@code Scheduler.limitCalls}. */
public final class Endless extends RuntimeException {
  private static final long serialVersionUID = 1;

  Endless(String message) {
    super(message);
  }
}
