package org.ctrtool.api;

/**
 * Flags of open_tree(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record OpenTreeFlags(long bits) implements Flags {
  /** No flag. */
  public static final OpenTreeFlags NONE = new OpenTreeFlags(0);

  /** Clone the mount into a detached tree. */
  public static final OpenTreeFlags OPEN_TREE_CLONE = new OpenTreeFlags(0x1L);

  /** Do not follow a final symbolic link. */
  public static final OpenTreeFlags AT_SYMLINK_NOFOLLOW = new OpenTreeFlags(0x100L);

  /** Do not trigger automounts. */
  public static final OpenTreeFlags AT_NO_AUTOMOUNT = new OpenTreeFlags(0x800L);

  /** An empty path means the descriptor itself. */
  public static final OpenTreeFlags AT_EMPTY_PATH = new OpenTreeFlags(0x1000L);

  /** Clone the whole tree. */
  public static final OpenTreeFlags AT_RECURSIVE = new OpenTreeFlags(0x8000L);

  /** Close on exec. */
  public static final OpenTreeFlags OPEN_TREE_CLOEXEC = new OpenTreeFlags(0x80000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "OPEN_TREE_CLONE", 0x1L,
          "AT_SYMLINK_NOFOLLOW", 0x100L,
          "AT_NO_AUTOMOUNT", 0x800L,
          "AT_EMPTY_PATH", 0x1000L,
          "AT_RECURSIVE", 0x8000L,
          "OPEN_TREE_CLOEXEC", 0x80000L);

  /** These flags and those of {@code more}. */
  public OpenTreeFlags or(OpenTreeFlags more) {
    return new OpenTreeFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public OpenTreeFlags without(OpenTreeFlags less) {
    return new OpenTreeFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(OpenTreeFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(OpenTreeFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
