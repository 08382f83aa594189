package org.ctrtool.sim.task;

import java.util.List;
import org.ctrtool.api.Pid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.Refuse;
import org.jspecify.annotations.Nullable;

/** waitid(2): do_wait() in kernel/exit.c. */
final class Wait {
  private static final long KNOWN = 1 | 2 | 4 | 8 | 0x1000000 | 0xE0000000L;
  private static final WaitFlags CHANGES =
      WaitFlags.WEXITED.or(WaitFlags.WSTOPPED).or(WaitFlags.WCONTINUED);

  private Wait() {}

  static WaitStatus waitid(Task task, Pid child, WaitFlags flags) {
    Refuse.when((flags.bits() & ~KNOWN) != 0, TaskRule.WAIT_NEEDS_A_CHANGE);
    Refuse.unless(flags.hasAny(CHANGES), TaskRule.WAIT_NEEDS_A_CHANGE);
    Refuse.when(child.number() < 0, TaskRule.WAIT_FOR_NO_PID);
    WaitStatus status = find(task, child, flags);
    if (status != null) {
      return status;
    }
    if (flags.has(WaitFlags.WNOHANG)) {
      // Whoever asks again and again lets the others run.
      task.machine().scheduler().letOthersRun(task);
      task.requireAlive();
      WaitStatus second = find(task, child, flags);
      return second == null ? WaitStatus.NOTHING : second;
    }
    Answer answer = new Answer();
    task.await(
        child.number() == 0 ? "a child" : "child " + child,
        () -> answer.isFound(task, child, flags));
    return answer.get(task, child, flags);
  }

  /** Whether there is something to report, without reporting it yet. */
  private static final class Answer {
    boolean isFound(Task task, Pid child, WaitFlags flags) {
      List<Task> eligible = eligible(task, child);
      return eligible.isEmpty() || eligible.stream().anyMatch(each -> report(each, flags) != null);
    }

    WaitStatus get(Task task, Pid child, WaitFlags flags) {
      WaitStatus found = find(task, child, flags);
      return found == null ? WaitStatus.NOTHING : found;
    }
  }

  private static @Nullable WaitStatus find(Task task, Pid child, WaitFlags flags) {
    List<Task> eligible = eligible(task, child);
    Refuse.when(eligible.isEmpty(), TaskRule.NO_SUCH_CHILD);
    for (Task each : eligible) {
      WaitStatus.Cause cause = report(each, flags);
      if (cause != null) {
        return take(task, each, cause, flags);
      }
    }
    return null;
  }

  private static List<Task> eligible(Task task, Pid child) {
    return task.children().stream()
        .filter(
            each ->
                child.number() == 0 || each.id().numberIn(task.pidNamespace()) == child.number())
        .toList();
  }

  private static WaitStatus.@Nullable Cause report(Task child, WaitFlags flags) {
    if (flags.has(WaitFlags.WEXITED) && isReapable(child)) {
      return child.endCause();
    }
    if (flags.has(WaitFlags.WSTOPPED) && child.stopReport() != 0 && child.isStopped()) {
      return WaitStatus.Cause.CLD_STOPPED;
    }
    if (flags.has(WaitFlags.WCONTINUED) && child.hasContinueReport()) {
      return WaitStatus.Cause.CLD_CONTINUED;
    }
    return null;
  }

  /** Process 1 of a PID namespace only when all others there are gone. */
  private static boolean isReapable(Task child) {
    return child.state() == Task.State.ZOMBIE
        && (!child.isReaper() || child.pidNamespace().all().size() <= 1);
  }

  private static WaitStatus take(Task task, Task child, WaitStatus.Cause cause, WaitFlags flags) {
    Pid pid = new Pid(child.id().numberIn(task.pidNamespace()));
    boolean leave = flags.has(WaitFlags.WNOWAIT);
    int status;
    switch (cause) {
      case CLD_STOPPED -> {
        status = child.stopReport();
        if (!leave) {
          child.forgetStopReport();
        }
      }
      case CLD_CONTINUED -> {
        status = org.ctrtool.api.Signal.SIGCONT.number();
        if (!leave) {
          child.forgetContinueReport();
        }
      }
      default -> {
        status = child.endStatus();
        if (!leave) {
          reap(child);
        }
      }
    }
    return new WaitStatus(pid, cause, status);
  }

  /** Nothing is left of a process that has ended: release_task(). */
  static void reap(Task child) {
    child.vanish();
    child.id().setTask(null);
    child.machine().freeIfUnused(child.id());
    child.machine().freeIfUnused(child.group());
    child.machine().freeIfUnused(child.session().id());
  }
}
