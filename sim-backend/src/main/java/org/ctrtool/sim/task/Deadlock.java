package org.ctrtool.sim.task;

/** Every simulated process waits for something that no other will do. */
public final class Deadlock extends Error {
  private static final long serialVersionUID = 1;

  Deadlock(String message) {
    super(message);
  }
}
