package org.ctrtool.tools.syslogd;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.Stat;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket that was made, and where. The directory is looked up once: whoever can move it,
 * as a container can within its own tree, cannot make another one be used later.
 *
 * @param directory a place only
 * @param name in that directory
 * @param file what has the name; null if it was gone at once
 */
record MadeSocket(Fd socket, Fd directory, String name, @Nullable Stat file) {
  private static final OpenFlags PLACE =
      OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);
  private static final Mode ALL_BITS = new Mode(0777);

  /**
   * Makes a socket. Its permissions are set by the umask as it gets its name: nobody can put
   * something else in its place before they are changed.
   *
   * @param replace whether a socket that is there goes
   */
  static MadeSocket at(Kernel kernel, String path, Mode mode, boolean replace) {
    kernel.doing("making the socket " + OsStrings.quoted(path));
    SocketType type =
        SocketType.SOCK_DGRAM.or(SocketType.SOCK_NONBLOCK).or(SocketType.SOCK_CLOEXEC);
    Fd socket = kernel.socket(SocketDomain.AF_UNIX, type, 0);
    kernel.setsockopt(socket, SocketOption.SO_PASSCRED, 1);
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "." : path.substring(0, slash + 1);
    Fd directory = kernel.openat(Fd.AT_FDCWD, parent, PLACE, Mode.NONE);
    String name = path.substring(slash + 1);
    kernel.umask(new Mode(ALL_BITS.bits() & ~mode.bits()));
    bind(kernel, socket, directory, name, replace);
    kernel.umask(Mode.NONE);
    return new MadeSocket(socket, directory, name, stat(kernel, directory, name));
  }

  /** bind(2) takes no directory: it becomes the working directory meanwhile. */
  private static void bind(Kernel kernel, Fd socket, Fd directory, String name, boolean replace) {
    SocketAddress address = new SocketAddress.UnixPath(name);
    Fd before = kernel.openat(Fd.AT_FDCWD, ".", PLACE, Mode.NONE);
    kernel.fchdir(directory);
    Errno refusal = Attempt.errno(() -> kernel.bind(socket, address));
    if (replace && Errno.EADDRINUSE.equals(refusal) && isSocket(stat(kernel, directory, name))) {
      kernel.unlinkat(directory, name, AtFlags.NONE);
      refusal = Attempt.errno(() -> kernel.bind(socket, address));
    }
    if (refusal != null) {
      throw new KernelException(refusal, "bind(" + socket + ", " + address + ")");
    }
    kernel.fchdir(before);
    kernel.close(before);
  }

  /** Removes the name, if it still is this socket's. */
  void removeName(Kernel kernel) {
    Stat now = stat(kernel, directory, name);
    if (file != null && now != null && now.isSameFileAs(file)) {
      kernel.tolerating(Errno.ENOENT, k -> k.unlinkat(directory, name, AtFlags.NONE));
    }
  }

  private static @Nullable Stat stat(Kernel kernel, Fd directory, String name) {
    return Attempt.of(() -> kernel.fstatat(directory, name, AtFlags.AT_SYMLINK_NOFOLLOW)).value();
  }

  private static boolean isSocket(@Nullable Stat stat) {
    return stat != null && stat.mode().type() == Mode.S_IFSOCK;
  }
}
