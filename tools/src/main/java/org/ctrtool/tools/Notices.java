package org.ctrtool.tools;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Timespec;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a program that must go on whatever happens to them: what standard error does not take
 * at once is dropped, and counted.
 */
public final class Notices {
  private final Kernel kernel;
  private final String speaker;
  private long lost;

  /**
   * Messages to standard error.
   *
   * @param speaker what they begin with: {@code ctrtool init}
   */
  public Notices(Kernel kernel, String speaker) {
    this.kernel = kernel;
    this.speaker = speaker;
  }

  /** Says something, in one line. */
  public void say(String what) {
    if (!isReady()) {
      lost++;
      return;
    }
    String missing = lost == 0 ? "" : line(lost + " messages could not be written");
    lost = 0;
    Output.message(kernel, missing + line(what));
  }

  private String line(String what) {
    return speaker + ": " + what + "\n";
  }

  /** A pipe that is ready takes a line without waiting: that is less than PIPE_BUF. */
  private boolean isReady() {
    PollFd errors = new PollFd(Fd.STDERR, PollEvents.POLLOUT);
    Attempt<List<PollFd>> ready = Attempt.of(() -> kernel.ppoll(List.of(errors), Timespec.ZERO));
    @Nullable List<PollFd> answer = ready.value();
    return answer != null && !answer.isEmpty();
  }
}
