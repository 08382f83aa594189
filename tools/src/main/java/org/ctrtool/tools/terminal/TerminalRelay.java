package org.ctrtool.tools.terminal;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WindowSize;
import org.ctrtool.tools.descriptors.Readiness;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.MonotonicClock;
import org.ctrtool.tools.processes.SignalQueue;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between the caller's standard descriptors and a program's terminal or pipes, and
 * with them what goes with a terminal: its size, the end of input, signals, and its hanging up.
 *
 * <p>The caller's terminal is raw meanwhile, and restored whatever happens. The modes of the
 * caller's descriptors are not touched.
 *
 * <p>Who is gone ends a direction, and the program is told as it would be without a relay. Anything
 * else that is refused ends the relay: the program gets SIGHUP, for a short time its output is
 * passed on still, and the first refusal is thrown.
 */
public final class TerminalRelay {
  private static final long NEVER = EndOfInput.NEVER;

  /** How long output is passed on after a failure, at least. */
  private static final int FAREWELL_SECONDS = 1;

  private final Kernel kernel;
  private final Wires wires;
  private final RelayRules rules;
  private final SignalQueue signals;
  private final CallersTerminal caller;
  private final Flow input;
  private final Flow output;
  private final @Nullable Flow errors;
  private final EndOfInput endOfInput;

  private @Nullable Pid program;
  private Fd process = Fd.STDIN;
  private boolean ended;
  private boolean hungUp;
  private boolean outputClosed;
  private boolean errorsClosed;
  private @Nullable Signal endedBy;
  private @Nullable KernelException refusal;
  private long giveUpAt = NEVER;
  private long lingerUntil = NEVER;

  private TerminalRelay(Kernel kernel, Wires wires, RelayRules rules) {
    this.kernel = kernel;
    this.wires = wires;
    this.rules = rules;
    signals = RelaySignals.blocked(kernel);
    caller = new CallersTerminal(kernel);
    boolean isTerminal = wires.terminal() != null;
    Port typed = isTerminal ? Port.masterToTypeOn(wires.input()) : Port.pipe(wires.input());
    input = new Flow(kernel, Port.toReadFrom(kernel, Fd.STDIN), typed);
    Port shown = isTerminal ? Port.master(wires.output()) : Port.pipe(wires.output());
    output = new Flow(kernel, shown, Port.toWriteTo(kernel, Fd.STDOUT));
    errors =
        wires.errors() == null
            ? null
            : new Flow(kernel, Port.pipe(wires.errors()), Port.toWriteTo(kernel, Fd.STDERR));
    if (!Port.isReadable(kernel, Fd.STDIN)) {
      input.stop();
    }
    endOfInput = new EndOfInput(kernel, wires, input);
  }

  /**
   * Prepares what a program that is started next needs: the size of its terminal, and signals that
   * are not lost. The caller's terminal stays as it is.
   */
  public static TerminalRelay prepare(Kernel kernel, Wires wires, RelayRules rules) {
    TerminalRelay relay = new TerminalRelay(kernel, wires, rules);
    relay.copyWindowSize();
    return relay;
  }

  /**
   * Relays until the program has ended and its output has been passed on.
   *
   * @param pid the program's process, a child
   * @return its status as a shell reports it; 128 + n if signal n ended the relay before
   */
  public int run(Pid pid) {
    program = pid;
    watch(pid);
    kernel.doing("relaying the terminal");
    Throwable failure = Attempt.failure(this::relay);
    KernelException notRestored = Attempt.refusal(caller::restore);
    if (failure != null) {
      throw Attempt.again(failure);
    }
    if (notRestored != null) {
      throw notRestored;
    }
    return endedBy != null && !ended
        ? 128 + endedBy.number()
        : Children.await(kernel, pid).shellStatus();
  }

  /** A program whose end would go unnoticed is not left running. */
  private void watch(Pid pid) {
    Attempt<Fd> opened = Attempt.of(() -> kernel.pidfdOpen(pid));
    if (opened.refusal() != null) {
      Children.end(kernel, pid);
    }
    process = opened.orThrow();
  }

