package org.ctrtool.sim.proc;

import org.ctrtool.api.Dev;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** A mounted proc, which shows the processes of one PID namespace. */
final class ProcSuperBlock extends SuperBlock {
  private final Machine machine;
  private final PidNamespace processes;

  ProcSuperBlock(Machine machine, PidNamespace processes, Dev device, UserNamespace owner) {
    super("proc", device, owner);
    this.machine = machine;
    this.processes = processes;
    setRoot(new Dentry("", new ProcRoot(this)));
  }

  Machine machine() {
    return machine;
  }

  /** The namespace whose processes are shown, under its numbers. */
  PidNamespace processes() {
    return processes;
  }

  /** The process of this number; null if there is none. */
  @Nullable Task find(int number) {
    ProcessId id = processes.find(number);
    return id == null ? null : id.task();
  }

  @Override
  public boolean refusesMissingNames() {
    return true;
  }
}
