package org.ctrtool.api;

/**
 * Flags of renameat2(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record RenameFlags(long bits) implements Flags {
  /** No flag. */
  public static final RenameFlags NONE = new RenameFlags(0);

  /** Do not replace the target. */
  public static final RenameFlags RENAME_NOREPLACE = new RenameFlags(0x1L);

  /** Exchange the two. */
  public static final RenameFlags RENAME_EXCHANGE = new RenameFlags(0x2L);

  /** Leave a whiteout. */
  public static final RenameFlags RENAME_WHITEOUT = new RenameFlags(0x4L);

  private static final FlagNames NAMES =
      new FlagNames(
          "RENAME_NOREPLACE", 0x1L,
          "RENAME_EXCHANGE", 0x2L,
          "RENAME_WHITEOUT", 0x4L);

  /** These flags and those of {@code more}. */
  public RenameFlags or(RenameFlags more) {
    return new RenameFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public RenameFlags without(RenameFlags less) {
    return new RenameFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(RenameFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(RenameFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
