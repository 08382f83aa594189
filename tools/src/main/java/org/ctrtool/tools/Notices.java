package org.ctrtool.tools;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Timespec;
import org.ctrtool.tools.descriptors.OpenedAgain;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a program that must go on whatever happens to them: what standard error does not take
 * at once is dropped, and counted.
 */
public final class Notices {
  private final Kernel kernel;
  private final String speaker;
  private @Nullable Fd errors;
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
    Fd to = errors();
    if (!isReady(to)) {
      lost++;
      return;
    }
    String missing = lost == 0 ? "" : line(lost + " messages could not be written");
    byte[] text = OsStrings.encode(missing + line(what));
    lost = Attempt.errno(() -> Output.write(kernel, to, text)) == null ? 0 : lost + 1;
  }

  /**
   * A terminal that is ready may have room for one byte: it is opened so that it does not block.
   */
  private Fd errors() {
    if (errors == null) {
      Stat stat = Attempt.of(() -> kernel.fstatat(Fd.STDERR, "", AtFlags.AT_EMPTY_PATH)).value();
      Fd terminal =
          stat == null ? null : OpenedAgain.terminal(kernel, Fd.STDERR, stat, OpenFlags.O_WRONLY);
      errors = terminal == null ? Fd.STDERR : terminal;
    }
    return errors;
  }

  private String line(String what) {
    return speaker + ": " + what + "\n";
  }

  /** A pipe that is ready takes a line without waiting: that is less than PIPE_BUF. */
  private boolean isReady(Fd to) {
    PollFd writing = new PollFd(to, PollEvents.POLLOUT);
    Attempt<List<PollFd>> ready = Attempt.of(() -> kernel.ppoll(List.of(writing), Timespec.ZERO));
    @Nullable List<PollFd> answer = ready.value();
    return answer != null && !answer.isEmpty();
  }
}
