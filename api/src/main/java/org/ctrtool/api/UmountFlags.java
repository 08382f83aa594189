package org.ctrtool.api;

/**
 * Flags of umount2(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record UmountFlags(long bits) implements Flags {
  /** No flag. */
  public static final UmountFlags NONE = new UmountFlags(0);

  /** Abort pending requests of network file systems. */
  public static final UmountFlags MNT_FORCE = new UmountFlags(0x1L);

  /** Detach now, clean up when no longer busy. */
  public static final UmountFlags MNT_DETACH = new UmountFlags(0x2L);

  /** Mark as expired, or unmount if already marked. */
  public static final UmountFlags MNT_EXPIRE = new UmountFlags(0x4L);

  /** Do not follow a symbolic link. */
  public static final UmountFlags UMOUNT_NOFOLLOW = new UmountFlags(0x8L);

  private static final FlagNames NAMES =
      new FlagNames(
          "MNT_FORCE", 0x1L,
          "MNT_DETACH", 0x2L,
          "MNT_EXPIRE", 0x4L,
          "UMOUNT_NOFOLLOW", 0x8L);

  /** These flags and those of {@code more}. */
  public UmountFlags or(UmountFlags more) {
    return new UmountFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public UmountFlags without(UmountFlags less) {
    return new UmountFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(UmountFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(UmountFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
