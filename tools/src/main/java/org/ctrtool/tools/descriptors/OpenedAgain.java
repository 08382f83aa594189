package org.ctrtool.tools.descriptors;

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
 * Opens a second time what a descriptor leads to, so that it does not block. Whether reads and
 * writes block is a property of the open file, and that of an inherited descriptor is shared with
 * other processes: it is not changed.
 */
public final class OpenedAgain {
  /** Opening this device makes a new terminal. */
  private static final Dev MULTIPLEXER = new Dev(5, 2);

  private OpenedAgain() {}

  /**
   * The same pipe or terminal, as an open file of its own that does not block.
   *
   * @param stat what {@code fd} is
   * @param access whether it is for reading or for writing
   * @return close-on-exec; null if it is something else, or that cannot be had
   */
  public static @Nullable Fd pipeOrTerminal(Kernel kernel, Fd fd, Stat stat, OpenFlags access) {
    boolean isPipe = stat.mode().type() == Mode.S_IFIFO;
    return isPipe || isTerminal(kernel, fd, stat) ? open(kernel, fd, stat, access) : null;
  }

  /**
   * The same terminal, as {@link #pipeOrTerminal} opens it.
   *
   * @return null also if it is a pipe
   */
  public static @Nullable Fd terminal(Kernel kernel, Fd fd, Stat stat, OpenFlags access) {
    return isTerminal(kernel, fd, stat) ? open(kernel, fd, stat, access) : null;
  }

  private static @Nullable Fd open(Kernel kernel, Fd fd, Stat stat, OpenFlags access) {
    OpenFlags flags =
        access.or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);
    Attempt<Fd> opened =
        Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, "/proc/self/fd/" + fd, flags, Mode.NONE));
    Fd again = opened.value();
    if (again == null) {
      return null;
    }
    Stat found = Attempt.of(() -> kernel.fstatat(again, "", AtFlags.AT_EMPTY_PATH)).value();
    if (found != null && found.isSameFileAs(stat)) {
      return again;
    }
    kernel.close(again);
    return null;
  }

  private static boolean isTerminal(Kernel kernel, Fd fd, Stat stat) {
    return stat.mode().type() == Mode.S_IFCHR
        && !stat.special().equals(MULTIPLEXER)
        && Attempt.of(() -> kernel.ioctlTcgets(fd)).refusal() == null;
  }
}
