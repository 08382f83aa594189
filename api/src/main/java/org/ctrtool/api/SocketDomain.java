package org.ctrtool.api;

/**
 * The argument {@code domain} of socket(2): the family of the addresses.
 *
 * @param number the number as the kernel takes it
 */
public record SocketDomain(int number) {
  /** Local communication; see unix(7). */
  public static final SocketDomain AF_UNIX = new SocketDomain(1);

  /** IPv4; see ip(7). */
  public static final SocketDomain AF_INET = new SocketDomain(2);

  /** IPv6; see ipv6(7). */
  public static final SocketDomain AF_INET6 = new SocketDomain(10);

  /** Conversations with the kernel; see netlink(7). */
  public static final SocketDomain AF_NETLINK = new SocketDomain(16);

  /** Packets as devices see them; see packet(7). */
  public static final SocketDomain AF_PACKET = new SocketDomain(17);

  /** Between virtual machines and their host; see vsock(7). */
  public static final SocketDomain AF_VSOCK = new SocketDomain(40);

  @Override
  public String toString() {
    return switch (number) {
      case 1 -> "AF_UNIX";
      case 2 -> "AF_INET";
      case 10 -> "AF_INET6";
      case 16 -> "AF_NETLINK";
      case 17 -> "AF_PACKET";
      case 40 -> "AF_VSOCK";
      default -> Integer.toString(number);
    };
  }
}
