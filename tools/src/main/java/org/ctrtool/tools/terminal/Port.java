package org.ctrtool.tools.terminal;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that data come from or go to.
 *
 * <p>Whether reads and writes block is a property of the open file, and those of the standard
 * descriptors are shared with other processes: it is not changed. A pipe or a terminal is opened a
 * second time instead.
 *
 * @param watched what poll(2) is asked about
 * @param fd what is read or written
 * @param atOnce how many bytes are written at once
 * @param neverBlocks whether it may be written to without asking poll(2) before
 */
record Port(Fd watched, Fd fd, int atOnce, boolean neverBlocks) {
  /** How many bytes are read at once, and written where nothing blocks. */
  static final int CHUNK = 64 * 1024;

  /** What poll(2) promises of a pipe or a socket that can be written to. */
  private static final int PROMISED = 4096;

  private static final long ACCESS_MODE = 3;

  /** Opening this device makes a new terminal. */
  private static final Dev MULTIPLEXER = new Dev(5, 2);

  /** A descriptor of this process alone, which does not block. */
  static Port own(Fd fd) {
    return new Port(fd, fd, CHUNK, true);
  }

  /** A standard descriptor to read from. */
  static Port toReadFrom(Kernel kernel, Fd fd) {
    Fd again = openedAgain(kernel, fd, OpenFlags.O_RDONLY);
    return new Port(fd, again == null ? fd : again, CHUNK, again != null);
  }

  /**
   * Whether there is anything to read: nohup(1) gives its program an input that is not for that.
   */
  static boolean isReadable(Kernel kernel, Fd fd) {
    OpenFlags flags = Attempt.of(() -> kernel.fcntlGetfl(fd)).value();
    return flags == null || (flags.bits() & ACCESS_MODE) != OpenFlags.O_WRONLY.bits();
  }

  /** A standard descriptor to write to. */
  static Port toWriteTo(Kernel kernel, Fd fd) {
    Stat stat = stat(kernel, fd);
    if (stat != null && stat.mode().isRegular()) {
      return own(fd);
    }
    Fd again = openedAgain(kernel, fd, OpenFlags.O_WRONLY);
    return again == null ? new Port(fd, fd, PROMISED, false) : new Port(fd, again, CHUNK, true);
  }

  private static @Nullable Stat stat(Kernel kernel, Fd fd) {
    return Attempt.of(() -> kernel.fstatat(fd, "", AtFlags.AT_EMPTY_PATH)).value();
  }

  /** The same pipe or terminal, as an open file of its own; null if that cannot be had. */
  private static @Nullable Fd openedAgain(Kernel kernel, Fd fd, OpenFlags access) {
    Stat stat = stat(kernel, fd);
    if (stat == null || !(isPipe(stat) || isTerminal(kernel, fd, stat))) {
      return null;
    }
    OpenFlags flags =
        access.or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);
    Attempt<Fd> opened =
        Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, "/proc/self/fd/" + fd, flags, Mode.NONE));
    Fd again = opened.value();
    if (again == null) {
      return null;
    }
    Stat found = stat(kernel, again);
    if (found != null && found.isSameFileAs(stat)) {
      return again;
    }
    kernel.close(again);
    return null;
  }

  private static boolean isPipe(Stat stat) {
    return stat.mode().type() == Mode.S_IFIFO;
  }

  private static boolean isTerminal(Kernel kernel, Fd fd, Stat stat) {
    return stat.mode().type() == Mode.S_IFCHR
        && !stat.special().equals(MULTIPLEXER)
        && Attempt.of(() -> kernel.ioctlTcgets(fd)).refusal() == null;
  }
}
