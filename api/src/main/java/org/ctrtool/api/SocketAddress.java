package org.ctrtool.api;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An address of a socket; the {@code struct sockaddr} of bind(2) and connect(2). */
public sealed interface SocketAddress {
  /**
   * A name in the file system; see unix(7).
   *
   * @param path at most 108 bytes; empty: the kernel chooses an abstract name
   */
  record UnixPath(String path) implements SocketAddress {
    /** The most bytes of a path; it then has no zero byte at its end. */
    public static final int LONGEST = 108;

    /** Checks the length. */
    public UnixPath {
      if (OsStrings.encode(path).length > LONGEST) {
        throw new IllegalArgumentException("the path of a socket has at most 108 bytes");
      }
    }

    @Override
    public String toString() {
      return "{sa_family=AF_UNIX, sun_path=" + OsStrings.quoted(path) + "}";
    }
  }

  /**
   * An abstract name, of the network namespace; see unix(7).
   *
   * @param name at most 107 bytes, without the zero byte before them
   */
  record UnixAbstract(String name) implements SocketAddress {
    /** The most bytes of a name. */
    public static final int LONGEST = 107;

    /** Checks the length. */
    public UnixAbstract {
      if (OsStrings.encode(name).length > LONGEST) {
        throw new IllegalArgumentException("the abstract name of a socket has at most 107 bytes");
      }
    }

    @Override
    public String toString() {
      return "{sa_family=AF_UNIX, sun_path=@" + OsStrings.quoted(name) + "}";
    }
  }

  /**
   * An IPv4 address; see ip(7).
   *
   * @param address its four bytes as a number, the first one highest
   * @param port 0: the kernel chooses one
   */
  record Inet(int address, int port) implements SocketAddress {
    /** Checks the port. */
    public Inet {
      requirePort(port);
    }

    @Override
    public String toString() {
      return "{sa_family=AF_INET, sin_port=" + port + ", sin_addr=" + dotted() + "}";
    }

    private String dotted() {
      return (address >>> 24)
          + "."
          + (address >>> 16 & 0xFF)
          + "."
          + (address >>> 8 & 0xFF)
          + "."
          + (address & 0xFF);
    }
  }

  /** An IPv6 address; see ipv6(7). */
  final class Inet6 implements SocketAddress {
    /** The bytes of an address. */
    public static final int SIZE = 16;

    private final byte[] address;
    private final int port;
    private final int scope;

    /**
     * An address.
     *
     * @param address its 16 bytes
     * @param port 0: the kernel chooses one
     * @param scope the number of an interface, for addresses that mean nothing without; or 0
     */
    public Inet6(byte[] address, int port, int scope) {
      if (address.length != SIZE) {
        throw new IllegalArgumentException("an IPv6 address has 16 bytes");
      }
      requirePort(port);
      this.address = address.clone();
      this.port = port;
      this.scope = scope;
    }

    /** The 16 bytes. */
    public byte[] address() {
      return address.clone();
    }

    /** The port. */
    public int port() {
      return port;
    }

    /** The number of an interface, or 0. */
    public int scope() {
      return scope;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Inet6 that
          && port == that.port
          && scope == that.scope
          && Arrays.equals(address, that.address);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(address) + port;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("{sa_family=AF_INET6, sin6_port=").append(port);
      text.append(", sin6_addr=");
      for (int i = 0; i < SIZE; i += 2) {
        text.append(i == 0 ? "" : ":");
        text.append(Integer.toHexString((address[i] & 0xFF) << 8 | address[i + 1] & 0xFF));
      }
      return text.append(", sin6_scope_id=").append(scope).append('}').toString();
    }
  }

  /**
   * A netlink address; see netlink(7).
   *
   * @param port 0: the kernel chooses one
   * @param groups a bit for each group to listen to
   */
  record Netlink(int port, long groups) implements SocketAddress {
    @Override
    public String toString() {
      return "{sa_family=AF_NETLINK, nl_pid="
          + port
          + ", nl_groups=0x"
          + Long.toHexString(groups)
          + "}";
    }
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("a port is at most 65535");
    }
  }
}
