package org.ctrtool.api;

/**
 * Events of poll(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record PollEvents(long bits) implements Flags {
  /** No flag. */
  public static final PollEvents NONE = new PollEvents(0);

  /** There is data to read. */
  public static final PollEvents POLLIN = new PollEvents(0x1L);

  /** There is an exceptional condition. */
  public static final PollEvents POLLPRI = new PollEvents(0x2L);

  /** Writing is possible. */
  public static final PollEvents POLLOUT = new PollEvents(0x4L);

  /** An error (answer only). */
  public static final PollEvents POLLERR = new PollEvents(0x8L);

  /** Hang-up (answer only). */
  public static final PollEvents POLLHUP = new PollEvents(0x10L);

  /** Not an open descriptor (answer only). */
  public static final PollEvents POLLNVAL = new PollEvents(0x20L);

  /** A socket that nothing more comes to: the other end, or this one, was shut down. */
  public static final PollEvents POLLRDHUP = new PollEvents(0x2000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "POLLIN", 0x1L,
          "POLLPRI", 0x2L,
          "POLLOUT", 0x4L,
          "POLLERR", 0x8L,
          "POLLHUP", 0x10L,
          "POLLNVAL", 0x20L,
          "POLLRDHUP", 0x2000L);

  /** These flags and those of {@code more}. */
  public PollEvents or(PollEvents more) {
    return new PollEvents(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public PollEvents without(PollEvents less) {
    return new PollEvents(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(PollEvents all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(PollEvents any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
