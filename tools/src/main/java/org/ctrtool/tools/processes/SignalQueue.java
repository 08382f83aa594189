package org.ctrtool.tools.processes;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/** Signals that are blocked and taken one by one; see signalfd(2). */
public final class SignalQueue {
  private static final int SIGNALFD_SIGINFO = 128;

  private final Kernel kernel;
  private final Fd signals;
  private final SignalSet before;
  private final SignalSet taken;

  private SignalQueue(Kernel kernel, Fd signals, SignalSet before, SignalSet taken) {
    this.kernel = kernel;
    this.signals = signals;
    this.before = before;
    this.taken = taken;
  }

  /** Blocks these signals, besides those that are, and takes them from now on. */
  public static SignalQueue of(Kernel kernel, SignalSet taken) {
    SignalSet before = kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, taken);
    Fd signals = kernel.signalfd(taken, PipeFlags.O_CLOEXEC.or(PipeFlags.O_NONBLOCK));
    return new SignalQueue(kernel, signals, before, taken);
  }

  /** What to wait on, for a caller with other descriptors to watch. */
  public PollFd watched() {
    return new PollFd(signals, PollEvents.POLLIN);
  }

  /**
   * Waits for a signal.
   *
   * @param timeout null: without limit
   * @return null if the time was up, or something else came in between
   */
  public @Nullable Signal await(@Nullable Timespec timeout) {
    Attempt<List<PollFd>> ready = Attempt.of(() -> kernel.ppoll(List.of(watched()), timeout));
    if (ready.refusal() != null && !isPassing(ready.errno())) {
      throw ready.refusal();
    }
    return ready.value() == null || ready.value().isEmpty() ? null : take();
  }

  /** The next signal; null if there is none. */
  public @Nullable Signal take() {
    Attempt<byte[]> info = Attempt.of(() -> kernel.read(signals, SIGNALFD_SIGINFO));
    if (info.value() == null && isPassing(info.errno())) {
      return null;
    }
    return new Signal(info.orThrow()[0] & 0xFF);
  }

  /** Runs {@code exec} with the mask there was before; puts it back if that returns. */
  public void unblockedDuring(Runnable exec) {
    kernel.sigprocmask(SignalMaskChange.SIG_SETMASK, before);
    exec.run();
    kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, taken);
  }

  private static boolean isPassing(@Nullable Errno errno) {
    return Errno.EINTR.equals(errno) || Errno.EAGAIN.equals(errno);
  }
}
