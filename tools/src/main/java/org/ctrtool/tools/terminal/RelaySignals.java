package org.ctrtool.tools.terminal;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.tools.files.Files;

/** The signals that a relay takes from a descriptor instead of being ended by them. */
final class RelaySignals {
  private static final int SIGINFO = 128;
  private static final int AT_ONCE = 8;

  /**
   * A terminal that may be changed from the background, and a reader that is gone: not by signal.
   */
  private static final SignalSet UNWANTED = SignalSet.of(Signal.SIGTTOU, Signal.SIGPIPE);

  private static final SignalSet WANTED =
      SignalSet.of(Signal.SIGWINCH, Signal.SIGHUP, Signal.SIGINT, Signal.SIGQUIT, Signal.SIGTERM);

  private final Kernel kernel;
  private final Fd fd;

  private RelaySignals(Kernel kernel, Fd fd) {
    this.kernel = kernel;
    this.fd = fd;
  }

  /** Blocks the signals. A signal that the caller has ignored, as nohup(1) does, stays ignored. */
  static RelaySignals blocked(Kernel kernel) {
    SignalSet taken = new SignalSet(WANTED.bits() & ~ignored(kernel).bits());
    Fd fd = kernel.signalfd(taken, PipeFlags.O_CLOEXEC.or(PipeFlags.O_NONBLOCK));
    SignalSet blocked = new SignalSet(taken.bits() | UNWANTED.bits());
    kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, blocked);
    return new RelaySignals(kernel, fd);
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

  Fd fd() {
    return fd;
  }

  /** The signals that have come. */
  List<Signal> taken() {
    List<Signal> signals = new ArrayList<>();
    byte[] data = Attempt.of(() -> kernel.read(fd, AT_ONCE * SIGINFO)).value();
    for (int i = 0; data != null && i < data.length; i += SIGINFO) {
      signals.add(new Signal(data[i] & 0xFF));
    }
    return signals;
  }
}
