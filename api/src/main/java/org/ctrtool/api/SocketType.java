package org.ctrtool.api;

/**
 * The argument {@code type} of socket(2): the kind of socket, a number in the low four bits, and
 * flags. The argument {@code flags} of accept4(2) is made of the flags alone.
 *
 * @param bits the value as the kernel takes it
 */
public record SocketType(long bits) implements Flags {
  /** No flag. */
  public static final SocketType NONE = new SocketType(0);

  /** A connection that carries bytes. */
  public static final SocketType SOCK_STREAM = new SocketType(1);

  /** Messages, without a connection. */
  public static final SocketType SOCK_DGRAM = new SocketType(2);

  /** Packets of the protocol itself. */
  public static final SocketType SOCK_RAW = new SocketType(3);

  /** A connection that carries messages. */
  public static final SocketType SOCK_SEQPACKET = new SocketType(5);

  /** Reads and writes do not block. */
  public static final SocketType SOCK_NONBLOCK = new SocketType(0x800L);

  /** Close on exec. */
  public static final SocketType SOCK_CLOEXEC = new SocketType(0x80000L);

  private static final long KINDS = 0xF;
  private static final FlagNames FLAGS =
      new FlagNames("SOCK_NONBLOCK", 0x800L, "SOCK_CLOEXEC", 0x80000L);

  /** This type with the flags of {@code more}. */
  public SocketType or(SocketType more) {
    return new SocketType(bits | more.bits);
  }

  /** Whether all of the flags {@code all} are set. */
  public boolean has(SocketType all) {
    return (bits & all.bits) == all.bits;
  }

  /** The kind of socket, without flags. */
  public SocketType kind() {
    return new SocketType(bits & KINDS);
  }

  /** The flags, without the kind of socket. */
  public SocketType flags() {
    return new SocketType(bits & ~KINDS);
  }

  @Override
  public String toString() {
    long flags = bits & ~KINDS;
    if ((bits & KINDS) == 0) {
      return FLAGS.render(flags);
    }
    return flags == 0 ? kindName() : kindName() + "|" + FLAGS.render(flags);
  }

  private String kindName() {
    return switch ((int) (bits & KINDS)) {
      case 1 -> "SOCK_STREAM";
      case 2 -> "SOCK_DGRAM";
      case 3 -> "SOCK_RAW";
      case 5 -> "SOCK_SEQPACKET";
      default -> "0x" + Long.toHexString(bits & KINDS);
    };
  }
}
