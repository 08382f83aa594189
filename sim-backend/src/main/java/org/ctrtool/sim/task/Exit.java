package org.ctrtool.sim.task;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.ProcessId;
import org.jspecify.annotations.Nullable;

/** How a process ends: do_exit() and exit_notify() in kernel/exit.c, in their order. */
final class Exit {
  private Exit() {}

  /** It ends by itself. */
  static void exit(Task task, int status) {
    end(task, WaitStatus.Cause.CLD_EXITED, status & 0xFF);
  }

  /** A signal kills it. */
  static void killed(Task task, Signal signal, boolean core) {
    end(task, SignalDelivery.causeOf(core), signal.number());
  }

  private static void end(Task task, WaitStatus.Cause cause, int status) {
    if (task.hasEnded()) {
      return;
    }
    boolean sharesFiles = task.sharesDescriptors();
    boolean sharesFs = task.sharesFs();
    task.end(cause, status);
    if (!sharesFiles) {
      task.descriptors().closeAll();
    }
    if (!sharesFs) {
      task.fs().release();
    }
    if (task.session().isLedBy(task)) {
      JobControl.leaderEnds(task);
    }
    task.machine().left(task.mountNamespace());
    PidNamespace namespace = task.pidNamespace();
    if (namespace.reaper() == task) {
      killAll(namespace, task);
    }
    List<ProcessId> groups = groupsOfChildren(task);
    forgetChildren(task);
    notifyParent(task);
    for (ProcessId group : groups) {
      hangUpIfOrphaned(task.machine(), group);
    }
  }

  /** zap_pid_ns_processes(): process 1 takes all others with it. */
  private static void killAll(PidNamespace namespace, Task reaper) {
    namespace.close();
    for (ProcessId each : new ArrayList<>(namespace.all())) {
      Task other = each.task();
      if (other != null && other != reaper) {
        killed(other, Signal.SIGKILL, false);
      }
    }
    for (Task child : reaper.children()) {
      if (child.hasEnded()) {
        Wait.reap(child);
      }
    }
  }

  /** forget_original_parent(). */
  private static void forgetChildren(Task parent) {
    for (Task child : parent.children()) {
      Task adopter = adopter(parent);
      if (adopter == null) {
        child.leaveParent();
        continue;
      }
      adopter.adopt(child);
      Signal signal = child.deathSignal();
      if (signal != null) {
        SignalDelivery.fromTask(parent, child, signal);
      }
      if (child.state() == Task.State.ZOMBIE) {
        notifyParent(child);
      }
    }
  }

  /** find_new_reaper(): the nearest subreaper of the same PID namespace, or its process 1. */
  private static @Nullable Task adopter(Task parent) {
    int level = parent.pidNamespace().level();
    for (Task each = parent.parent();
        each != null && each.pidNamespace().level() == level;
        each = each.parent()) {
      if (each.isSubreaper() && !each.hasEnded()) {
        return each;
      }
    }
    Task reaper = parent.pidNamespace().reaper();
    return reaper == parent ? null : reaper;
  }

  /** do_notify_parent(): a parent that ignores SIGCHLD does not want to know. */
  private static void notifyParent(Task task) {
    Task parent = task.parent();
    if (parent == null) {
      task.vanish();
      return;
    }
    if (parent.signals().ignored().has(Signal.SIGCHLD)) {
      Wait.reap(task);
    } else {
      SignalDelivery.fromKernel(parent, Signal.SIGCHLD, task);
    }
  }

  private static List<ProcessId> groupsOfChildren(Task task) {
    List<ProcessId> groups = new ArrayList<>();
    groups.add(task.group());
    for (Task child : task.children()) {
      if (!groups.contains(child.group())) {
        groups.add(child.group());
      }
    }
    return groups;
  }

  /** kill_orphaned_pgrp(): a stopped group that nobody will continue is hung up. */
  private static void hangUpIfOrphaned(Machine machine, ProcessId group) {
    boolean stopped = machine.tasksOfGroup(group).stream().anyMatch(Task::isStopped);
    if (stopped && machine.isOrphaned(group)) {
      SignalDelivery.toGroup(group, Signal.SIGHUP, machine);
      SignalDelivery.toGroup(group, Signal.SIGCONT, machine);
    }
  }
}
