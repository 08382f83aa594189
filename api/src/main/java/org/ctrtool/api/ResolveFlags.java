package org.ctrtool.api;

/**
 * How openat2(2) resolves a path: the field {@code resolve} of {@code struct open_how}.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record ResolveFlags(long bits) implements Flags {
  /** No flag. */
  public static final ResolveFlags NONE = new ResolveFlags(0);

  /** Cross no mount. */
  public static final ResolveFlags RESOLVE_NO_XDEV = new ResolveFlags(0x1L);

  /** Follow no magic link. */
  public static final ResolveFlags RESOLVE_NO_MAGICLINKS = new ResolveFlags(0x2L);

  /** Follow no symbolic link. */
  public static final ResolveFlags RESOLVE_NO_SYMLINKS = new ResolveFlags(0x4L);

  /** Stay below the directory; leaving it is an error. */
  public static final ResolveFlags RESOLVE_BENEATH = new ResolveFlags(0x8L);

  /** The directory acts as the root. */
  public static final ResolveFlags RESOLVE_IN_ROOT = new ResolveFlags(0x10L);

  /** Only if everything is cached. */
  public static final ResolveFlags RESOLVE_CACHED = new ResolveFlags(0x20L);

  private static final FlagNames NAMES =
      new FlagNames(
          "RESOLVE_NO_XDEV", 0x1L,
          "RESOLVE_NO_MAGICLINKS", 0x2L,
          "RESOLVE_NO_SYMLINKS", 0x4L,
          "RESOLVE_BENEATH", 0x8L,
          "RESOLVE_IN_ROOT", 0x10L,
          "RESOLVE_CACHED", 0x20L);

  /** These flags and those of {@code more}. */
  public ResolveFlags or(ResolveFlags more) {
    return new ResolveFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public ResolveFlags without(ResolveFlags less) {
    return new ResolveFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(ResolveFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(ResolveFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
