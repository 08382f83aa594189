package org.ctrtool.sim.net;

import java.util.Objects;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.task.Task;

/** bind(2) and listen(2). */
public final class Binding {
  private static final int PRIVILEGED = 1024;
  private static final int FIRST_AUTOMATIC = 32768;
  private static final int LAST_AUTOMATIC = 60999;
  private static final int LOOPBACK = 1;

  /** {@code net.core.somaxconn}. */
  private static final int MOST_WAITING = 4096;

  private Binding() {}

  /** bind(2). */
  public static void bind(Task task, Fd fd, SocketAddress address) {
    NetSocket socket = NetSocket.of(task, fd);
    if (socket instanceof UnixSocket unix) {
      UnixNames.bind(task, unix, task.descriptors().require(fd).inode().mode(), address);
      return;
    }
    switch (socket.domain().number()) {
      case 2 -> bindInet(task, socket, address);
      case 10 -> bindInet6(task, socket, address);
      case 16 -> bindNetlink(address);
      default -> {
        Refuse.when(socket.domain().number() == 17, SocketRule.ADDRESS_OF_OTHER_FAMILY);
        throw new NotModelled("bind of domain " + socket.domain());
      }
    }
  }

  /** inet_bind_sk() and __inet_bind(). */
  private static void bindInet(Task task, NetSocket socket, SocketAddress address) {
    Refuse.when(length(address) < 16, SocketRule.ADDRESS_TOO_SHORT);
    if (!(address instanceof SocketAddress.Inet asked)) {
      throw new Refusal(SocketRule.ADDRESS_OF_OTHER_DOMAIN);
    }
    requireModelled(socket);
    Refuse.unless(
        isUsable(socket, Endpoint.v4(asked.address(), 0)), SocketRule.ADDRESS_IS_NOT_HERE);
    checkPort(task, socket, asked.port());
    Refuse.when(socket.address() != null, SocketRule.BOUND_ALREADY);
    int port = port(socket, Endpoint.v4(asked.address(), asked.port()));
    socket.bound(new SocketAddress.Inet(asked.address(), port));
  }

  /** inet6_bind_sk() and __inet6_bind(). */
  private static void bindInet6(Task task, NetSocket socket, SocketAddress address) {
    Refuse.when(length(address) < 24, SocketRule.ADDRESS_TOO_SHORT);
    if (!(address instanceof SocketAddress.Inet6 asked)) {
      throw new Refusal(SocketRule.ADDRESS_OF_OTHER_DOMAIN);
    }
    requireModelled(socket);
    boolean v6only = socket.has(SocketOption.IPV6_V6ONLY);
    Endpoint endpoint = Endpoint.v6(asked, v6only);
    Refuse.when(
        endpoint.isMulticast() && socket.is(SocketType.SOCK_STREAM), SocketRule.MULTICAST_STREAM);
    checkPort(task, socket, asked.port());
    Refuse.when(socket.address() != null, SocketRule.BOUND_ALREADY);
    if (endpoint.isV4()) {
      Refuse.when(v6only, SocketRule.V4_ON_V6ONLY);
    } else if (endpoint.isScoped()) {
      Refuse.when(asked.scope() == 0, SocketRule.LINK_LOCAL_NEEDS_SCOPE);
      Refuse.unless(asked.scope() == LOOPBACK, SocketRule.NO_INTERFACE_OF_SCOPE);
    }
    Refuse.unless(isUsable(socket, endpoint), SocketRule.ADDRESS_IS_NOT_HERE);
    boolean becomesV6only = !endpoint.isAny() && !endpoint.isV4();
    int port = port(socket, endpoint);
    socket.bound(
        new SocketAddress.Inet6(asked.address(), port, endpoint.isScoped() ? asked.scope() : 0));
    if (becomesV6only) {
      socket.set(SocketOption.IPV6_V6ONLY, 1);
    }
  }

  /** netlink_bind(). */
  private static void bindNetlink(SocketAddress address) {
    if (!(address instanceof SocketAddress.Netlink asked)) {
      throw new Refusal(SocketRule.ADDRESS_OF_OTHER_FAMILY);
    }
    throw new NotModelled("bind to " + asked);
  }

  private static void requireModelled(NetSocket socket) {
    if (socket.is(SocketType.SOCK_RAW)) {
      throw new NotModelled("addresses of raw sockets");
    }
  }

  /** How long the address is in bytes. */
  private static int length(SocketAddress address) {
    return switch (address) {
      case SocketAddress.UnixPath path -> 2 + Math.min(108, 1 + bytes(path.path()));
      case SocketAddress.UnixAbstract name -> 3 + bytes(name.name());
      case SocketAddress.Inet inet -> 16;
      case SocketAddress.Inet6 inet6 -> 28;
      case SocketAddress.Netlink netlink -> 12;
    };
  }

