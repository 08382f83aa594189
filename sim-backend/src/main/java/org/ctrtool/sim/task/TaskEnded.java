package org.ctrtool.sim.task;

/**
 * Unwinds the code of a task that has exited, was killed or runs another program now. An error and
 * not an exception, since no code of the task may go on.
 */
public final class TaskEnded extends Error {
  private static final long serialVersionUID = 1;

  private final int status;

  /** What {@code task} was doing is over. */
  TaskEnded(Task task) {
    super(task + " has ended: " + task.endDescription(), null, false, false);
    this.status = task.shellStatus();
  }

  /** The status as a shell would report it: the exit status, or 128 + the signal. */
  public int status() {
    return status;
  }
}
