package org.ctrtool.sim.net;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.task.Task;

/** setsockopt(2) and getsockopt(2), of options that are numbers. */
public final class SocketOptions {
  private static final int OF_ALL = 1;
  private static final int OF_TCP = 6;
  private static final int OF_V6 = 41;
  private static final int NETLINK = 16;

  /** {@code net.core.rmem_default}. */
  private static final int RECEIVE_BUFFER = 212_992;

  private static final int SMALLEST_BUFFER = 2304;

  /** {@code net.core.rmem_max}. */
  private static final int LARGEST_BUFFER = 4_194_304;

  private SocketOptions() {}

  /** setsockopt(2). */
  public static void set(Task task, Fd fd, SocketOption option, int value) {
    NetSocket socket = NetSocket.of(task, fd);
    requireKnown(socket, option);
    checkHas(socket, option);
    if (option.equals(SocketOption.IP_TRANSPARENT) && value != 0) {
      Refuse.unless(
          isCapable(task, socket, Capability.CAP_NET_RAW)
              || isCapable(task, socket, Capability.CAP_NET_ADMIN),
          SocketRule.TRANSPARENT_NEEDS_A_CAPABILITY);
    }
    Refuse.when(
        option.equals(SocketOption.IPV6_V6ONLY) && socket.address() != null,
        SocketRule.V6ONLY_AFTER_BIND);
    if (option.equals(SocketOption.SO_RCVBUF)) {
      socket.set(option, Math.max(SMALLEST_BUFFER, 2 * smaller(value, LARGEST_BUFFER)));
      return;
    }
    boolean isNumber = option.equals(SocketOption.TCP_DEFER_ACCEPT);
    socket.set(option, isNumber || value == 0 ? value : 1);
  }

  private static int smaller(int value, int limit) {
    return Integer.compareUnsigned(value, limit) > 0 ? limit : value;
  }

  private static boolean isCapable(Task task, NetSocket socket, Capability capability) {
    return task.credentials().isCapable(socket.namespace().owner(), capability);
  }

  private static void requireKnown(NetSocket socket, SocketOption option) {
    boolean known =
        option.equals(SocketOption.SO_RCVBUF) && socket.isUnix()
            || option.equals(SocketOption.SO_REUSEADDR)
            || option.equals(SocketOption.SO_REUSEPORT)
            || option.equals(SocketOption.SO_PASSCRED)
            || option.equals(SocketOption.IP_FREEBIND)
            || option.equals(SocketOption.IP_TRANSPARENT)
            || option.equals(SocketOption.TCP_DEFER_ACCEPT)
            || option.equals(SocketOption.TCP_NODELAY)
            || option.equals(SocketOption.IPV6_V6ONLY);
    if (!known) {
      throw new NotModelled("setsockopt " + option);
    }
  }

  /** sk_setsockopt() for all sockets, else what the domain and the protocol have. */
  private static void checkHas(NetSocket socket, SocketOption option) {
    if (option.level() == OF_ALL) {
      boolean carriesCredentials = socket.isUnix() || socket.domain().number() == NETLINK;
      boolean has =
          option.equals(SocketOption.SO_REUSEADDR)
              || option.equals(SocketOption.SO_RCVBUF)
              || option.equals(SocketOption.SO_REUSEPORT) && socket.isInternet()
              || option.equals(SocketOption.SO_PASSCRED) && carriesCredentials;
      Refuse.unless(has, SocketRule.OPTION_NOT_SUPPORTED);
      return;
    }
    Refuse.when(socket.isUnix(), SocketRule.OPTION_NOT_SUPPORTED);
    if (socket.is(SocketType.SOCK_RAW) && socket.isInternet()) {
      throw new NotModelled("options of raw sockets");
    }
    boolean has =
        switch (option.level()) {
          case OF_TCP -> socket.isInternet() && socket.is(SocketType.SOCK_STREAM);
          case OF_V6 -> socket.domain().number() == 10;
          default -> socket.isInternet();
        };
    Refuse.unless(has, SocketRule.NO_SUCH_OPTION);
  }

  /** getsockopt(2). */
  public static int get(Task task, Fd fd, SocketOption option) {
    NetSocket socket = NetSocket.of(task, fd);
    if (option.equals(SocketOption.SO_TYPE)) {
      return (int) socket.type().bits();
    }
    if (option.equals(SocketOption.SO_PROTOCOL)) {
      return socket.protocol();
    }
    if (option.equals(SocketOption.SO_DOMAIN)) {
      return socket.domain().number();
    }
    if (option.equals(SocketOption.SO_ACCEPTCONN)) {
      return socket.isListening() ? 1 : 0;
    }
    if (option.equals(SocketOption.SO_ERROR)) {
      boolean reset = socket instanceof UnixSocket unix && unix.takeReset();
      return reset ? Errno.ECONNRESET.number() : 0;
    }
    requireKnown(socket, option);
    if (option.equals(SocketOption.SO_RCVBUF) && !socket.has(option)) {
      return RECEIVE_BUFFER;
    }
    if (option.level() == OF_ALL) {
      return socket.option(option);
    }
    checkHas(socket, option);
    return socket.option(option);
  }

  /** getsockopt(2), SO_PEERCRED. */
  public static PeerCredentials peer(Task task, Fd fd) {
    NetSocket socket = NetSocket.of(task, fd);
    Sender peer = socket instanceof UnixSocket unix ? unix.peerCredentials() : null;
    return Sender.peerSeenBy(task, peer);
  }
}
