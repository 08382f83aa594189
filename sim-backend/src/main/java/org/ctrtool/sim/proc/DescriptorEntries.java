package org.ctrtool.sim.proc;

import java.util.List;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** A directory of a process that has an entry for each of its descriptors: fs/proc/fd.c. */
abstract class DescriptorEntries extends DynamicDirectory {
  private final Task task;

  DescriptorEntries(ProcSuperBlock proc, Task task, int permissions) {
    super(proc, new Mode(permissions), Kuid.ROOT, Kgid.ROOT);
    this.task = task;
  }

  final Task task() {
    return task;
  }

  /** What stands for a descriptor; null if it is not open. */
  abstract @Nullable Inode entry(int number);

  @Override
  public final boolean hasFixedMode() {
    return true;
  }

  @Override
  public final Kuid owner() {
    return ProcessFile.ownerOf(task);
  }

  @Override
  public final Kgid group() {
    return ProcessFile.groupOf(task);
  }

  @Override
  public final @Nullable Inode lookup(PathCaller caller, String name) {
    if (!name.matches("0|[1-9][0-9]{0,8}")) {
      return null;
    }
    if (task.state() == Task.State.DEAD) {
      return null;
    }
    return task.hasEnded() ? null : entry(Integer.parseInt(name));
  }

  @Override
  public final List<String> names(PathCaller caller) {
    Refuse.when(task.state() == Task.State.DEAD, ProcRule.NOTHING_THERE);
    return task.hasEnded()
        ? List.of()
        : task.descriptors().entries().keySet().stream().map(Object::toString).toList();
  }
}
