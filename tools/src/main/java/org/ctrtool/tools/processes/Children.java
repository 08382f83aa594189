package org.ctrtool.tools.processes;

import java.util.function.Consumer;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;

/** Waiting for children, and ending them. */
public final class Children {
  /** At most so many are reaped before somebody else gets a turn. */
  private static final int AT_A_TIME = 1000;

  private static final Pid ANY = new Pid(0);

  /** What is left after reaping. */
  public enum Left {
    /** No child at all. */
    NONE,
    /** Children that live. */
    ALIVE,
    /** Perhaps more that have ended. */
    MORE
  }

  private Children() {}

  /** Waits until {@code child} has ended. */
  public static WaitStatus await(Kernel kernel, Pid child) {
    Attempt<WaitStatus> attempt;
    do {
      attempt = Attempt.of(() -> kernel.waitid(child, WaitFlags.WEXITED));
    } while (Errno.EINTR.equals(attempt.errno()));
    return attempt.orThrow();
  }

  /** Kills {@code child}, which must not have been waited for, and waits for it. */
  public static void end(Kernel kernel, Pid child) {
    kernel.tolerating(Errno.ESRCH, k -> k.kill(child, Signal.SIGKILL));
    await(kernel, child);
  }

  /**
   * Reaps the children that have ended: one SIGCHLD may stand for several.
   *
   * @param ended takes each
   */
  public static Left reap(Kernel kernel, Consumer<WaitStatus> ended) {
    WaitFlags thatEnded = WaitFlags.WEXITED.or(WaitFlags.WNOHANG);
    for (int i = 0; i < AT_A_TIME; i++) {
      Attempt<WaitStatus> child = Attempt.of(() -> kernel.waitid(ANY, thatEnded));
      if (child.value() == null) {
        return Errno.EINTR.equals(child.errno()) ? Left.MORE : Left.NONE;
      }
      if (child.value().equals(WaitStatus.NOTHING)) {
        return Left.ALIVE;
      }
      if (child.value().isEnd()) {
        ended.accept(child.value());
      }
    }
    return Left.MORE;
  }
}
