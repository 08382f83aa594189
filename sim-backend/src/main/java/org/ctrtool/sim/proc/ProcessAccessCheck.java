package org.ctrtool.sim.proc;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.ProcessAccess;

/** What of a process is open to whom. */
final class ProcessAccessCheck {
  private ProcessAccessCheck() {}

  /**
   * Refuses unless {@code caller} may look into {@code task}: proc_fd_access_allowed(). One that
   * has ended has no memory that could be closed to others.
   */
  static void requireReadable(PathCaller caller, Task task) {
    Task reader = (Task) caller;
    if (task.state() == Task.State.DEAD) {
      throw new Refusal(ProcRule.PROCESS_IS_CLOSED);
    }
    boolean allowed =
        reader == task
            || ProcessAccess.mayRead(
                reader.credentials(),
                task.credentials(),
                task.isDumpable() || task.hasEnded(),
                task.programNamespace());
    if (!allowed) {
      throw new Refusal(ProcRule.PROCESS_IS_CLOSED);
    }
  }
}
