package org.ctrtool.tools.launcher;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Timespec;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.descriptors.Readiness;
import org.jspecify.annotations.Nullable;

/** An exclusive lock on a file; see flock(2). It is held while anybody has the file open. */
record FileLock(Kernel kernel, Fd file) {
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int CLOCK_MONOTONIC = 1;
  private static final Timespec PAUSE = new Timespec(0, 20_000_000);

  /**
   * Waits for the lock.
   *
   * @param seconds how long; null for as long as it takes
   * @throws ToolFailure if somebody else has it all that time
   */
  void take(@Nullable Integer seconds) {
    if (seconds == null) {
      while (!tried(LOCK_EX)) {
        // interrupted
      }
      return;
    }
    long deadline = now() + seconds;
    while (!tried(LOCK_EX | LOCK_NB)) {
      if (now() >= deadline) {
        throw new ToolFailure("the lock file is still locked after " + seconds + " s");
      }
      Readiness.pause(kernel, PAUSE);
    }
  }

  private boolean tried(int operation) {
    Attempt<Boolean> attempt =
        Attempt.of(
            () -> {
              kernel.flock(file, operation);
              return true;
            });
    boolean later = Errno.EINTR.equals(attempt.errno()) || Errno.EAGAIN.equals(attempt.errno());
    return !later && attempt.orThrow();
  }

  private long now() {
    return kernel.clockGettime(CLOCK_MONOTONIC).seconds();
  }
}
