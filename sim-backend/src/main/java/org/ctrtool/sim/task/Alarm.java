package org.ctrtool.sim.task;

import org.ctrtool.api.Signal;
import org.ctrtool.api.Timespec;
import org.ctrtool.sim.Refuse;

/** The timer of a task that ends in SIGALRM; see setitimer(2). */
public final class Alarm {
  private final Task task;
  private boolean cancelled;

  private Alarm(Task task) {
    this.task = task;
  }

  /** Sets the timer, instead of the one before; 0 seconds: only cancels that. */
  public static void set(Task task, int seconds) {
    Refuse.when(seconds < 0, TaskRule.NO_TIME_BEFORE_NOW);
    Alarm before = task.alarm();
    if (before != null) {
      before.cancelled = true;
    }
    task.setAlarm(null);
    if (seconds > 0) {
      Alarm alarm = new Alarm(task);
      task.setAlarm(alarm);
      Machine machine = task.machine();
      long deadline = machine.clock().after(new Timespec(seconds, 0));
      machine.scheduler().at(task, deadline, () -> alarm.cancelled, alarm::ring);
    }
  }

  private void ring() {
    if (!cancelled) {
      task.setAlarm(null);
      SignalDelivery.fromKernel(task, Signal.SIGALRM, null);
    }
  }
}
