package org.ctrtool.api;

/**
 * Flags of a descriptor; see fcntl(2), {@code F_SETFD}.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record FdFlags(long bits) implements Flags {
  /** No flag. */
  public static final FdFlags NONE = new FdFlags(0);

  /** Close on exec. */
  public static final FdFlags FD_CLOEXEC = new FdFlags(0x1L);

  private static final FlagNames NAMES = new FlagNames("FD_CLOEXEC", 0x1L);

  /** These flags and those of {@code more}. */
  public FdFlags or(FdFlags more) {
    return new FdFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public FdFlags without(FdFlags less) {
    return new FdFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(FdFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(FdFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
