package org.ctrtool.sim.net;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Rules of sockets. */
public enum SocketRule implements Rule {
  /** EAFNOSUPPORT. */
  UNKNOWN_DOMAIN(
      Errno.EAFNOSUPPORT, "there is no such domain of sockets", "socket(2); __sock_create()"),
  /** EINVAL. */
  UNKNOWN_FLAG(
      Errno.EINVAL,
      "the type has an unknown flag, or is no type at all",
      "socket(2); __sys_socket_create()"),
  /** ESOCKTNOSUPPORT. */
  TYPE_NOT_IN_DOMAIN(
      Errno.ESOCKTNOSUPPORT,
      "the domain has no sockets of this type",
      "socket(2); inet_create(), unix_create(), packet_create()"),
  /** EPROTONOSUPPORT. */
  PROTOCOL_NOT_IN_DOMAIN(
      Errno.EPROTONOSUPPORT,
      "the type of socket does not go with this protocol",
      "socket(2); inet_create()"),
  /** EINVAL. */
  PROTOCOL_OUT_OF_RANGE(Errno.EINVAL, "no protocol has such a number", "inet_create()"),
  /** EPERM. */
  RAW_NEEDS_CAP_NET_RAW(
      Errno.EPERM,
      "raw and packet sockets need CAP_NET_RAW over the owner of the network namespace",
      "raw(7), packet(7)"),
  /** EACCES. */
  PING_GROUPS(
      Errno.EACCES, "the group is not in net.ipv4.ping_group_range", "icmp(7); ping_init_sock()"),
  /** ENOTSOCK. */
  NOT_A_SOCKET(Errno.ENOTSOCK, "the descriptor is not of a socket", "socket(7)"),
  /** ENOPROTOOPT. */
  NO_SUCH_OPTION(Errno.ENOPROTOOPT, "the protocol has no such option", "setsockopt(2)"),
  /** EOPNOTSUPP. */
  OPTION_NOT_SUPPORTED(
      Errno.EOPNOTSUPP,
      "sockets of this domain have no such option",
      "setsockopt(2); sk_setsockopt()"),
  /** EPERM. */
  TRANSPARENT_NEEDS_A_CAPABILITY(
      Errno.EPERM,
      "IP_TRANSPARENT needs CAP_NET_ADMIN or CAP_NET_RAW over the owner of the network namespace",
      "ip(7); do_ip_setsockopt()"),
  /** EINVAL. */
  V6ONLY_AFTER_BIND(
      Errno.EINVAL,
      "IPV6_V6ONLY is set before the socket is bound",
      "ipv6(7); do_ipv6_setsockopt()"),
  /** EINVAL. */
  BOUND_ALREADY(Errno.EINVAL, "the socket has an address already", "bind(2)"),
  /** EINVAL. */
  ADDRESS_TOO_SHORT(
      Errno.EINVAL,
      "the address is shorter than one of the domain",
      "bind(2); inet_bind_sk(), inet6_bind_sk()"),
  /** EAFNOSUPPORT. */
  ADDRESS_OF_OTHER_DOMAIN(
      Errno.EAFNOSUPPORT,
      "the address is of another domain than the socket",
      "bind(2); inet_bind_sk()"),
  /** EINVAL. */
  ADDRESS_OF_OTHER_FAMILY(
      Errno.EINVAL,
      "the address is of another domain than the socket",
      "bind(2); unix_validate_addr(), netlink_bind(), packet_bind()"),
  /** EADDRNOTAVAIL. */
  ADDRESS_IS_NOT_HERE(Errno.EADDRNOTAVAIL, "no interface has the address", "ip(7); __inet_bind()"),
  /** EINVAL. */
  V4_ON_V6ONLY(
      Errno.EINVAL, "a socket with IPV6_V6ONLY takes no IPv4 address", "ipv6(7); __inet6_bind()"),
  /** EINVAL. */
  MULTICAST_STREAM(Errno.EINVAL, "a stream has no multicast address", "__inet6_bind()"),
  /** EINVAL. */
  LINK_LOCAL_NEEDS_SCOPE(
      Errno.EINVAL,
      "a link-local address needs the number of an interface",
      "ipv6(7); __inet6_bind()"),
  /** ENODEV. */
  NO_INTERFACE_OF_SCOPE(Errno.ENODEV, "no interface has the number", "__inet6_bind()"),
  /** EACCES. */
  PRIVILEGED_PORT(
      Errno.EACCES,
      "ports below 1024 need CAP_NET_BIND_SERVICE over the owner of the network namespace",
      "ip(7); __inet_bind()"),
  /** EADDRINUSE. */
  ADDRESS_IN_USE(Errno.EADDRINUSE, "another socket has the address", "bind(2), listen(2)"),
  /** EOPNOTSUPP. */
  CANNOT_LISTEN(Errno.EOPNOTSUPP, "sockets of this kind do not listen", "listen(2)"),
  /** EINVAL. */
  LISTENS_UNBOUND(Errno.EINVAL, "a UNIX socket needs a name to listen", "unix_listen()"),
  /** EINVAL. */
  LISTENS_CONNECTED(
      Errno.EINVAL, "the socket is connected, so it cannot listen", "listen(2); unix_listen()"),
  /** ENOSPC. */
  NAMES_ARE_USED_UP(Errno.ENOSPC, "all names that the kernel chooses are taken", "unix_autobind()"),
  /** ECONNREFUSED. */
  NOBODY_LISTENS(
      Errno.ECONNREFUSED,
      "no socket has the name, or none that listens",
      "connect(2); unix_find_other(), unix_stream_connect()"),
  /** EPROTOTYPE. */
  NAME_IS_OF_OTHER_TYPE(
      Errno.EPROTOTYPE, "the name is of a socket of another type", "connect(2); unix_find_bsd()"),
  /** EAGAIN. */
  BACKLOG_IS_FULL(
      Errno.EAGAIN,
      "as many connections wait as the listener lets wait, and O_NONBLOCK asks not to",
      "connect(2); unix_stream_connect()"),
  /** EISCONN. */
  CONNECTED_ALREADY(Errno.EISCONN, "the socket is connected", "connect(2); unix_stream_connect()"),
  /** EINVAL. */
  CONNECTS_LISTENING(
      Errno.EINVAL, "the socket listens, so it cannot connect", "unix_stream_connect()"),
  /** EPERM. */
  CONNECTED_TO_SOMEBODY_ELSE(
      Errno.EPERM,
      "the other socket is connected, and takes messages only from there",
      "unix_may_send()"),
  /** EINVAL. */
  UNKNOWN_ACCEPT_FLAG(Errno.EINVAL, "accept4 has no such flag", "accept(2); __sys_accept4_file()"),
  /** EOPNOTSUPP. */
  CANNOT_ACCEPT(
      Errno.EOPNOTSUPP, "sockets of this kind have no connections", "accept(2); sock_no_accept()"),
  /** EINVAL. */
  NOT_LISTENING(Errno.EINVAL, "the socket does not listen", "accept(2); unix_accept()"),
  /** ENOTCONN. */
  NOT_CONNECTED(
      Errno.ENOTCONN,
      "the socket has no other end",
      "send(2), recv(2); unix_stream_sendmsg(), unix_dgram_sendmsg(), unix_seqpacket_recvmsg()"),
  /** EINVAL. */
  READS_UNCONNECTED(
      Errno.EINVAL, "a stream without a connection has no data", "unix_stream_read_generic()"),
  /** EPIPE. */
  PEER_IS_CLOSED(
      Errno.EPIPE,
      "the other end is closed",
      "send(2); unix_stream_sendmsg(), sock_alloc_send_pskb()"),
  /** ECONNREFUSED. */
  RECEIVER_IS_CLOSED(
      Errno.ECONNREFUSED, "the other socket is closed", "send(2); unix_dgram_sendmsg()"),
  /** ECONNRESET. */
  CONNECTION_RESET(
      Errno.ECONNRESET,
      "the other socket was closed before it had read everything, or took another peer",
      "unix(7); unix_release_sock(), unix_dgram_disconnected()"),
  /** EMSGSIZE. */
  MESSAGE_TOO_LONG(
      Errno.EMSGSIZE,
      "the message does not fit into the socket's buffer",
      "send(2); unix_dgram_sendmsg()"),
  /** EBADFD. */
  NO_INTERFACE_YET(
      Errno.EBADFD,
      "the descriptor of /dev/net/tun has no interface yet",
      "Documentation/networking/tuntap.rst; drivers/net/tun.c"),
  /** EAGAIN. */
  BUFFER_IS_FULL(
      Errno.EAGAIN,
      "what has been sent and not received fills the socket's buffer",
      "send(2); sock_alloc_send_pskb()"),
  /** EAGAIN. */
  RECEIVER_IS_FULL(
      Errno.EAGAIN,
      "as many messages wait at the receiver as net.unix.max_dgram_qlen allows",
      "unix(7); unix_dgram_sendmsg()"),
  /** EINVAL. */
  TOO_MANY_DESCRIPTORS(
      Errno.EINVAL, "a message carries at most 253 descriptors", "unix(7); scm_fp_copy()");

  private final Reason reason;

  SocketRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
