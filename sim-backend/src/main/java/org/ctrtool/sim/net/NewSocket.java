package org.ctrtool.sim.net;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketType;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kuid;

/** socket(2): __sys_socket(), __sock_create() and what the domains check. */
public final class NewSocket {
  private static final int TYPES = 11;
  private static final int INTERNET_PROTOCOLS = 263;
  private static final int NETLINK_PROTOCOLS = 23;
  private static final int ICMP = 1;
  private static final int ICMP_OF_6 = 58;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private NewSocket() {}

  /** socket(2). */
  public static Fd socket(Task task, SocketDomain domain, SocketType type, int protocol) {
    Refuse.when((type.flags().bits() & ~Connecting.FLAGS.bits()) != 0, SocketRule.UNKNOWN_FLAG);
    NetNamespace namespace = task.namespaces().net();
    NetSocket socket =
        domain.equals(SocketDomain.AF_UNIX)
            ? unix(task, checkedKind(type), protocol)
            : new NetSocket(
                namespace,
                domain,
                type.kind(),
                chosen(task, namespace, domain, type.kind(), protocol),
                task.credentials().uids().fileSystem());
    task.descriptors().lowestFree(0, task.descriptorLimit());
    return Connecting.install(task, socket, type);
  }

  private static SocketType checkedKind(SocketType type) {
    Refuse.when(type.kind().bits() >= TYPES, SocketRule.UNKNOWN_FLAG);
    return type.kind();
  }

  /** Checks, and chooses the protocol if it is 0. */
  private static int chosen(
      Task task, NetNamespace namespace, SocketDomain domain, SocketType kind, int protocol) {
    Refuse.when(domain.number() <= 0 || domain.number() >= 46, SocketRule.UNKNOWN_DOMAIN);
    checkedKind(kind);
    boolean mayBeRaw = task.credentials().isCapable(namespace.owner(), Capability.CAP_NET_RAW);
    return switch (domain.number()) {
      case 2, 10 -> internet(kind, protocol, domain.number() == 10, mayBeRaw);
      case 16 -> netlink(kind, protocol);
      case 17 -> {
        Refuse.unless(mayBeRaw, SocketRule.RAW_NEEDS_CAP_NET_RAW);
        boolean known = kind.bits() == 2 || kind.bits() == 3 || kind.bits() == 10;
        Refuse.unless(known, SocketRule.TYPE_NOT_IN_DOMAIN);
        yield protocol;
      }
      default -> throw new NotModelled("sockets of domain " + domain);
    };
  }

  /** unix_create(); a raw one is one of datagrams. */
  static UnixSocket unix(Task task, SocketType kind, int protocol) {
    Refuse.unless(protocol == 0 || protocol == 1, SocketRule.PROTOCOL_NOT_IN_DOMAIN);
    boolean known = kind.bits() == 1 || kind.bits() == 2 || kind.bits() == 3 || kind.bits() == 5;
    Refuse.unless(known, SocketRule.TYPE_NOT_IN_DOMAIN);
    SocketType type = kind.equals(SocketType.SOCK_RAW) ? SocketType.SOCK_DGRAM : kind;
    Kuid owner = task.credentials().uids().fileSystem();
    return new UnixSocket(task.namespaces().net(), type, owner);
  }

  /** netlink_create(). */
  private static int netlink(SocketType kind, int protocol) {
    boolean known = kind.bits() == 2 || kind.bits() == 3;
    Refuse.unless(known, SocketRule.TYPE_NOT_IN_DOMAIN);
    boolean inRange = protocol >= 0 && protocol < NETLINK_PROTOCOLS;
    Refuse.unless(inRange, SocketRule.PROTOCOL_NOT_IN_DOMAIN);
    if (protocol != 0) {
      throw new NotModelled("netlink other than NETLINK_ROUTE");
    }
    return protocol;
  }

  /** inet_create() and inet6_create(). */
  private static int internet(SocketType kind, int protocol, boolean isV6, boolean mayBeRaw) {
    boolean inRange = protocol >= 0 && protocol < INTERNET_PROTOCOLS;
    Refuse.unless(inRange, SocketRule.PROTOCOL_OUT_OF_RANGE);
    return switch ((int) kind.bits()) {
      case 1 -> {
        if (protocol == 262) {
          throw new NotModelled("multipath TCP");
        }
        Refuse.unless(protocol == 0 || protocol == TCP, SocketRule.PROTOCOL_NOT_IN_DOMAIN);
        yield TCP;
      }
      case 2 -> {
        if (protocol == 136) {
          throw new NotModelled("UDP-Lite");
        }
        Refuse.when(protocol == (isV6 ? ICMP_OF_6 : ICMP), SocketRule.PING_GROUPS);
        Refuse.unless(protocol == 0 || protocol == UDP, SocketRule.PROTOCOL_NOT_IN_DOMAIN);
        yield UDP;
      }
      case 3 -> {
        Refuse.when(protocol == 0, SocketRule.PROTOCOL_NOT_IN_DOMAIN);
        Refuse.unless(mayBeRaw, SocketRule.RAW_NEEDS_CAP_NET_RAW);
        yield protocol;
      }
      default -> throw new Refusal(SocketRule.TYPE_NOT_IN_DOMAIN);
    };
  }
}
