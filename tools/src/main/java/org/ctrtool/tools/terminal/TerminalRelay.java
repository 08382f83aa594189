package org.ctrtool.tools.terminal;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WindowSize;
import org.ctrtool.tools.processes.Children;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between the caller's standard descriptors and a program's terminal or pipes, and
 * with them what goes with a terminal: its size, the end of input, signals, and its hanging up.
 *
 * <p>The caller's terminal is raw meanwhile, and restored whatever happens. The modes of the
 * caller's descriptors are not touched.
 */
public final class TerminalRelay {
  private static final int MONOTONIC = 1;
  private static final long SECOND = 1_000_000_000L;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long FIRST_RETRY = SECOND / 100;

  private final Kernel kernel;
  private final Wires wires;
  private final RelayRules rules;
  private final RelaySignals signals;
  private final CallersTerminal caller;
  private final Flow input;
  private final Flow output;
  private final @Nullable Flow errors;

  private @Nullable Pid program;
  private Fd process = Fd.STDIN;
  private boolean ended;
  private boolean hungUp;
  private boolean inputEndPassed;
  private boolean outputClosed;
  private boolean errorsClosed;
  private @Nullable Signal endedBy;
  private long giveUpAt = NEVER;
  private long lingerUntil = NEVER;
  private long retryAt = NEVER;
  private long retryAfter = FIRST_RETRY;

  private TerminalRelay(Kernel kernel, Wires wires, RelayRules rules) {
    this.kernel = kernel;
    this.wires = wires;
    this.rules = rules;
    signals = RelaySignals.blocked(kernel);
    caller = new CallersTerminal(kernel);
    input = new Flow(kernel, Port.toReadFrom(kernel, Fd.STDIN), programs(wires.input()));
    output = new Flow(kernel, programs(wires.output()), Port.toWriteTo(kernel, Fd.STDOUT));
    errors =
        wires.errors() == null
            ? null
            : new Flow(kernel, Port.own(wires.errors()), Port.toWriteTo(kernel, Fd.STDERR));
    if (!Port.isReadable(kernel, Fd.STDIN)) {
      input.stop();
    }
  }

  private Port programs(Fd fd) {
    return fd.equals(wires.terminal()) ? Port.master(fd) : Port.own(fd);
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
    caller.restore();
    if (failure != null) {
      throw Attempt.again(failure);
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
  }

  /** Waits for something and deals with it; whether there will be more. */
  private boolean step() {
    List<PollFd> watched = watched();
    @Nullable Timespec limit = timeout();
    Attempt<List<PollFd>> ready = Attempt.of(() -> kernel.ppoll(watched, limit));
    if (Errno.EINTR.equals(ready.errno())) {
      return true;
    }
    List<PollFd> events = ready.orThrow();
    for (PollFd event : events) {
      dealWith(event);
    }
    hangUpIfNobodyReads();
    passEndOfInput();
    return !isOver(events);
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
    list.add(signals.fd(), PollEvents.POLLIN);
    return list.entries();
  }

  private void dealWith(PollFd event) {
    if (event.fd().equals(process)) {
      noteEnd();
    } else if (event.fd().equals(signals.fd())) {
      for (Signal signal : signals.taken()) {
        take(signal);
      }
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
      lingerUntil = now() + rules.lingerSeconds() * SECOND;
    }
  }

  // Signals

  private void take(Signal signal) {
    if (signal.equals(Signal.SIGWINCH)) {
      copyWindowSize();
      return;
    }
    Pid pid = program;
    if (pid != null && !ended) {
      kernel.tolerating(Errno.ESRCH, k -> k.kill(pid, signal));
    }
    if (rules.ending().has(signal) && endedBy == null) {
      endedBy = signal;
      giveUpAt = now() + rules.graceSeconds() * SECOND;
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
    } else if ((output.isBroken() || input.isBroken() && wires.slave() != null) && !hungUp) {
      hungUp = true;
      input.stop();
      input.drop();
      if (wires.slave() != null && !ended) {
        kernel.close(wires.slave());
      }
      kernel.close(wires.terminal());
    }
  }

  /**
   * A pipe is closed. On a terminal the character is typed that ends the input, as soon as it means
   * that: a program may have the terminal raw for a while.
   */
  private void passEndOfInput() {
    if (!input.isDone() || inputEndPassed) {
      return;
    }
    Fd terminal = wires.terminal();
    if (terminal == null) {
      inputEndPassed = true;
      kernel.close(wires.input());
    } else if (ended || hungUp) {
      inputEndPassed = true;
      retryAt = NEVER;
    } else if (retryAt == NEVER || now() >= retryAt) {
      typeEndOfInput(terminal);
    }
  }

  private void typeEndOfInput(Fd terminal) {
    Termios settings = kernel.ioctlTcgets(terminal);
    if (!settings.isCanonical()) {
      retryAt = now() + retryAfter;
      retryAfter = Math.min(2 * retryAfter, SECOND);
      return;
    }
    inputEndPassed = true;
    retryAt = NEVER;
    byte end = settings.endOfFile();
    if (end != 0) {
      Byte last = input.last();
      boolean lineIsEmpty = last == null || settings.endsLine(last);
      input.send(lineIsEmpty ? new byte[] {end} : new byte[] {end, end});
    }
  }

  private boolean isOver(List<PollFd> events) {
    if (giveUpAt != NEVER && now() >= giveUpAt) {
      return true;
    }
    if (!ended) {
      return false;
    }
    if (lingerUntil != NEVER && now() >= lingerUntil) {
      output.stop();
      if (errors != null) {
        errors.stop();
      }
    }
    boolean isDone = output.isDone() && (errors == null || errors.isDone());
    return isDone || isDraining() && events.isEmpty();
  }

  /**
   * Whether only what the program left in its terminal can still come: then an empty round is the
   * end. With the slave at hand the terminal itself says when that is.
   */
  private boolean isDraining() {
    boolean isSilent = errors == null && wires.terminal() != null && wires.slave() == null;
    return ended && isSilent && !output.isPending();
  }

  // Time

  private @Nullable Timespec timeout() {
    if (isDraining()) {
      return Timespec.ZERO;
    }
    long next = Math.min(giveUpAt, retryAt);
    if (output.isWaiting() || errors != null && errors.isWaiting()) {
      next = Math.min(next, lingerUntil);
    }
    if (next == NEVER) {
      return null;
    }
    long left = Math.max(0, next - now());
    return new Timespec(left / SECOND, left % SECOND);
  }

  private long now() {
    Timespec now = kernel.clockGettime(MONOTONIC);
    return now.seconds() * SECOND + now.nanoseconds();
  }
}
