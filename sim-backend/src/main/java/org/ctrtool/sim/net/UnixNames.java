package org.ctrtool.sim.net;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.SocketNode;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.Lookup;
import org.ctrtool.sim.path.NameCalls;
import org.ctrtool.sim.path.PathWalk;
import org.ctrtool.sim.path.Permission;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/**
 * Names of UNIX sockets: in the file system, where they are of the inode, and abstract ones, which
 * are of the network namespace and of the type.
 */
final class UnixNames {
  private static final int LAST_AUTOMATIC = 0xFFFFF;

  private UnixNames() {}

  /**
   * unix_bind().
   *
   * @param mode that of the socket's own inode, which fchmod(2) changes
   */
  static void bind(Task task, UnixSocket socket, Mode mode, SocketAddress address) {
    switch (address) {
      case SocketAddress.UnixPath path when path.path().isEmpty() -> bindAutomatically(socket);
      case SocketAddress.UnixPath path -> bindPath(task, socket, mode, path);
      case SocketAddress.UnixAbstract name -> {
        Refuse.when(socket.address() != null, SocketRule.BOUND_ALREADY);
        Refuse.when(ofName(socket, name) != null, SocketRule.ADDRESS_IN_USE);
        socket.bound(name);
      }
      default -> throw new Refusal(SocketRule.ADDRESS_OF_OTHER_FAMILY);
    }
  }

  /** unix_bind_bsd(): makes the name first, and takes it away again if that was for nothing. */
  private static void bindPath(
      Task task, UnixSocket socket, Mode mode, SocketAddress.UnixPath address) {
    Location made = makeNode(task, address.path(), new Mode(Mode.S_IFSOCK | mode.permissions()));
    if (socket.address() != null) {
      NameCalls.unlinkat(task, Fd.AT_FDCWD, address.path(), AtFlags.NONE);
      throw new Refusal(SocketRule.BOUND_ALREADY);
    }
    socket.bound(address, made);
  }

  private static Location makeNode(Task task, String path, Mode mode) {
    try {
      return NameCalls.make(task, Fd.AT_FDCWD, path, mode, Dev.NONE);
    } catch (Refusal refused) {
      Refuse.when(refused.rule().errno().equals(Errno.EEXIST), SocketRule.ADDRESS_IN_USE);
      throw refused;
    }
  }

  /** unix_autobind(): five digits; Linux begins anywhere, here it is the first free name. */
  static void bindAutomatically(UnixSocket socket) {
    if (socket.address() != null) {
      return;
    }
    for (int number = 0; number <= LAST_AUTOMATIC; number++) {
      String digits = Integer.toHexString(0x100000 + number).substring(1);
      SocketAddress.UnixAbstract name = new SocketAddress.UnixAbstract(digits);
      if (ofName(socket, name) == null) {
        socket.bound(name);
        return;
      }
    }
    throw new Refusal(SocketRule.NAMES_ARE_USED_UP);
  }

  private static @Nullable UnixSocket ofName(UnixSocket asking, SocketAddress.UnixAbstract name) {
    for (NetSocket each : asking.namespace().sockets()) {
      if (each instanceof UnixSocket unix
          && unix.is(asking.type())
          && name.equals(unix.address())) {
        return unix;
      }
    }
    return null;
  }

  /** The socket of a name, for one that wants to reach it: unix_find_other(). */
  static UnixSocket find(Task task, UnixSocket asking, SocketAddress address) {
    UnixSocket found =
        switch (address) {
          case SocketAddress.UnixPath path -> ofPath(task, path.path());
          case SocketAddress.UnixAbstract name -> ofName(asking, name);
          default -> throw new Refusal(SocketRule.ADDRESS_OF_OTHER_FAMILY);
        };
    if (found == null) {
      throw new Refusal(SocketRule.NOBODY_LISTENS);
    }
    Refuse.unless(found.is(asking.type()), SocketRule.NAME_IS_OF_OTHER_TYPE);
    return found;
  }

  /** unix_validate_addr(). */
  static void check(SocketAddress address) {
    switch (address) {
      case SocketAddress.UnixPath path ->
          Refuse.when(path.path().isEmpty(), SocketRule.ADDRESS_TOO_SHORT);
      case SocketAddress.UnixAbstract name -> {}
      default -> throw new Refusal(SocketRule.ADDRESS_OF_OTHER_FAMILY);
    }
  }

  /** unix_find_bsd(). */
  private static @Nullable UnixSocket ofPath(Task task, String path) {
    Location place = PathWalk.lookup(task, path, Lookup.FOLLOW);
    Permission.check(task.credentials(), place, Permission.MAY_WRITE);
    return place.dentry().inode() instanceof SocketNode node ? node.socket() : null;
  }
}
