package org.ctrtool.tools.debugshell;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalSet;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.SignalQueue;
import org.jspecify.annotations.Nullable;

/**
 * The commands that run, if only so many may. A command counts from the moment it is started until
 * it is reaped, which nobody else does: nothing can fail in between, and no number is used twice.
 */
final class RunningCommands {
  private final Kernel kernel;
  private final int limit;
  private final List<Pid> running = new ArrayList<>();
  private final @Nullable SignalQueue ends;

  private RunningCommands(Kernel kernel, int limit, @Nullable SignalQueue ends) {
    this.kernel = kernel;
    this.limit = limit;
    this.ends = ends;
  }

  /** Any number: their end is of no interest, and the kernel reaps them. */
  static RunningCommands unlimited(Kernel kernel) {
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    return new RunningCommands(kernel, Integer.MAX_VALUE, null);
  }

  /** At most {@code limit} at a time. */
  static RunningCommands atMost(int limit, Kernel kernel) {
    // Whoever ignored it would have the kernel reap them.
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    SignalQueue ends = SignalQueue.of(kernel, SignalSet.of(Signal.SIGCHLD));
    return new RunningCommands(kernel, limit, ends);
  }

  /** One more. */
  void add(Pid command) {
    if (ends != null) {
      running.add(command);
    }
  }

  /** Whether one more may be started. */
  boolean hasRoom() {
    return running.size() < limit;
  }

  /** What is ready when a command has ended; null if nobody counts. */
  @Nullable PollFd ended() {
    return ends == null ? null : ends.watched();
  }

  /** Those that have ended count no longer. */
  void reap() {
    if (ends == null) {
      return;
    }
    ends.take();
    Children.Left left;
    do {
      left = Children.reap(kernel, end -> running.remove(end.pid()));
    } while (left == Children.Left.MORE);
  }
}
