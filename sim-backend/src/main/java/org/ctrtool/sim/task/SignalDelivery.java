package org.ctrtool.sim.task;

import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.ns.ProcessId;
import org.jspecify.annotations.Nullable;

/**
 * Sends signals and carries out what they do; kernel/signal.c. What a signal does, it does at once,
 * since its receiver is not running. Only the signals that a task blocks wait.
 */
final class SignalDelivery {
  private static final int SI_USER = 0;
  private static final int SI_KERNEL = 0x80;

  private SignalDelivery() {}

  private static int codeOf(Task child) {
    if (child.hasEnded()) {
      return child.endCause().ordinal();
    }
    WaitStatus.Cause cause =
        child.isStopped() ? WaitStatus.Cause.CLD_STOPPED : WaitStatus.Cause.CLD_CONTINUED;
    return cause.ordinal();
  }

  private static int statusOf(Task child) {
    if (child.hasEnded()) {
      return child.endStatus();
    }
    return child.isStopped() ? child.stopReport() : Signal.SIGCONT.number();
  }

  /** A signal that one task sends to another (or to itself). */
  static void fromTask(Task sender, Task target, Signal signal) {
    int pid = sender.id().numberIn(target.pidNamespace());
    long user = target.userNamespace().toUid(sender.credentials().uids().real()).number();
    send(new Signals.Pending(signal, pid, user, SI_USER, 0), target, pid == 0);
  }

  /** A signal that the kernel sends: about a child, a terminal, a parent that ended. */
  static void fromKernel(Task target, Signal signal, @Nullable Task about) {
    int pid = about == null ? 0 : about.id().numberIn(target.pidNamespace());
    long user =
        about == null
            ? 0
            : target.userNamespace().toUid(about.credentials().uids().real()).number();
    int code = about == null ? SI_KERNEL : codeOf(about);
    int status = about == null ? 0 : statusOf(about);
    send(new Signals.Pending(signal, pid, user, code, status), target, true);
  }

  /** Every process of a group, by process ID. */
  static void toGroup(ProcessId group, Signal signal, Machine machine) {
    for (Task each : machine.tasksOfGroup(group)) {
      fromKernel(each, signal, null);
    }
  }

  /**
   * send_signal_locked() and get_signal().
   *
   * @param force whether the sender is the kernel or outside of the target's PID namespace
   */
  private static void send(Signals.Pending sent, Task target, boolean force) {
    Signal signal = sent.signal();
    if (target.hasEnded()) {
      return;
    }
    prepare(target, signal);
    Signals signals = target.signals();
    if (isIgnored(target, signal, force)) {
      return;
    }
    if (signals.blocked().has(signal)) {
      signals.add(sent);
      return;
    }
    deliver(target, signal);
  }

  /** prepare_signal(): stop signals and SIGCONT cancel each other. */
  private static void prepare(Task target, Signal signal) {
    Signals signals = target.signals();
    if (Signals.defaultAction(signal) == Signals.DefaultAction.STOP) {
      signals.discard(Signal.SIGCONT);
    }
    if (signal.equals(Signal.SIGCONT)) {
      for (int n = Signal.SIGSTOP.number(); n <= Signal.SIGTTOU.number(); n++) {
        signals.discard(new Signal(n));
      }
      if (target.isStopped()) {
        target.goOn();
        notifyParent(target);
      }
    }
  }

  /** sig_ignored(). */
  private static boolean isIgnored(Task target, Signal signal, boolean force) {
    Signals signals = target.signals();
    if (signals.blocked().has(signal)) {
      return false;
    }
    boolean isDefault = !signals.ignored().has(signal);
    if (target.isReaper() && isDefault && !(force && Signals.isUnstoppable(signal))) {
      return true;
    }
    return signals.doesNothing(signal);
  }

  /** Carries out what an unblocked signal does by default. */
  private static void deliver(Task target, Signal signal) {
    if (target.isReaper() && !Signals.isUnstoppable(signal)) {
      return;
    }
    switch (Signals.defaultAction(signal)) {
      case TERMINATE -> Exit.killed(target, signal, false);
      case DUMP_CORE -> Exit.killed(target, signal, dumpsCore(target));
      case STOP -> stop(target, signal);
      case IGNORE, CONTINUE -> {}
    }
  }

  private static boolean dumpsCore(Task target) {
    return target.limit(Resource.RLIMIT_CORE).soft() != 0 && target.isDumpable();
  }

  private static void stop(Task target, Signal signal) {
    boolean orphaned =
        !signal.equals(Signal.SIGSTOP) && target.machine().isOrphaned(target.group());
    if (!orphaned && !target.isStopped()) {
      target.stop(signal);
      notifyParent(target);
    }
  }

  private static void notifyParent(Task child) {
    Task parent = child.parent();
    if (parent != null && !parent.signals().ignored().has(Signal.SIGCHLD)) {
      fromKernel(parent, Signal.SIGCHLD, child);
    }
  }

  /** The mask or a disposition has changed: what is not blocked any more is delivered. */
  static void deliverUnblocked(Task task) {
    Signals signals = task.signals();
    SignalSet open = new SignalSet(~signals.blocked().bits());
    for (Signals.Pending next = signals.take(open); next != null; next = signals.take(open)) {
      if (!signals.doesNothing(next.signal())) {
        deliver(task, next.signal());
      }
    }
  }

  /** What waitid(2) says of a signal that ended a task. */
  static WaitStatus.Cause causeOf(boolean core) {
    return core ? WaitStatus.Cause.CLD_DUMPED : WaitStatus.Cause.CLD_KILLED;
  }
}
