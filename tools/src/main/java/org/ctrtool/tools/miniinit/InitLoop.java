package org.ctrtool.tools.miniinit;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Notices;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.MonotonicClock;
import org.ctrtool.tools.processes.SignalQueue;
import org.jspecify.annotations.Nullable;

/** Takes signals, reaps, and starts what is due, until a signal says that it is enough. */
final class InitLoop {
  private final Kernel kernel;
  private final InitRequest request;
  private final Environment environment;
  private final String speaker;
  private final Notices notices;
  private final SignalQueue signals;
  private final Scripts scripts;
  private final List<Service> services = new ArrayList<>();
  private Children.Left left = Children.Left.NONE;
  private @Nullable Integer status;

  private InitLoop(
      Kernel kernel,
      InitRequest request,
      Environment environment,
      String speaker,
      SignalQueue signals) {
    this.kernel = kernel;
    this.request = request;
    this.environment = environment;
    this.speaker = speaker;
    this.signals = signals;
    this.notices = new Notices(kernel, speaker);
    this.scripts = new Scripts(kernel, environment, speaker, notices, signals);
    for (ProcessSpec spec : request.startOrder()) {
      services.add(new Service(spec));
    }
  }

  /** Takes the signals over and starts the processes. */
  static InitLoop start(
      Kernel kernel, InitRequest request, Environment environment, String speaker) {
    kernel.doing("taking signals over");
    resetDispositions(kernel);
    SignalSet taken = SignalSet.of(Signal.SIGCHLD);
    for (SignalPlan plan : request.plans()) {
      taken = taken.with(plan.signal);
    }
    SignalQueue signals = SignalQueue.of(kernel, taken);
    InitLoop loop = new InitLoop(kernel, request, environment, speaker, signals);
    kernel.doing("");
    loop.startDue();
    return loop;
  }

  /** Process 1 cannot be hurt by it, ends of children are noticed, and programs inherit it. */
  private static void resetDispositions(Kernel kernel) {
    for (int number = 1; number <= Signal.LAST; number++) {
      Signal signal = new Signal(number);
      if (!signal.equals(Signal.SIGKILL) && !signal.equals(Signal.SIGSTOP)) {
        kernel.sigaction(signal, SignalDisposition.SIG_DFL);
      }
    }
  }

  /** Goes on until it is enough; returns the exit status. */
  int run() {
    while (step()) {
      // each step deals with one signal, and with what has become due
    }
    return status == null ? 0 : status;
  }

  /** Waits for something and deals with it; whether there will be more. */
  boolean step() {
    endIfDone();
    if (status != null) {
      return false;
    }
    Signal signal = signals.await(timeout());
    SignalPlan plan = signal == null ? null : request.plan(signal);
    if (plan != null) {
      status = scripts.follow(plan);
    }
    if (status == null) {
      left = Children.reap(kernel, this::noteEnd);
      startDue();
    }
    return status == null;
  }

  /** Until the next start is due; null: without limit. */
  private @Nullable Timespec timeout() {
    long due = Service.NEVER;
    for (Service service : services) {
      due = Math.min(due, service.due());
    }
    if (left == Children.Left.MORE) {
      return Timespec.ZERO;
    }
    return due == Service.NEVER ? null : MonotonicClock.timeout(due - MonotonicClock.now(kernel));
  }

  private void noteEnd(WaitStatus end) {
    for (Service service : services) {
      if (service.is(end.pid())) {
        service.ended(end.shellStatus(), MonotonicClock.now(kernel));
      }
    }
  }

  private void startDue() {
    for (Service service : services) {
      if (service.due() != Service.NEVER) {
        long now = MonotonicClock.now(kernel);
        if (service.due() <= now) {
          service.start(kernel, environment, request.strict, speaker, notices, now);
        }
      }
    }
  }

  private void endIfDone() {
    if (!request.exitWhenDone) {
      return;
    }
    for (Service service : services) {
      if (!service.isDone()) {
        return;
      }
    }
    scripts.stopAll();
    status = firstFailure();
  }

  private int firstFailure() {
    for (ProcessSpec spec : request.processes()) {
      for (Service service : services) {
        if (service.spec() == spec && service.status() != 0) {
          return service.status();
        }
      }
    }
    return 0;
  }
}
