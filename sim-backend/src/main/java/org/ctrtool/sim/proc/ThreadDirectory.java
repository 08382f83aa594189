package org.ctrtool.sim.proc;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.path.Subject;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID/task}: each process has one thread, which shows what the process does. */
final class ThreadDirectory extends DynamicDirectory {
  private final ProcSuperBlock proc;
  private final Task task;
  private final ProcessDirectory process;
  private @Nullable ProcessDirectory only;

  ThreadDirectory(ProcSuperBlock proc, Task task, ProcessDirectory process) {
    super(proc, new Mode(0555), Kuid.ROOT, Kgid.ROOT);
    this.proc = proc;
    this.task = task;
    this.process = process;
  }

  private String name() {
    return Integer.toString(task.id().numberIn(proc.processes()));
  }

  @Override
  public boolean hasFixedMode() {
    return true;
  }

  @Override
  public Kuid owner() {
    return process.owner();
  }

  @Override
  public Kgid group() {
    return process.group();
  }

  /** proc_pid_permission(). */
  @Override
  public boolean permits(Subject subject, int wanted, BooleanSupplier ordinary) {
    Refuse.when(task.state() == Task.State.DEAD, ProcRule.PROCESS_IS_GONE);
    return ordinary.getAsBoolean();
  }

  @Override
  public @Nullable Inode lookup(PathCaller caller, String name) {
    if (task.state() == Task.State.DEAD || !name.equals(name())) {
      return null;
    }
    if (only == null) {
      only = new ProcessDirectory(proc, task);
    }
    return only;
  }

  @Override
  public List<String> names(PathCaller caller) {
    Refuse.when(task.state() == Task.State.DEAD, ProcRule.NOTHING_THERE);
    return List.of(name());
  }
}
