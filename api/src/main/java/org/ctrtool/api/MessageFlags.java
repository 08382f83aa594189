package org.ctrtool.api;

/**
 * Flags of recvmsg(2) and sendmsg(2), and of what was received.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record MessageFlags(long bits) implements Flags {
  /** No flag. */
  public static final MessageFlags NONE = new MessageFlags(0);

  /** Control data did not fit (answer only); descriptors among them are not received. */
  public static final MessageFlags MSG_CTRUNC = new MessageFlags(0x8L);

  /** Tell the whole length of a message that does not fit; in an answer: it did not. */
  public static final MessageFlags MSG_TRUNC = new MessageFlags(0x20L);

  /** Do not block. */
  public static final MessageFlags MSG_DONTWAIT = new MessageFlags(0x40L);

  /** No SIGPIPE if the peer is gone. */
  public static final MessageFlags MSG_NOSIGNAL = new MessageFlags(0x4000L);

  /** Received descriptors are close-on-exec. */
  public static final MessageFlags MSG_CMSG_CLOEXEC = new MessageFlags(0x40000000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "MSG_CTRUNC", 0x8L,
          "MSG_TRUNC", 0x20L,
          "MSG_DONTWAIT", 0x40L,
          "MSG_NOSIGNAL", 0x4000L,
          "MSG_CMSG_CLOEXEC", 0x40000000L);

  /** These flags and those of {@code more}. */
  public MessageFlags or(MessageFlags more) {
    return new MessageFlags(bits | more.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(MessageFlags all) {
    return (bits & all.bits) == all.bits;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