  private void relay() {
    if (wires.terminal() != null) {
      caller.makeRaw(errors == null);
    }
    while (step()) {
      // each step waits for one event or more and deals with them
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Waits for something and deals with it; whether there will be more. */
  private boolean step() {
    note(Attempt.refusal(this::passEnds));
    List<PollFd> events = Readiness.await(kernel, watched(), timeout());
    note(Attempt.refusal(() -> dealWith(events)));
    return !isOver();
  }

  private List<PollFd> watched() {
    WatchList list = new WatchList();
    input.watch(list);
    output.watch(list);
    if (errors != null) {
      errors.watch(list);
    }
    if (!ended) {
      list.add(process, PollEvents.POLLIN);
    }
    list.add(signals.watched().fd(), PollEvents.POLLIN);
    return list.entries();
  }

  private void dealWith(List<PollFd> events) {
    for (PollFd event : events) {
      dealWith(event);
    }
  }

  private void dealWith(PollFd event) {
    if (event.fd().equals(process)) {
      noteEnd();
    } else if (event.fd().equals(signals.watched().fd())) {
      take(signals.take());
    } else {
      input.dealWith(event);
      output.dealWith(event);
      if (errors != null) {
        errors.dealWith(event);
      }
    }
  }

  private void noteEnd() {
    ended = true;
    input.stop();
    input.drop();
    if (wires.slave() != null && !hungUp) {
      kernel.close(wires.slave());
    }
    if (rules.lingerSeconds() >= 0) {
      lingerUntil = in(rules.lingerSeconds());
    }
  }

  // Signals

  private void take(@Nullable Signal signal) {
    if (signal == null) {
      return;
    }
    if (signal.equals(Signal.SIGWINCH)) {
      copyWindowSize();
      return;
    }
    tell(signal);
    if (rules.ending().has(signal) && endedBy == null) {
      endedBy = signal;
      giveUpAt = in(rules.graceSeconds());
    }
  }

  private void tell(Signal signal) {
    Pid pid = program;
    if (pid != null && !ended) {
      kernel.tolerating(Errno.ESRCH, k -> k.kill(pid, signal));
    }
  }

  private void copyWindowSize() {
    Fd terminal = wires.terminal();
    if (terminal == null || hungUp) {
      return;
    }
    WindowSize callers = Attempt.of(() -> kernel.ioctlTiocgwinsz(Fd.STDIN)).value();
    WindowSize size = rules.sizeFor(callers == null ? RelayRules.CALLERS : callers);
    if (callers != null || !size.equals(RelayRules.CALLERS)) {
      kernel.tolerating(Errno.EIO, k -> k.ioctlTiocswinsz(terminal, size));
    }
  }

  // Ends

  /** Passes on that the input has ended, or that nobody takes the output. */
  private void passEnds() {
    hangUpIfNobodyReads();
    endOfInput.pass(!ended && !hungUp && refusal == null);
  }

  /**
   * What nobody reads any more, the program may not write any more: it gets SIGPIPE or SIGHUP as
   * without a relay.
   */
  private void hangUpIfNobodyReads() {
    if (errors != null && errors.isDone() && !errorsClosed) {
      errorsClosed = true;
      kernel.close(java.util.Objects.requireNonNull(wires.errors()));
    }
    if (wires.terminal() == null) {
      if (output.isDone() && !outputClosed) {
        outputClosed = true;
        kernel.close(wires.output());
      }
    } else if (output.isBroken() && !hungUp) {
      hungUp = true;
      input.stop();
      input.drop();
      if (wires.slave() != null && !ended) {
        kernel.close(wires.slave());
      }
      kernel.close(wires.terminal());
    }
  }

  /** The second refusal is the end: something is wrong that does not get better. */
  private void note(@Nullable KernelException now) {
    if (now == null) {
      return;
    }
    if (refusal != null) {
      giveUpAt = MonotonicClock.now(kernel);
      return;
    }
    refusal = now;
    giveUpAt = Math.min(giveUpAt, in(Math.max(rules.graceSeconds(), FAREWELL_SECONDS)));
    input.stop();
    input.drop();
    if (!output.isBroken()) { // what it writes to would be closed
      note(Attempt.refusal(() -> tell(Signal.SIGHUP)));
    }
  }

  private boolean isOver() {
    if (giveUpAt != NEVER && MonotonicClock.now(kernel) >= giveUpAt) {
      return true;
    }
    if (!ended) {
      return false;
    }
    if (lingerUntil != NEVER && MonotonicClock.now(kernel) >= lingerUntil) {
      output.stop();
      if (errors != null) {
        errors.stop();
      }
    }
    return output.isDone() && (errors == null || errors.isDone());
  }

  // Time

  private @Nullable Timespec timeout() {
    long next = Math.min(giveUpAt, endOfInput.retryAt());
    if (output.isWaiting() || errors != null && errors.isWaiting()) {
      next = Math.min(next, lingerUntil);
    }
    return next == NEVER ? null : MonotonicClock.timeout(next - MonotonicClock.now(kernel));
  }

  private long in(int seconds) {
    return MonotonicClock.now(kernel) + seconds * MonotonicClock.SECOND;
  }
}
