package org.ctrtool.tools.syslogd;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Timespec;
import org.ctrtool.tools.Notices;
import org.ctrtool.tools.descriptors.OpenedAgain;
import org.ctrtool.tools.processes.MonotonicClock;
import org.jspecify.annotations.Nullable;

/** Where lines go: standard output, or a file that can be opened anew. */
final class LogOutput {
  /** What a pipe that is ready takes without waiting. */
  private static final int PIPE_BUF = 4096;

  /** How often is written before messages get a turn. */
  private static final int AT_A_TIME = 32;

  private static final int CHUNK = 64 * 1024;
  private static final long PAUSE = MonotonicClock.SECOND;
  private static final Mode LOG_MODE = new Mode(0640);
  private static final OpenFlags APPENDING =
      OpenFlags.O_WRONLY
          .or(OpenFlags.O_APPEND)
          .or(OpenFlags.O_CREAT)
          .or(OpenFlags.O_NOCTTY)
          .or(OpenFlags.O_CLOEXEC);

  private final Kernel kernel;
  private final Notices notices;
  private final @Nullable String path;
  private Fd file;
  private boolean regular;
  private long retry;
  private boolean failing;

  private LogOutput(Kernel kernel, Notices notices, @Nullable String path, Fd file) {
    this.kernel = kernel;
    this.notices = notices;
    this.path = path;
    this.file = file;
    this.regular = isRegular(kernel, file);
  }

  /**
   * An output.
   *
   * @param path null: standard output
   */
  static LogOutput open(Kernel kernel, Notices notices, @Nullable String path) {
    Fd file = path == null ? standardOutput(kernel) : opened(kernel, path);
    return new LogOutput(kernel, notices, path, file);
  }

  /** A FIFO is waited for, once: nothing can be received yet. */
  private static Fd opened(Kernel kernel, String path) {
    Fd file = kernel.openat(Fd.AT_FDCWD, path, APPENDING, LOG_MODE);
    kernel.fcntlSetfl(file, kernel.fcntlGetfl(file).or(OpenFlags.O_NONBLOCK));
    return file;
  }

  /** Of a terminal poll(2) promises no more than room for one byte. */
  private static Fd standardOutput(Kernel kernel) {
    Stat stat = stat(kernel, Fd.STDOUT);
    Fd terminal =
        stat == null ? null : OpenedAgain.terminal(kernel, Fd.STDOUT, stat, OpenFlags.O_WRONLY);
    return terminal == null ? Fd.STDOUT : terminal;
  }

  private static boolean isRegular(Kernel kernel, Fd file) {
    Stat stat = stat(kernel, file);
    return stat != null && stat.mode().isRegular();
  }

  private static @Nullable Stat stat(Kernel kernel, Fd file) {
    return Attempt.of(() -> kernel.fstatat(file, "", AtFlags.AT_EMPTY_PATH)).value();
  }

  /**
   * Opens the file anew, by its name; the old one stays if that fails. A FIFO that nobody reads
   * would be waited for, and every sender with it.
   */
  void reopen(LogQueue queue) {
    String name = path;
    if (name == null) {
      return;
    }
    OpenFlags flags = APPENDING.or(OpenFlags.O_NONBLOCK);
    Attempt<Fd> attempt = Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, name, flags, LOG_MODE));
    Fd fresh = attempt.value();
    if (fresh == null) {
      KernelException refusal = java.util.Objects.requireNonNull(attempt.refusal());
      notices.say(
          "the old log goes on: "
              + refusal.getMessage()
              + " ("
              + refusal.errno().description()
              + ")");
      return;
    }
    kernel.tolerating(Errno.EIO, k -> k.close(file));
    file = fresh;
    regular = isRegular(kernel, file);
    retry = 0;
    queue.beginLineAnew();
  }

  /** What to wait for while lines wait; null if only time helps, or a file takes them at once. */
  @Nullable PollFd watched() {
    return regular || failing ? null : writing();
  }

  /** How long to wait before the next attempt: 0 if that can be made at once. */
  long pause() {
    return failing ? Math.max(0, retry - MonotonicClock.now(kernel)) : 0;
  }

  /** Writes what goes without waiting, if the time for it has come. */
  void write(LogQueue queue) {
    for (int i = 0; i < AT_A_TIME && !queue.isEmpty() && isReady(); i++) {
      writeOnce(queue);
    }
  }

  private boolean isReady() {
    if (pause() > 0) {
      return false;
    }
    Attempt<List<PollFd>> ready =
        regular
            ? new Attempt<>(List.of(writing()), null)
            : Attempt.of(() -> kernel.ppoll(List.of(writing()), Timespec.ZERO));
    return ready.value() != null && !ready.value().isEmpty();
  }

  private PollFd writing() {
    return new PollFd(file, PollEvents.POLLOUT);
  }

  private void writeOnce(LogQueue queue) {
    byte[] data = queue.next(regular ? CHUNK : PIPE_BUF);
    Attempt<Integer> attempt = Attempt.of(() -> kernel.write(file, data));
    if (attempt.value() != null) {
      queue.wrote(attempt.value());
      if (failing) {
        failing = false;
        notices.say("writing goes on");
      }
    } else {
      dealWith(attempt.refusal());
    }
  }

  /** A full disk may have room again; a reader that is gone does not come back. */
  private void dealWith(@Nullable KernelException refusal) {
    if (refusal == null
        || refusal.errno().equals(Errno.EINTR)
        || refusal.errno().equals(Errno.EAGAIN)) {
      return;
    }
    if (!mayPass(refusal.errno())) {
      throw refusal;
    }
    if (!failing) {
      notices.say("the log waits: " + refusal.errno() + " (" + refusal.errno().description() + ")");
    }
    failing = true;
    retry = MonotonicClock.now(kernel) + PAUSE;
  }

  private static boolean mayPass(Errno errno) {
    return errno.equals(Errno.ENOSPC)
        || errno.equals(Errno.EDQUOT)
        || errno.equals(Errno.EFBIG)
        || errno.equals(Errno.EIO)
        || errno.equals(Errno.ENOMEM)
        || errno.equals(Errno.ENOBUFS)
        || errno.equals(Errno.ESTALE);
  }
}
