package org.ctrtool.tools.terminal;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.tools.files.Files;
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
    SignalSet taken = new SignalSet(WANTED.bits() & ~ignored(kernel).bits());
    kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, UNWANTED);
    return SignalQueue.of(kernel, taken);
  }

  private static SignalSet ignored(Kernel kernel) {
    String status = Attempt.of(() -> Files.readText(kernel, "/proc/self/status")).value();
    int at = status == null ? -1 : status.indexOf("SigIgn:\t");
    if (status == null || at < 0) {
      return SignalSet.EMPTY;
    }
    long bits = 0;
    for (int i = at + 8; i < status.length() && status.charAt(i) > ' '; i++) {
      bits = bits << 4 | Character.digit(status.charAt(i), 16);
    }
    return new SignalSet(bits);
  }
}
