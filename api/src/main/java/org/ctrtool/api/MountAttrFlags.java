package org.ctrtool.api;

/**
 * Attributes of a mount, as fsmount(2) and mount_setattr(2) take them.
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record MountAttrFlags(long bits) implements Flags {
  /** No flag. */
  public static final MountAttrFlags NONE = new MountAttrFlags(0);

  /** Read-only. */
  public static final MountAttrFlags MOUNT_ATTR_RDONLY = new MountAttrFlags(0x1L);

  /** Set-user-ID bits and file capabilities have no effect. */
  public static final MountAttrFlags MOUNT_ATTR_NOSUID = new MountAttrFlags(0x2L);

  /** Device nodes cannot be opened. */
  public static final MountAttrFlags MOUNT_ATTR_NODEV = new MountAttrFlags(0x4L);

  /** Nothing can be executed. */
  public static final MountAttrFlags MOUNT_ATTR_NOEXEC = new MountAttrFlags(0x8L);

  /** Access times are not updated. */
  public static final MountAttrFlags MOUNT_ATTR_NOATIME = new MountAttrFlags(0x10L);

  /** Access times are always updated. */
  public static final MountAttrFlags MOUNT_ATTR_STRICTATIME = new MountAttrFlags(0x20L);

  /** The mask of the access-time mode; the mode 0 is relatime. */
  public static final MountAttrFlags MOUNT_ATTR__ATIME = new MountAttrFlags(0x70L);

  /** Access times of directories are not updated. */
  public static final MountAttrFlags MOUNT_ATTR_NODIRATIME = new MountAttrFlags(0x80L);

  /** Map ids through a user namespace. */
  public static final MountAttrFlags MOUNT_ATTR_IDMAP = new MountAttrFlags(0x100000L);

  /** Symbolic links are not followed. */
  public static final MountAttrFlags MOUNT_ATTR_NOSYMFOLLOW = new MountAttrFlags(0x200000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "MOUNT_ATTR_RDONLY", 0x1L,
          "MOUNT_ATTR_NOSUID", 0x2L,
          "MOUNT_ATTR_NODEV", 0x4L,
          "MOUNT_ATTR_NOEXEC", 0x8L,
          "MOUNT_ATTR_NOATIME", 0x10L,
          "MOUNT_ATTR_STRICTATIME", 0x20L,
          "MOUNT_ATTR__ATIME", 0x70L,
          "MOUNT_ATTR_NODIRATIME", 0x80L,
          "MOUNT_ATTR_IDMAP", 0x100000L,
          "MOUNT_ATTR_NOSYMFOLLOW", 0x200000L);

  /** These flags and those of {@code more}. */
  public MountAttrFlags or(MountAttrFlags more) {
    return new MountAttrFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public MountAttrFlags without(MountAttrFlags less) {
    return new MountAttrFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(MountAttrFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(MountAttrFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
