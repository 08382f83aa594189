package org.ctrtool.conformance.simshell;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.sim.SimKernel;
import org.jspecify.annotations.Nullable;

/**
 * What a shell does on signals. Programs of the simulated machine have no handlers; a shell blocks
 * the signals instead that it has an action for, and reads them when it may act. Children start
 * with the mask that the shell began with.
 */
final class Traps {
  static final int EXIT = 0;

  private static final int RECORD = 128;

  private final Shell shell;
  private final Kernel kernel;
  private final Map<Integer, String> actions = new TreeMap<>();
  private final SignalSet ignoredFromTheStart;
  private SignalSet watched = SignalSet.EMPTY;
  private @Nullable Fd queue;

  /**
   * No actions yet.
   *
   * @param outer those of the shell that this is a subshell of, or null
   */
  Traps(Shell shell, @Nullable Traps outer) {
    this.shell = shell;
    this.kernel = shell.kernel();
    this.ignoredFromTheStart =
        outer == null ? ((SimKernel) kernel).task().signals().ignored() : outer.ignoredFromTheStart;
    if (outer == null) {
      kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    }
  }

  /** Whether a signal can end a wait. */
  boolean areThere() {
    return queue != null;
  }

  /** Whether anything is to be done before or instead of the end of the shell. */
  boolean needTheShell() {
    return !actions.isEmpty();
  }

  void ignore(int signal) {
    change(signal, null);
    kernel.sigaction(new Signal(signal), SignalDisposition.SIG_IGN);
  }

  /**
   * Sets or takes back an action; a signal that was ignored when the shell began stays so.
   *
   * @param action null for the default
   */
  void set(int signal, @Nullable String action) {
    if (signal != EXIT && ignoredFromTheStart.has(new Signal(signal))) {
      return;
    }
    change(signal, action);
    if (signal != EXIT) {
      kernel.sigaction(new Signal(signal), SignalDisposition.SIG_DFL);
    }
  }

  private void change(int signal, @Nullable String action) {
    if (action == null) {
      actions.remove(signal);
    } else {
      actions.put(signal, action);
    }
    if (signal != EXIT) {
      watch();
    }
  }

  /** SIGCHLD is watched with the others: so a wait ends for a child as for a signal. */
  private void watch() {
    SignalSet wanted = SignalSet.EMPTY;
    for (int each : actions.keySet()) {
      wanted = each == EXIT ? wanted : wanted.with(new Signal(each));
    }
    if (wanted.bits() != 0) {
      wanted = wanted.with(Signal.SIGCHLD);
    }
    forget();
    if (wanted.bits() != 0) {
      kernel.changeSignalMask(SignalMaskChange.SIG_BLOCK, wanted);
      PipeFlags flags = PipeFlags.O_CLOEXEC.or(PipeFlags.O_NONBLOCK);
      Fd made = kernel.signalfd(wanted, flags);
      queue = kernel.fcntlDupfdCloexec(made, Redirections.OWN);
      kernel.close(made);
    }
    SignalSet noMore = new SignalSet(watched.bits() & ~wanted.bits());
    kernel.changeSignalMask(SignalMaskChange.SIG_UNBLOCK, noMore);
    watched = wanted;
  }

  private void forget() {
    Fd old = queue;
    if (old != null) {
      kernel.close(old);
      queue = null;
    }
  }

  /** The descriptor for signals, which a subshell does not keep; null if there is none. */
  @Nullable Fd queue() {
    return queue;
  }

  /** Before another program takes the process over; bash leaves it SIGCHLD as it was. */
  void takeBack() {
    if (shell.dialect() == Dialect.BASH && ignoredFromTheStart.has(Signal.SIGCHLD)) {
      kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    }
    forget();
    kernel.changeSignalMask(SignalMaskChange.SIG_UNBLOCK, watched);
    watched = SignalSet.EMPTY;
  }

  /**
   * Waits for a signal or the end of a child, and does what is to be done.
   *
   * @return the signal, or 0 if it was only a child
   */
  int await() {
    Fd fd = queue;
    if (fd != null) {
      kernel.ppoll(List.of(new PollFd(fd, PollEvents.POLLIN)), null);
    }
    return runPending();
  }

  /** Does what is to be done about signals that have come; the last of them, or 0. */
  int runPending() {
    int last = 0;
    for (int signal = next(); signal != 0; signal = next()) {
      String action = actions.get(signal);
      if (action != null) {
        last = signal;
        shell.runAside(action);
      }
    }
    return last;
  }

  private int next() {
    Fd fd = queue;
    if (fd == null) {
      return 0;
    }
    byte[] read = Attempt.of(() -> kernel.read(fd, RECORD)).value();
    return read == null ? 0 : ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /** What is to be done at the end, once. */
  void runAtExit() {
    String action = actions.remove(EXIT);
    if (action != null) {
      shell.runAside(action);
    }
  }
}
