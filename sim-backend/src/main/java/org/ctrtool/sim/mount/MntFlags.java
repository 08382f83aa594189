package org.ctrtool.sim.mount;

import java.util.List;
import org.ctrtool.api.MountFlags;

/**
 * What one mount allows, whatever its file system does; the kernel's {@code MNT_*} flags.
 *
 * @param bits the sum of the constants below
 */
public record MntFlags(int bits) {
  /** No flag: everything is allowed and access times are always updated. */
  public static final MntFlags NONE = new MntFlags(0);

  /** Set-user-ID bits and file capabilities have no effect. */
  public static final MntFlags NOSUID = new MntFlags(0x01);

  /** Device nodes cannot be opened. */
  public static final MntFlags NODEV = new MntFlags(0x02);

  /** Nothing can be executed. */
  public static final MntFlags NOEXEC = new MntFlags(0x04);

  /** Access times are not updated. */
  public static final MntFlags NOATIME = new MntFlags(0x08);

  /** Access times of directories are not updated. */
  public static final MntFlags NODIRATIME = new MntFlags(0x10);

  /** Access times are updated relative to modification times. */
  public static final MntFlags RELATIME = new MntFlags(0x20);

  /** Nothing can be written. */
  public static final MntFlags READONLY = new MntFlags(0x40);

  /** Symbolic links are not followed. */
  public static final MntFlags NOSYMFOLLOW = new MntFlags(0x80);

  /** All that says when access times are updated. Among locked flags: that mode may not change. */
  public static final MntFlags ATIME = NOATIME.or(NODIRATIME).or(RELATIME);

  /** The flags that a less privileged user may not clear once they are locked. */
  static final MntFlags LOCKABLE = READONLY.or(NODEV).or(NOSUID).or(NOEXEC);

  /** These flags and those of {@code more}. */
  public MntFlags or(MntFlags more) {
    return new MntFlags(bits | more.bits);
  }

  /** These flags without those of {@code less}. */
  public MntFlags without(MntFlags less) {
    return new MntFlags(bits & ~less.bits);
  }

  /** Those of these flags that are in {@code mask}. */
  public MntFlags and(MntFlags mask) {
    return new MntFlags(bits & mask.bits);
  }

  /** Whether all of {@code all} are set. */
  public boolean has(MntFlags all) {
    return (bits & all.bits) == all.bits;
  }

  /**
   * The flags of a mount that mount(2) is asked for with {@code flags}, by path_mount() in
   * fs/namespace.c: relatime unless something else is said, and strictatime wins over noatime.
   */
  static MntFlags of(MountFlags flags) {
    MntFlags result = flags.has(MountFlags.MS_NOATIME) ? NOATIME : RELATIME;
    if (flags.has(MountFlags.MS_STRICTATIME)) {
      result = NONE;
    }
    result = result.orIf(flags.has(MountFlags.MS_NODIRATIME), NODIRATIME);
    result = result.orIf(flags.has(MountFlags.MS_NOSUID), NOSUID);
    result = result.orIf(flags.has(MountFlags.MS_NODEV), NODEV);
    result = result.orIf(flags.has(MountFlags.MS_NOEXEC), NOEXEC);
    result = result.orIf(flags.has(MountFlags.MS_RDONLY), READONLY);
    return result.orIf(flags.has(MountFlags.MS_NOSYMFOLLOW), NOSYMFOLLOW);
  }

  /** The flags that mountinfo names; names that are none are passed over. */
  public static MntFlags named(List<String> names) {
    return NONE.orIf(names.contains("nosuid"), NOSUID)
        .orIf(names.contains("nodev"), NODEV)
        .orIf(names.contains("noexec"), NOEXEC)
        .orIf(names.contains("noatime"), NOATIME)
        .orIf(names.contains("nodiratime"), NODIRATIME)
        .orIf(names.contains("relatime"), RELATIME)
        .orIf(names.contains("ro"), READONLY)
        .orIf(names.contains("nosymfollow"), NOSYMFOLLOW);
  }

  MntFlags orIf(boolean condition, MntFlags more) {
    return condition ? or(more) : this;
  }

  /** The options as mountinfo writes them: {@code rw,nosuid,relatime}. */
  @Override
  public String toString() {
    StringBuilder options = new StringBuilder(has(READONLY) ? "ro" : "rw");
    append(options, NOSUID, ",nosuid");
    append(options, NODEV, ",nodev");
    append(options, NOEXEC, ",noexec");
    append(options, NOATIME, ",noatime");
    append(options, NODIRATIME, ",nodiratime");
    append(options, RELATIME, ",relatime");
    append(options, NOSYMFOLLOW, ",nosymfollow");
    return options.toString();
  }

  private void append(StringBuilder options, MntFlags flag, String text) {
    if (has(flag)) {
      options.append(text);
    }
  }
}
