package org.ctrtool.api;

/**
 * An option of a socket whose value is a number: the arguments {@code level} and {@code optname} of
 * setsockopt(2).
 *
 * @param level the protocol whose option it is
 * @param number the option
 */
public record SocketOption(int level, int number) {
  /** Addresses can be used again at once; see socket(7). */
  public static final SocketOption SO_REUSEADDR = new SocketOption(1, 2);

  /** The kind of the socket; see socket(7). */
  public static final SocketOption SO_TYPE = new SocketOption(1, 3);

  /** The error of the socket, which reading clears; see socket(7). */
  public static final SocketOption SO_ERROR = new SocketOption(1, 4);

  /** Several sockets may share an address; see socket(7). */
  public static final SocketOption SO_REUSEPORT = new SocketOption(1, 15);

  /** Messages come with the credentials of the sender; see unix(7). */
  public static final SocketOption SO_PASSCRED = new SocketOption(1, 16);

  /** The size of the buffer for what comes; see socket(7). */
  public static final SocketOption SO_RCVBUF = new SocketOption(1, 8);

  /** Whether the socket listens; see socket(7). */
  public static final SocketOption SO_ACCEPTCONN = new SocketOption(1, 30);

  /** The protocol of the socket; see socket(7). */
  public static final SocketOption SO_PROTOCOL = new SocketOption(1, 38);

  /** The domain of the socket; see socket(7). */
  public static final SocketOption SO_DOMAIN = new SocketOption(1, 39);

  /** The socket may be bound to an address that is not there; see ip(7). */
  public static final SocketOption IP_FREEBIND = new SocketOption(0, 15);

  /** The socket may be bound to addresses of others; see ip(7). */
  public static final SocketOption IP_TRANSPARENT = new SocketOption(0, 19);

  /** Small writes are sent at once; see tcp(7). */
  public static final SocketOption TCP_NODELAY = new SocketOption(6, 1);

  /** A connection is accepted when its data are there; see tcp(7). */
  public static final SocketOption TCP_DEFER_ACCEPT = new SocketOption(6, 9);

  /** The socket takes no IPv4 packets; see ipv6(7). */
  public static final SocketOption IPV6_V6ONLY = new SocketOption(41, 26);

  @Override
  public String toString() {
    return levelName() + ", " + optionName();
  }

  private String levelName() {
    return switch (level) {
      case 0 -> "SOL_IP";
      case 1 -> "SOL_SOCKET";
      case 6 -> "SOL_TCP";
      case 41 -> "SOL_IPV6";
      default -> Integer.toString(level);
    };
  }

  private String optionName() {
    if ((level | number) >>> 16 != 0) { // no kernel's, and not to be taken for one below
      return Integer.toString(number);
    }
    return switch (level << 16 | number) {
      case 15 -> "IP_FREEBIND";
      case 19 -> "IP_TRANSPARENT";
      case 1 << 16 | 2 -> "SO_REUSEADDR";
      case 1 << 16 | 3 -> "SO_TYPE";
      case 1 << 16 | 4 -> "SO_ERROR";
      case 1 << 16 | 8 -> "SO_RCVBUF";
      case 1 << 16 | 15 -> "SO_REUSEPORT";
      case 1 << 16 | 16 -> "SO_PASSCRED";
      case 1 << 16 | 30 -> "SO_ACCEPTCONN";
      case 1 << 16 | 38 -> "SO_PROTOCOL";
      case 1 << 16 | 39 -> "SO_DOMAIN";
      case 6 << 16 | 1 -> "TCP_NODELAY";
      case 6 << 16 | 9 -> "TCP_DEFER_ACCEPT";
      case 41 << 16 | 26 -> "IPV6_V6ONLY";
      default -> Integer.toString(number);
    };
  }
}