  private static int bytes(String text) {
    return OsStrings.encode(text).length;
  }

  /** inet_addr_valid_or_nonlocal() and ipv6_chk_addr(). */
  private static boolean isUsable(NetSocket socket, Endpoint endpoint) {
    boolean anywhere =
        socket.has(SocketOption.IP_FREEBIND) || socket.has(SocketOption.IP_TRANSPARENT);
    NetNamespace namespace = socket.namespace();
    if (anywhere || endpoint.isAny() || endpoint.isMulticast() || endpoint.isBroadcast()) {
      return true;
    }
    boolean withoutRoutes = endpoint.isV4() && !namespace.hasBeenUp();
    return withoutRoutes || namespace.isUp() && endpoint.isLoopback();
  }

  private static void checkPort(Task task, NetSocket socket, int port) {
    Refuse.unless(
        port == 0
            || port >= PRIVILEGED
            || task.credentials()
                .isCapable(socket.namespace().owner(), Capability.CAP_NET_BIND_SERVICE),
        SocketRule.PRIVILEGED_PORT);
  }

  /** The port that is asked for, or the first free one: inet_csk_get_port(), udp_lib_get_port(). */
  private static int port(NetSocket socket, Endpoint endpoint) {
    if (endpoint.port() != 0) {
      Refuse.when(isTaken(socket, endpoint), SocketRule.ADDRESS_IN_USE);
      return endpoint.port();
    }
    for (int port = FIRST_AUTOMATIC; port <= LAST_AUTOMATIC; port++) {
      if (!isTaken(socket, endpoint.at(port))) {
        return port;
      }
    }
    throw new Refusal(SocketRule.ADDRESS_IN_USE);
  }

  @SuppressWarnings("ReferenceEquality") // a socket is the same only if it is the same object
  private static boolean isTaken(NetSocket socket, Endpoint endpoint) {
    for (NetSocket other : socket.namespace().sockets()) {
      Endpoint theirs = Endpoint.of(other);
      boolean meets =
          other != socket
              && other.is(socket.type())
              && theirs != null
              && theirs.port() == endpoint.port()
              && theirs.overlaps(endpoint);
      if (meets && !mayShare(socket, other)) {
        return true;
      }
    }
    return false;
  }

  /** inet_bind_conflict(). */
  private static boolean mayShare(NetSocket socket, NetSocket other) {
    boolean addresses =
        socket.has(SocketOption.SO_REUSEADDR)
            && other.has(SocketOption.SO_REUSEADDR)
            && !other.isListening();
    boolean ports =
        socket.has(SocketOption.SO_REUSEPORT)
            && other.has(SocketOption.SO_REUSEPORT)
            && socket.owner().equals(other.owner());
    return addresses || ports;
  }

  /** listen(2): __sys_listen(). */
  public static void listen(Task task, Fd fd, int backlog) {
    NetSocket socket = NetSocket.of(task, fd);
    int most = Integer.compareUnsigned(backlog, MOST_WAITING) > 0 ? MOST_WAITING : backlog;
    if (socket instanceof UnixSocket unix) {
      listenUnix(task, unix, most);
    } else {
      listenInet(socket);
    }
  }

  /** unix_listen(). */
  private static void listenUnix(Task task, UnixSocket socket, int most) {
    Refuse.unless(socket.isConnectionBased(), SocketRule.CANNOT_LISTEN);
    Refuse.when(socket.address() == null, SocketRule.LISTENS_UNBOUND);
    Refuse.when(socket.isConnected(), SocketRule.LISTENS_CONNECTED);
    socket.listen(most, Sender.peer(task));
  }

  /** inet_listen(). */
  private static void listenInet(NetSocket socket) {
    boolean can = socket.isInternet() && socket.is(SocketType.SOCK_STREAM);
    Refuse.unless(can, SocketRule.CANNOT_LISTEN);
    if (socket.address() == null) {
      bindAnywhere(socket);
    } else if (!socket.isListening()) {
      Endpoint own = Objects.requireNonNull(Endpoint.of(socket));
      Refuse.when(isTaken(socket, own), SocketRule.ADDRESS_IN_USE);
    }
    socket.listens();
  }

  private static void bindAnywhere(NetSocket socket) {
    if (socket.domain().equals(SocketDomain.AF_INET)) {
      socket.bound(new SocketAddress.Inet(0, port(socket, Endpoint.v4(0, 0))));
      return;
    }
    SocketAddress.Inet6 any = new SocketAddress.Inet6(new byte[16], 0, 0);
    Endpoint endpoint = Endpoint.v6(any, socket.has(SocketOption.IPV6_V6ONLY));
    socket.bound(new SocketAddress.Inet6(any.address(), port(socket, endpoint), 0));
  }
}
