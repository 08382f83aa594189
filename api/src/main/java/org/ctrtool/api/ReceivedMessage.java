package org.ctrtool.api;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What recvmsg(2) answers. */
public final class ReceivedMessage {
  private final byte[] data;
  private final int length;
  private final @Nullable PeerCredentials sender;
  private final List<Fd> descriptors;
  private final MessageFlags flags;

  /**
   * A message.
   *
   * @param data what fitted; not copied
   * @param length what the call returned: more than there are data if {@code MSG_TRUNC} was asked
   *     for and the message did not fit
   * @param sender who sent it, if the socket has {@code SO_PASSCRED}
   * @param descriptors what came along, to be closed by whoever received it
   */
  public ReceivedMessage(
      byte[] data,
      int length,
      @Nullable PeerCredentials sender,
      List<Fd> descriptors,
      MessageFlags flags) {
    this.data = data;
    this.length = length;
    this.sender = sender;
    this.descriptors = descriptors.isEmpty() ? List.of() : List.copyOf(descriptors);
    this.flags = flags;
  }

  /** What fitted; not copied. */
  public byte[] data() {
    return data;
  }

  /** What the call returned. */
  public int length() {
    return length;
  }

  /** Who sent it; null if the kernel did not say. */
  public @Nullable PeerCredentials sender() {
    return sender;
  }

  /** The descriptors that came along. */
  public List<Fd> descriptors() {
    return descriptors;
  }

  /** The flags of the answer. */
  public MessageFlags flags() {
    return flags;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReceivedMessage that
        && Arrays.equals(data, that.data)
        && length == that.length
        && Objects.equals(sender, that.sender)
        && descriptors.equals(that.descriptors)
        && flags.equals(that.flags);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "{"
        + OsStrings.quoted(OsStrings.decode(data))
        + ", "
        + length
        + ", "
        + sender
        + ", "
        + descriptors
        + ", "
        + flags
        + "}";
  }
}
