package org.ctrtool.tools.miniinit;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RebootCommand;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Notices;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.MonotonicClock;
import org.ctrtool.tools.processes.SignalQueue;
import org.jspecify.annotations.Nullable;

/** What signals lead to: scripts, and the shutdown. */
final class Scripts {
  private static final long PHASE = 2 * MonotonicClock.SECOND;
  private static final long SCRIPT = 10 * MonotonicClock.SECOND;
  private static final Pid EVERYBODY = new Pid(-1);
  private static final int CANNOT_START = 125;

  private final Kernel kernel;
  private final Environment environment;
  private final String speaker;
  private final Notices notices;
  private final SignalQueue signals;

  /** The script that is waited for; null if none runs. */
  private @Nullable Pid awaited;

  Scripts(
      Kernel kernel,
      Environment environment,
      String speaker,
      Notices notices,
      SignalQueue signals) {
    this.kernel = kernel;
    this.environment = environment;
    this.speaker = speaker;
    this.notices = notices;
    this.signals = signals;
  }

  /** Does what is planned for a signal; the exit status, or null if init goes on. */
  @Nullable Integer follow(SignalPlan plan) {
    if (plan.action.shutsDown()) {
      shutDown(plan);
      return 0;
    }
    if (plan.action == Action.EXEC && plan.script != null) {
      become(plan.script, plan.signal);
    } else if (plan.action == Action.RUN && plan.script != null) {
      start(plan.script, plan.signal);
    }
    return null;
  }

  private void shutDown(SignalPlan plan) {
    notices.say("shutdown begins");
    runAndAwait(plan.script, plan.signal, PHASE);
    stopAll();
    notices.say("last step");
    if (plan.action == Action.FINAL_EXEC && plan.finalScript != null) {
      become(plan.finalScript, plan.signal);
      kernel.sync();
      return;
    }
    runAndAwait(plan.finalScript, plan.signal, 0);
    RebootCommand command = plan.action.reboot();
    if (command != null) {
      kernel.sync();
      Attempt<Object> attempt =
          Attempt.of(
              () -> {
                kernel.reboot(command);
                return null;
              });
      sayRefusal("", attempt.refusal());
    }
  }

  /** Ends every process there is. */
  void stopAll() {
    notices.say("SIGTERM to all");
    kernel.tolerating(Errno.ESRCH, k -> k.kill(EVERYBODY, Signal.SIGTERM));
    awaitChildren(PHASE);
    notices.say("SIGKILL to all");
    kernel.tolerating(Errno.ESRCH, k -> k.kill(EVERYBODY, Signal.SIGKILL));
    awaitChildren(PHASE);
  }

  /** Runs a script, if there is one, and waits for its end, and for the others at least so long. */
  private void runAndAwait(@Nullable String script, Signal signal, long atLeast) {
    awaited = script == null ? null : start(script, signal);
    awaitChildren(atLeast);
    awaited = null;
  }

  /** Until no child is left, or the time is up; a script that is waited for has more of it. */
  private void awaitChildren(long limit) {
    long start = MonotonicClock.now(kernel);
    boolean waiting = true;
    while (waiting) {
      Children.Left left = Children.reap(kernel, this::noteEnd);
      long rest = start + (awaited == null ? limit : SCRIPT) - MonotonicClock.now(kernel);
      waiting = left != Children.Left.NONE && rest > 0;
      if (waiting) {
        signals.await(MonotonicClock.timeout(left == Children.Left.MORE ? 0 : rest));
      }
    }
  }

  private void noteEnd(WaitStatus end) {
    if (end.pid().equals(awaited)) {
      awaited = null;
    }
  }

  private @Nullable Pid start(String script, Signal signal) {
    CloneRequest request = new CloneRequest(CloneFlags.NONE, new Ending(speaker, CANNOT_START));
    Attempt<Pid> attempt =
        Attempt.of(
            () ->
                kernel.clone(
                    request,
                    child -> {
                      child.doing(what(script));
                      child.execve(script, command(script, signal), environment);
                    }));
    sayRefusal(what(script) + ": ", attempt.refusal());
    return attempt.value();
  }

  /** Returns only if the script cannot be executed. */
  private void become(String script, Signal signal) {
    signals.unblockedDuring(
        () -> {
          Attempt<Object> attempt =
              Attempt.of(
                  () -> {
                    kernel.execve(script, command(script, signal), environment);
                    return null;
                  });
          sayRefusal(what(script) + ": ", attempt.refusal());
        });
  }

  private void sayRefusal(String what, @Nullable KernelException refusal) {
    if (refusal != null) {
      notices.say(what + refusal.getMessage() + " (" + refusal.errno().description() + ")");
    }
  }

  private static String what(String script) {
    return "running " + OsStrings.quoted(script);
  }

  private static List<String> command(String script, Signal signal) {
    return List.of(script, Integer.toString(signal.number()));
  }
}
