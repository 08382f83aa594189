package org.ctrtool.sim.task;

import java.util.Objects;
import org.ctrtool.api.Capability;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.RebootCommand;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.ns.PidNamespace;

/** reboot(2): reboot_pid_ns() in kernel/pid_namespace.c. */
public final class Reboot {
  private Reboot() {}

  /** Ends process 1 of the caller's PID namespace, and with it the caller. */
  public static void reboot(Task task, RebootCommand command) {
    PidNamespace namespace = task.pidNamespace();
    Refuse.unless(
        task.credentials().isCapable(namespace.owner(), Capability.CAP_SYS_BOOT),
        TaskRule.REBOOT_NEEDS_CAP_SYS_BOOT);
    if (namespace.parent() == null) {
      throw new NotModelled("reboot(2) in the initial PID namespace");
    }
    boolean again = command == RebootCommand.LINUX_REBOOT_CMD_RESTART;
    Task first = Objects.requireNonNull(namespace.reaper());
    Exit.killed(first, again ? Signal.SIGHUP : Signal.SIGINT, false);
    throw new TaskEnded(task);
  }
}
