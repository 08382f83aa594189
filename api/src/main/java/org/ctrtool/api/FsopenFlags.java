package org.ctrtool.api;

/**
 * Flags of fsopen(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record FsopenFlags(long bits) implements Flags {
  /** No flag. */
  public static final FsopenFlags NONE = new FsopenFlags(0);

  /** Close on exec. */
  public static final FsopenFlags FSOPEN_CLOEXEC = new FsopenFlags(0x1L);

  private static final FlagNames NAMES = new FlagNames("FSOPEN_CLOEXEC", 0x1L);

  /** These flags and those of {@code more}. */
  public FsopenFlags or(FsopenFlags more) {
    return new FsopenFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public FsopenFlags without(FsopenFlags less) {
    return new FsopenFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(FsopenFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(FsopenFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
