package org.ctrtool.api;

/**
 * Flags of the system calls that take a directory descriptor and a path, as fstatat(2), execveat(2)
 * and fchownat(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record AtFlags(long bits) implements Flags {
  /** No flag. */
  public static final AtFlags NONE = new AtFlags(0);

  /** Do not follow a final symbolic link. */
  public static final AtFlags AT_SYMLINK_NOFOLLOW = new AtFlags(0x100L);

  /** unlinkat(2): remove a directory. */
  public static final AtFlags AT_REMOVEDIR = new AtFlags(0x200L);

  /** linkat(2): follow a final symbolic link. */
  public static final AtFlags AT_SYMLINK_FOLLOW = new AtFlags(0x400L);

  /** Do not trigger automounts. */
  public static final AtFlags AT_NO_AUTOMOUNT = new AtFlags(0x800L);

  /** An empty path means the descriptor itself. */
  public static final AtFlags AT_EMPTY_PATH = new AtFlags(0x1000L);

  /** mount_setattr(2): the whole tree. */
  public static final AtFlags AT_RECURSIVE = new AtFlags(0x8000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "AT_SYMLINK_NOFOLLOW", 0x100L,
          "AT_REMOVEDIR", 0x200L,
          "AT_SYMLINK_FOLLOW", 0x400L,
          "AT_NO_AUTOMOUNT", 0x800L,
          "AT_EMPTY_PATH", 0x1000L,
          "AT_RECURSIVE", 0x8000L);

  /** These flags and those of {@code more}. */
  public AtFlags or(AtFlags more) {
    return new AtFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public AtFlags without(AtFlags less) {
    return new AtFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(AtFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(AtFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
