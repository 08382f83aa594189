package org.ctrtool.sim.fd;

import java.util.function.BooleanSupplier;

/** Where a task sleeps; the scheduler supplies it. */
@FunctionalInterface
public interface WaitQueue {
  /**
   * Lets other tasks run until {@code ready} holds.
   *
   * @param what what is waited for, for a person: {@code data in a pipe}
   * @throws org.ctrtool.sim.Refusal EINTR if a signal came first
   */
  void await(String what, BooleanSupplier ready);
}
