package org.ctrtool.sim.task;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.AnonymousCalls;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.user.ProcessAccess;
import org.jspecify.annotations.Nullable;

/** The calls on processes: signals, limits, prctl(2), pidfds. */
public final class ProcessCalls {
  private static final long NR_OPEN = 1048576;

  private ProcessCalls() {}

  /** getppid(2). */
  public static Pid getppid(Task task) {
    Task parent = task.parent();
    return new Pid(parent == null ? 0 : parent.id().numberIn(task.pidNamespace()));
  }

  /** {@link org.ctrtool.api.ChildKernel#requireParent}. */
  public static void requireParent(Task task, Pid parent) {
    Refuse.unless(getppid(task).equals(parent), TaskRule.PARENT_IS_ANOTHER);
  }

  /** exit_group(2). */
  public static void exit(Task task, int status) {
    Exit.exit(task, status);
    throw new TaskEnded(task);
  }

  /** Ends a task that its parent does not need to know of. */
  public static void endQuietly(Task task) {
    Task parent = task.parent();
    if (parent == null || task.hasEnded()) {
      return;
    }
    task.leaveParent();
    Exit.exit(task, 0);
    PidNamespace.free(task.id());
  }

  /** waitid(2). */
  public static WaitStatus waitid(Task task, Pid child, WaitFlags flags) {
    return Wait.waitid(task, child, flags);
  }

  /** setns(2). */
  public static void setns(Task task, Fd fd, SetnsTypes types) {
    Setns.setns(task, fd, types);
  }

  /** kill(2): kill_something_info(). */
  public static void kill(Task task, Pid target, Signal signal) {
    int number = target.number();
    List<Task> targets = new ArrayList<>();
    if (number > 0) {
      Task one = find(task, number);
      checkSignal(task, one, signal);
      targets.add(one);
    } else {
      List<Task> candidates = number == -1 ? everybody(task) : group(task, number);
      Refuse.when(candidates.isEmpty(), TaskRule.NO_SUCH_PROCESS);
      Refusal refusal = null;
      for (Task each : candidates) {
        try {
          checkSignal(task, each, signal);
          targets.add(each);
        } catch (Refusal refused) {
          refusal = refused;
        }
      }
      if (targets.isEmpty() && refusal != null) {
        throw refusal;
      }
    }
    if (signal.number() != 0) {
      sendAll(task, targets, signal);
    }
  }

  /** The caller last: it may not come back. */
  private static void sendAll(Task task, List<Task> targets, Signal signal) {
    targets.stream().filter(each -> each != task).forEach(each -> send(task, each, signal));
    targets.stream().filter(each -> each == task).forEach(each -> send(task, each, signal));
  }

  /** Kills processes, whoever they belong to: cgroup_kill(). */
  public static void killAll(Task killer, List<Task> targets) {
    sendAll(killer, targets, Signal.SIGKILL);
  }

  /** pidfd_send_signal(2). */
  public static void pidfdSendSignal(Task task, Fd process, Signal signal) {
    ProcessFile pidfd = task.descriptors().require(process).operations(ProcessFile.class);
    if (pidfd == null) {
      throw new Refusal(FdRule.NOT_OPEN);
    }
    Refuse.when(
        pidfd.id().numberIn(task.pidNamespace()) == 0, TaskRule.PROCESS_OF_A_NAMESPACE_ABOVE);
    Task target = pidfd.task();
    if (target == null) {
      throw new Refusal(TaskRule.NO_SUCH_PROCESS);
    }
    checkSignal(task, target, signal);
    if (signal.number() != 0) {
      send(task, target, signal);
    }
  }

  private static void send(Task sender, Task target, Signal signal) {
    SignalDelivery.fromTask(sender, target, signal);
  }

  private static Task find(Task task, int number) {
    ProcessId id = task.pidNamespace().find(number);
    Task found = id == null ? null : id.task();
    if (found == null) {
      throw new Refusal(TaskRule.NO_SUCH_PROCESS);
    }
    return found;
  }

  private static List<Task> everybody(Task task) {
    return task.machine().tasks().stream()
        .filter(each -> each != task && each.id().numberIn(task.pidNamespace()) > 1)
        .toList();
  }

  private static List<Task> group(Task task, int number) {
    ProcessId group = number == 0 ? task.group() : task.pidNamespace().find(-number);
    return task.machine().tasks().stream().filter(each -> each.group() == group).toList();
  }

  /** check_kill_permission(). */
  private static void checkSignal(Task sender, Task target, Signal signal) {
    Refuse.when(signal.number() < 0 || signal.number() > Signal.LAST, TaskRule.NO_SUCH_SIGNAL);
    boolean sameSession = signal.equals(Signal.SIGCONT) && sender.session() == target.session();
    Refuse.unless(
        sender == target
            || sameSession
            || ProcessAccess.maySignal(sender.credentials(), target.credentials()),
        TaskRule.MAY_NOT_SIGNAL);
  }

  /** sigaction(2), as far as there are no handlers. */
  public static void sigaction(Task task, Signal signal, SignalDisposition disposition) {
    boolean known = signal.number() >= 1 && signal.number() <= Signal.LAST;
    Refuse.when(!known || Signals.isUnstoppable(signal), TaskRule.SIGNAL_CANNOT_BE_IGNORED);
    task.signals().setDisposition(signal, disposition);
  }

