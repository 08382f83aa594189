package org.ctrtool.tools.terminal;

import org.ctrtool.api.Kernel;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.tools.processes.IgnoredSignals;
import org.ctrtool.tools.processes.SignalQueue;

/** The signals that a relay takes from a descriptor instead of being ended by them. */
final class RelaySignals {
  /**
   * A terminal that may be changed from the background, and a reader that is gone: not by signal.
   */
  private static final SignalSet UNWANTED = SignalSet.of(Signal.SIGTTOU, Signal.SIGPIPE);

  private static final SignalSet WANTED =
      SignalSet.of(Signal.SIGWINCH, Signal.SIGHUP, Signal.SIGINT, Signal.SIGQUIT, Signal.SIGTERM);

  private RelaySignals() {}

  /** Blocks the signals. A signal that the caller has ignored, as nohup(1) does, stays ignored. */
  static SignalQueue blocked(Kernel kernel) {
    SignalSet taken = new SignalSet(WANTED.bits() & ~IgnoredSignals.now(kernel).bits());
    kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, UNWANTED);
    return SignalQueue.of(kernel, taken);
  }
}
