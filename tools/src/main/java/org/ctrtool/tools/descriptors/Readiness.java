package org.ctrtool.tools.descriptors;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/** Waiting for descriptors. */
public final class Readiness {
  private Readiness() {}

  /**
   * Waits until something can be done with one descriptor or more. An interruption is no event: the
   * waiting begins again.
   *
   * @param timeout null: without limit
   * @return what can be done; empty if the time was up
   */
  public static List<PollFd> await(
      Kernel kernel, List<PollFd> watched, @Nullable Timespec timeout) {
    Attempt<List<PollFd>> ready;
    do {
      ready = Attempt.of(() -> kernel.ppoll(watched, timeout));
    } while (Errno.EINTR.equals(ready.errno()));
    return ready.orThrow();
  }

  /** Waits until the time is up. */
  @SuppressWarnings("CheckReturnValue")
  public static void pause(Kernel kernel, Timespec length) {
    await(kernel, List.of(), length);
  }
}
