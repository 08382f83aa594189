package org.ctrtool.api.abi;

import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketAddress.Inet;
import org.ctrtool.api.SocketAddress.Inet6;
import org.ctrtool.api.SocketAddress.Netlink;
import org.ctrtool.api.SocketAddress.UnixAbstract;
import org.ctrtool.api.SocketAddress.UnixPath;

/** The forms of {@code struct sockaddr}; ports and addresses of networks are big-endian. */
final class SocketAddresses {
  private static final int PATH = 2;

  private SocketAddresses() {}

  static byte[] image(SocketAddress address) {
    return switch (address) {
      case UnixPath unix -> path(OsStrings.encode(unix.path()));
      case UnixAbstract unix -> abstractName(OsStrings.encode(unix.name()));
      case Inet inet ->
          port(new Image(16).put(0, 2, 2), inet.port())
              .put(4, 4, Integer.reverseBytes(inet.address()))
              .bytes();
      case Inet6 inet ->
          port(new Image(28).put(0, 2, 10), inet.port())
              .put(8, inet.address())
              .put(24, 4, inet.scope())
              .bytes();
      case Netlink netlink ->
          new Image(12).put(0, 2, 16).put(4, 4, netlink.port()).put(8, 4, netlink.groups()).bytes();
    };
  }

  /** Without a path there is only the family; the longest path has no zero byte at its end. */
  private static byte[] path(byte[] path) {
    int zero = path.length == 0 || path.length == UnixPath.LONGEST ? 0 : 1;
    return new Image(PATH + path.length + zero).put(0, 2, 1).put(PATH, path).bytes();
  }

  private static byte[] abstractName(byte[] name) {
    return new Image(PATH + 1 + name.length).put(0, 2, 1).put(PATH + 1, name).bytes();
  }

  private static Image port(Image image, int port) {
    return image.put(2, 1, port >>> 8).put(3, 1, port);
  }
}
