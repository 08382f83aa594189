package org.ctrtool.api;

/**
 * Flags of mount(2).
 *
 * <p>Any combination of bits, also of ones that have no name here.
 *
 * @param bits the value as the kernel takes it
 */
public record MountFlags(long bits) implements Flags {
  /** No flag. */
  public static final MountFlags NONE = new MountFlags(0);

  /** Read-only. */
  public static final MountFlags MS_RDONLY = new MountFlags(0x1L);

  /** Set-user-ID bits and file capabilities have no effect. */
  public static final MountFlags MS_NOSUID = new MountFlags(0x2L);

  /** Device nodes cannot be opened. */
  public static final MountFlags MS_NODEV = new MountFlags(0x4L);

  /** Nothing can be executed. */
  public static final MountFlags MS_NOEXEC = new MountFlags(0x8L);

  /** Writes are synchronous. */
  public static final MountFlags MS_SYNCHRONOUS = new MountFlags(0x10L);

  /** Change an existing mount. */
  public static final MountFlags MS_REMOUNT = new MountFlags(0x20L);

  /** Mandatory locking (without effect since Linux 5.15). */
  public static final MountFlags MS_MANDLOCK = new MountFlags(0x40L);

  /** Directory changes are synchronous. */
  public static final MountFlags MS_DIRSYNC = new MountFlags(0x80L);

  /** Symbolic links are not followed. */
  public static final MountFlags MS_NOSYMFOLLOW = new MountFlags(0x100L);

  /** Access times are not updated. */
  public static final MountFlags MS_NOATIME = new MountFlags(0x400L);

  /** Access times of directories are not updated. */
  public static final MountFlags MS_NODIRATIME = new MountFlags(0x800L);

  /** Bind mount. */
  public static final MountFlags MS_BIND = new MountFlags(0x1000L);

  /** Move a mount. */
  public static final MountFlags MS_MOVE = new MountFlags(0x2000L);

  /** Apply to the whole tree. */
  public static final MountFlags MS_REC = new MountFlags(0x4000L);

  /** Suppress kernel messages. */
  public static final MountFlags MS_SILENT = new MountFlags(0x8000L);

  /** Make unbindable. */
  public static final MountFlags MS_UNBINDABLE = new MountFlags(0x20000L);

  /** Make private. */
  public static final MountFlags MS_PRIVATE = new MountFlags(0x40000L);

  /** Make slave. */
  public static final MountFlags MS_SLAVE = new MountFlags(0x80000L);

  /** Make shared. */
  public static final MountFlags MS_SHARED = new MountFlags(0x100000L);

  /** Access times are updated relative to modification times. */
  public static final MountFlags MS_RELATIME = new MountFlags(0x200000L);

  /** Access times are always updated. */
  public static final MountFlags MS_STRICTATIME = new MountFlags(0x1000000L);

  /** Times are written lazily. */
  public static final MountFlags MS_LAZYTIME = new MountFlags(0x2000000L);

  /** Kernel-internal; refused. */
  public static final MountFlags MS_NOUSER = new MountFlags(0x80000000L);

  private static final FlagNames NAMES =
      new FlagNames(
          "MS_RDONLY", 0x1L,
          "MS_NOSUID", 0x2L,
          "MS_NODEV", 0x4L,
          "MS_NOEXEC", 0x8L,
          "MS_SYNCHRONOUS", 0x10L,
          "MS_REMOUNT", 0x20L,
          "MS_MANDLOCK", 0x40L,
          "MS_DIRSYNC", 0x80L,
          "MS_NOSYMFOLLOW", 0x100L,
          "MS_NOATIME", 0x400L,
          "MS_NODIRATIME", 0x800L,
          "MS_BIND", 0x1000L,
          "MS_MOVE", 0x2000L,
          "MS_REC", 0x4000L,
          "MS_SILENT", 0x8000L,
          "MS_UNBINDABLE", 0x20000L,
          "MS_PRIVATE", 0x40000L,
          "MS_SLAVE", 0x80000L,
          "MS_SHARED", 0x100000L,
          "MS_RELATIME", 0x200000L,
          "MS_STRICTATIME", 0x1000000L,
          "MS_LAZYTIME", 0x2000000L,
          "MS_NOUSER", 0x80000000L);

  /** These flags and those of {@code more}. */
  public MountFlags or(MountFlags more) {
    return new MountFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public MountFlags without(MountFlags less) {
    return new MountFlags(bits & ~less.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(MountFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /** Whether at least one of {@code any} is set. */
  public boolean hasAny(MountFlags any) {
    return (bits & any.bits) != 0;
  }

  @Override
  public String toString() {
    return NAMES.render(bits);
  }
}