  /** sigprocmask(2). */
  public static SignalSet sigprocmask(Task task, SignalMaskChange how, SignalSet set) {
    SignalSet before = task.signals().blocked();
    long bits =
        switch (how) {
          case SIG_BLOCK -> before.bits() | set.bits();
          case SIG_UNBLOCK -> before.bits() & ~set.bits();
          case SIG_SETMASK -> set.bits();
        };
    task.signals().setBlocked(new SignalSet(bits));
    SignalDelivery.deliverUnblocked(task);
    return before;
  }

  /** signalfd(2). */
  public static Fd signalfd(Task task, SignalSet set, PipeFlags flags) {
    SignalSet asked = set.without(Signal.SIGKILL).without(Signal.SIGSTOP);
    return open(task, "anon_inode:[signalfd]", new SignalFile(asked), flags);
  }

  /** pidfd_open(2). */
  public static Fd pidfdOpen(Task task, Pid process) {
    Refuse.when(process.number() <= 0, TaskRule.PIDFD_OF_NO_PID);
    ProcessId id = find(task, process.number()).id();
    return open(task, "anon_inode:[pidfd]", new ProcessFile(id), PipeFlags.O_CLOEXEC);
  }

  /** The process that a descriptor is of; null if it is no pidfd. */
  public static @Nullable ProcessId processOf(OpenFile file) {
    ProcessFile pidfd = file.operations(ProcessFile.class);
    return pidfd == null ? null : pidfd.id();
  }

  private static Fd open(Task task, String name, FileOperations operations, PipeFlags flags) {
    task.descriptors().lowestFree(0, task.descriptorLimit());
    OpenFlags status =
        flags.has(PipeFlags.O_NONBLOCK)
            ? OpenFlags.O_RDWR.or(OpenFlags.O_NONBLOCK)
            : OpenFlags.O_RDWR;
    OpenFile file = AnonymousCalls.anonymous(task, name, status, operations);
    return task.descriptors().install(file, flags.has(PipeFlags.O_CLOEXEC), task.descriptorLimit());
  }

  /** pidfd_getfd(2). */
  public static Fd pidfdGetfd(Task task, Fd process, int number) {
    OpenFile file = task.descriptors().require(process);
    ProcessFile pidfd = file.operations(ProcessFile.class);
    if (pidfd == null) {
      throw new Refusal(FdRule.NOT_OPEN);
    }
    Task target = pidfd.task();
    if (target == null || target.hasEnded()) {
      throw new Refusal(TaskRule.NO_SUCH_PROCESS);
    }
    Refuse.unless(
        target == task
            || ProcessAccess.mayAttach(
                task.credentials(),
                target.credentials(),
                target.isDumpable(),
                target.programNamespace()),
        TaskRule.DESCRIPTORS_OF_OTHERS);
    OpenFile wanted = target.descriptors().requirePath(new Fd(number));
    return task.descriptors().install(wanted, true, task.descriptorLimit());
  }

  /** prlimit(2), reading. */
  public static RLimit getrlimit(Task task, Pid process, Resource resource) {
    return limited(task, process).limit(resource);
  }

  /** prlimit(2), writing: do_prlimit(). */
  public static void setrlimit(Task task, Pid process, Resource resource, RLimit limit) {
    Task target = limited(task, process);
    Refuse.when(
        Long.compareUnsigned(limit.soft(), limit.hard()) > 0, TaskRule.SOFT_LIMIT_ABOVE_HARD);
    Refuse.when(
        resource == Resource.RLIMIT_NOFILE && Long.compareUnsigned(limit.hard(), NR_OPEN) > 0,
        TaskRule.DESCRIPTOR_LIMIT_ABOVE_NR_OPEN);
    Refuse.when(
        Long.compareUnsigned(limit.hard(), target.limit(resource).hard()) > 0
            && !task.isCapableOnHost(Capability.CAP_SYS_RESOURCE),
        TaskRule.HARD_LIMIT_CANNOT_BE_RAISED);
    target.setLimit(resource, limit);
  }

  private static Task limited(Task task, Pid process) {
    if (process.number() == 0) {
      return task;
    }
    Task target = find(task, process.number());
    Refuse.unless(
        target == task || ProcessAccess.mayLimit(task.credentials(), target.credentials()),
        TaskRule.LIMITS_OF_OTHERS);
    return target;
  }

  /** PR_SET_PDEATHSIG(2const). */
  public static void setDeathSignal(Task task, Signal signal) {
    Refuse.when(signal.number() < 0 || signal.number() > Signal.LAST, TaskRule.NO_DEATH_SIGNAL);
    task.setDeathSignal(signal.number() == 0 ? null : signal);
  }

  /** PR_SET_CHILD_SUBREAPER(2const). */
  public static void setSubreaper(Task task, int subreaper) {
    task.setSubreaper(subreaper != 0);
  }

  /** PR_SET_THP_DISABLE(2const): there are no pages here that it could matter for. */
  public static void setThpDisable(Task task, int disable) {
    task.setHugePages(disable == 0);
  }

  /** PR_SET_TIMERSLACK(2const). */
  public static void setTimerSlack(Task task, long nanoseconds) {
    task.setTimerSlack(nanoseconds);
  }

  /** PR_SET_NAME(2const). */
  public static void setName(Task task, String name) {
    task.setName(first15Bytes(name));
  }

  static String first15Bytes(String name) {
    byte[] bytes = OsStrings.encode(name);
    return bytes.length <= 15 ? name : OsStrings.decode(bytes, 0, 15);
  }
}
