package org.ctrtool.tools.processes;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;

/** Waiting for children. */
public final class Children {
  private Children() {}

  /** Waits until {@code child} has ended. */
  public static WaitStatus await(Kernel kernel, Pid child) {
    Attempt<WaitStatus> attempt;
    do {
      attempt = Attempt.of(() -> kernel.waitid(child, WaitFlags.WEXITED));
    } while (Errno.EINTR.equals(attempt.errno()));
    return attempt.orThrow();
  }
}
