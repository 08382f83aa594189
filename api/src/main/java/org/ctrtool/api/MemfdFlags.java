package org.ctrtool.api;

/**
 * Flags of memfd_create(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record MemfdFlags(long bits) implements Flags {
  /** No flag. */
  public static final MemfdFlags NONE = new MemfdFlags(0);

  /** Close on exec. */
  public static final MemfdFlags MFD_CLOEXEC = new MemfdFlags(0x1L);

  /** Seals may be added. */
  public static final MemfdFlags MFD_ALLOW_SEALING = new MemfdFlags(0x2L);

  /** Not executable, and sealed so. */
  public static final MemfdFlags MFD_NOEXEC_SEAL = new MemfdFlags(0x8L);

  /** Executable. */
  public static final MemfdFlags MFD_EXEC = new MemfdFlags(0x10L);

  private static final FlagNames NAMES =
      new FlagNames(
          "MFD_CLOEXEC", 0x1L,
          "MFD_ALLOW_SEALING", 0x2L,
          "MFD_NOEXEC_SEAL", 0x8L,
          "MFD_EXEC", 0x10L);

  /** These flags and those of {@code more}. */
  public MemfdFlags or(MemfdFlags more) {
    return new MemfdFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public MemfdFlags without(MemfdFlags less) {
    return new MemfdFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(MemfdFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(MemfdFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
