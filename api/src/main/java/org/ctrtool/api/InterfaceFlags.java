package org.ctrtool.api;

/**
 * Flags of a network interface; see netdevice(7), {@code SIOCSIFFLAGS}.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record InterfaceFlags(long bits) implements Flags {
  /** No flag. */
  public static final InterfaceFlags NONE = new InterfaceFlags(0);

  /** The interface is up. */
  public static final InterfaceFlags IFF_UP = new InterfaceFlags(0x1L);

  /** Resources are allocated. */
  public static final InterfaceFlags IFF_RUNNING = new InterfaceFlags(0x40L);

  private static final FlagNames NAMES =
      new FlagNames(
          "IFF_UP", 0x1L,
          "IFF_RUNNING", 0x40L);

  /** These flags and those of {@code more}. */
  public InterfaceFlags or(InterfaceFlags more) {
    return new InterfaceFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public InterfaceFlags without(InterfaceFlags less) {
    return new InterfaceFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(InterfaceFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(InterfaceFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
