package org.ctrtool.tools.terminal;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.tools.descriptors.OpenedAgain;
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
 * @param atOnce how many bytes are read or written at once
 * @param neverBlocks whether it may be written to without asking poll(2) before
 * @param ends the errors that say that whoever is at the other side is gone; any other says that
 *     data are lost
 */
record Port(Fd watched, Fd fd, int atOnce, boolean neverBlocks, List<Errno> ends) {
  /** As much as a pipe holds. */
  private static final int CHUNK = 64 * 1024;

  /** What poll(2) promises of a pipe or a socket that can be written to. */
  private static final int PROMISED = 4096;

  private static final long ACCESS_MODE = 3;

  private static final List<Errno> END_OF_TERMINAL = List.of(Errno.EIO);
  private static final List<Errno> END_OF_STREAM = List.of(Errno.EPIPE, Errno.ECONNRESET);
  private static final List<Errno> ANY_END = List.of(Errno.EIO, Errno.EPIPE, Errno.ECONNRESET);

  /** An end of a pipe that this process alone has, and that does not block. */
  static Port pipe(Fd fd) {
    return new Port(fd, fd, CHUNK, true, END_OF_STREAM);
  }

  /** The master of a terminal, which hands over a page at a time, until nobody has the slave. */
  static Port master(Fd fd) {
    return new Port(fd, fd, PROMISED, true, END_OF_TERMINAL);
  }

  /** The same to write to: somebody has the slave. */
  static Port masterToTypeOn(Fd fd) {
    return new Port(fd, fd, PROMISED, true, List.of());
  }

  /** A standard descriptor to read from. */
  static Port toReadFrom(Kernel kernel, Fd fd) {
    @Nullable Stat stat = stat(kernel, fd);
    Fd again = openedAgain(kernel, fd, stat, OpenFlags.O_RDONLY);
    return new Port(fd, again == null ? fd : again, CHUNK, again != null, ends(stat));
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
    @Nullable Stat stat = stat(kernel, fd);
    if (stat != null && stat.mode().isRegular()) {
      return new Port(fd, fd, CHUNK, true, List.of());
    }
    Fd again = openedAgain(kernel, fd, stat, OpenFlags.O_WRONLY);
    return again == null
        ? new Port(fd, fd, PROMISED, false, ends(stat))
        : new Port(fd, again, CHUNK, true, ends(stat));
  }

  /** Somebody who is gone is the end; any other refusal would lose data, and is thrown on. */
  void requireEnd(@Nullable KernelException refusal) {
    if (refusal != null && !ends.contains(refusal.errno())) {
      throw refusal;
    }
  }

  /** What cannot be looked at may be anything. */
  private static List<Errno> ends(@Nullable Stat stat) {
    if (stat == null) {
      return ANY_END;
    }
    return stat.mode().type() == Mode.S_IFCHR ? END_OF_TERMINAL : END_OF_STREAM;
  }

  private static @Nullable Stat stat(Kernel kernel, Fd fd) {
    return Attempt.of(() -> kernel.fstatat(fd, "", AtFlags.AT_EMPTY_PATH)).value();
  }

  /** The same pipe or terminal, as an open file of its own; null if that cannot be had. */
  private static @Nullable Fd openedAgain(
      Kernel kernel, Fd fd, @Nullable Stat stat, OpenFlags access) {
    return stat == null ? null : OpenedAgain.pipeOrTerminal(kernel, fd, stat, access);
  }
}
