package org.ctrtool.api.tape;

import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketAddress.Inet;
import org.ctrtool.api.SocketAddress.Inet6;
import org.ctrtool.api.SocketAddress.Netlink;
import org.ctrtool.api.SocketAddress.UnixAbstract;
import org.ctrtool.api.SocketAddress.UnixPath;

/** The binary form of the addresses of sockets. */
final class SocketAddressCodec {
  private static final int UNIX_PATH = 0;
  private static final int UNIX_ABSTRACT = 1;
  private static final int INET = 2;
  private static final int INET6 = 3;
  private static final int NETLINK = 4;

  private SocketAddressCodec() {}

  static void write(SocketAddress address, TapeWriter out) {
    switch (address) {
      case UnixPath unix -> out.u8(UNIX_PATH).text(unix.path());
      case UnixAbstract unix -> out.u8(UNIX_ABSTRACT).text(unix.name());
      case Inet inet -> out.u8(INET).u32(inet.address()).u16(inet.port());
      case Inet6 inet -> out.u8(INET6).bytes(inet.address()).u16(inet.port()).u32(inet.scope());
      case Netlink netlink -> out.u8(NETLINK).u32(netlink.port()).u64(netlink.groups());
    }
  }

  static SocketAddress read(TapeReader in) {
    return switch (in.u8()) {
      case UNIX_PATH -> new UnixPath(text(in, UnixPath.LONGEST));
      case UNIX_ABSTRACT -> new UnixAbstract(text(in, UnixAbstract.LONGEST));
      case INET -> new Inet(in.u32(), in.u16());
      case INET6 -> new Inet6(address(in), in.u16(), in.u32());
      case NETLINK -> new Netlink(in.u32(), in.u64());
      default -> throw new TapeException("an unknown kind of address");
    };
  }

  private static String text(TapeReader in, int longest) {
    String text = in.text();
    TapeException.unless(OsStrings.encode(text).length <= longest, "a name that is too long");
    return text;
  }

  private static byte[] address(TapeReader in) {
    byte[] address = in.bytes();
    TapeException.unless(address.length == Inet6.SIZE, "an address of another size");
    return address;
  }
}
