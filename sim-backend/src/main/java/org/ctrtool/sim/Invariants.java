package org.ctrtool.sim;

import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.CapabilitySets;

/** What holds for the whole machine after every call; tests check it. */
public final class Invariants {
  private Invariants() {}

  /**
   * Checks the machine of {@code kernel}.
   *
   * @throws IllegalStateException if something does not agree, with what it is
   */
  public static void check(SimKernel kernel) {
    Machine machine = kernel.machine();
    org.ctrtool.sim.mount.Invariants.checkMounts(machine.mounts());
    for (Task task : machine.tasks()) {
      checkPlace(task);
      if (!task.hasEnded()) {
        checkLiving(machine, task);
      }
    }
  }

  private static void checkPlace(Task task) {
    require(task.state() != Task.State.DEAD, "a dead task is still listed", task);
    require(task.id().task() == task, "the process ID stands for another task", task);
    Task parent = task.parent();
    if (parent != null) {
      require(parent.children().contains(task), "the parent does not know it", task);
      require(!parent.hasEnded(), "the parent has ended", task);
    }
    require(!task.hasEnded() || task.children().isEmpty(), "a zombie has children", task);
    for (Task child : task.children()) {
      require(child.parent() == task, "a child has another parent", child);
    }
  }

  private static void checkLiving(Machine machine, Task task) {
    require(
        machine.mounts().namespaces().contains(task.mountNamespace()),
        "its mount namespace is gone",
        task);
    require(task.fs().root().mount().users() > 0, "nobody uses the mount of its root", task);
    require(
        task.fs().workingDirectory().mount().users() > 0,
        "nobody uses the mount of its working directory",
        task);
    for (FdTable.Entry each : task.descriptors().entries().values()) {
      require(each.file().location().mount().users() > 0, "an open file uses no mount", task);
    }
    CapabilitySets sets = task.credentials().capabilities();
    require(sets.permitted().hasAll(sets.effective()), "effective beyond permitted", task);
    require(
        sets.permitted().and(sets.inheritable()).hasAll(sets.ambient()),
        "ambient beyond permitted and inheritable",
        task);
  }

  private static void require(boolean holds, String otherwise, Object where) {
    if (!holds) {
      throw new IllegalStateException(otherwise + ": " + where);
    }
  }
}
