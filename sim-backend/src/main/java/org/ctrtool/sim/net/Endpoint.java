package org.ctrtool.sim.net;

import java.util.Arrays;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * An Internet address and a port, as conflicts are about: IPv4 addresses are those of {@code
 * ::ffff:0:0/96}.
 */
final class Endpoint {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private final byte[] address;
  private final int port;
  private final boolean v6only;

  private Endpoint(byte[] address, int port, boolean v6only) {
    this.address = address;
    this.port = port;
    this.v6only = v6only;
  }

  static Endpoint v4(int address, int port) {
    byte[] bytes = Arrays.copyOf(MAPPED, 16);
    for (int i = 0; i < 4; i++) {
      bytes[12 + i] = (byte) (address >> 24 - 8 * i);
    }
    return new Endpoint(bytes, port, false);
  }

  static Endpoint v6(SocketAddress.Inet6 address, boolean v6only) {
    return new Endpoint(address.address(), address.port(), v6only);
  }

  /** What a socket is bound to, null if it is no Internet address. */
  static @Nullable Endpoint of(NetSocket socket) {
    return switch (socket.address()) {
      case SocketAddress.Inet inet -> v4(inet.address(), inet.port());
      case SocketAddress.Inet6 inet6 -> v6(inet6, socket.has(SocketOption.IPV6_V6ONLY));
      case null, default -> null;
    };
  }

  int port() {
    return port;
  }

  Endpoint at(int other) {
    return new Endpoint(address, other, v6only);
  }

  boolean isV4() {
    return Arrays.equals(address, 0, 12, MAPPED, 0, 12);
  }

  boolean isAny() {
    for (int i = isV4() ? 12 : 0; i < 16; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return true;
  }

  boolean isMulticast() {
    return isV4() ? (address[12] & 0xF0) == 0xE0 : address[0] == -1;
  }

  boolean isBroadcast() {
    return isV4()
        && address[12] == -1
        && address[13] == -1
        && address[14] == -1
        && address[15] == -1;
  }

  boolean isLoopback() {
    if (isV4()) {
      return address[12] == 127;
    }
    byte[] one = new byte[16];
    one[15] = 1;
    return Arrays.equals(address, one);
  }

  /** Whether it means something only on an interface: link-local addresses. */
  boolean isScoped() {
    boolean unicast = address[0] == (byte) 0xFE && (address[1] & 0xC0) == 0x80;
    boolean multicast = address[0] == -1 && ((address[1] & 0xF) == 1 || (address[1] & 0xF) == 2);
    return unicast || multicast;
  }

  /** Whether a packet could be for both, ports aside. */
  boolean overlaps(Endpoint other) {
    if (isV4() == other.isV4()) {
      return isAny() || other.isAny() || Arrays.equals(address, other.address);
    }
    Endpoint six = isV4() ? other : this;
    return six.isAny() && !six.v6only;
  }
}
