package org.ctrtool.tools.mountseq;

import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;

/** The flags of mount(2) that belong to a mount, as attributes of mount_setattr(2). */
final class BindAttributes {
  private static final MountFlags ACCESS_TIMES =
      MountFlags.MS_NOATIME
          .or(MountFlags.MS_NODIRATIME)
          .or(MountFlags.MS_RELATIME)
          .or(MountFlags.MS_STRICTATIME);

  private BindAttributes() {}

  static MountAttrFlags set(MountFlags flags) {
    return when(flags, MountFlags.MS_RDONLY, MountAttrFlags.MOUNT_ATTR_RDONLY)
        .or(when(flags, MountFlags.MS_NOSUID, MountAttrFlags.MOUNT_ATTR_NOSUID))
        .or(when(flags, MountFlags.MS_NODEV, MountAttrFlags.MOUNT_ATTR_NODEV))
        .or(when(flags, MountFlags.MS_NOEXEC, MountAttrFlags.MOUNT_ATTR_NOEXEC))
        .or(when(flags, MountFlags.MS_NOSYMFOLLOW, MountAttrFlags.MOUNT_ATTR_NOSYMFOLLOW))
        .or(when(flags, MountFlags.MS_NODIRATIME, MountAttrFlags.MOUNT_ATTR_NODIRATIME))
        .or(accessTime(flags));
  }

  /**
   * What is taken back.
   *
   * @param onlyTimes of access times only the kind, nothing else
   */
  static MountAttrFlags clear(MountFlags flags, boolean onlyTimes) {
    MountAttrFlags times =
        !flags.hasAny(ACCESS_TIMES)
            ? MountAttrFlags.NONE
            : onlyTimes
                ? MountAttrFlags.MOUNT_ATTR__ATIME
                : MountAttrFlags.MOUNT_ATTR__ATIME.or(MountAttrFlags.MOUNT_ATTR_NODIRATIME);
    if (onlyTimes) {
      boolean kind = flags.hasAny(ACCESS_TIMES.without(MountFlags.MS_NODIRATIME));
      return kind ? times : MountAttrFlags.NONE;
    }
    return MountAttrFlags.MOUNT_ATTR_RDONLY
        .or(MountAttrFlags.MOUNT_ATTR_NOSUID)
        .or(MountAttrFlags.MOUNT_ATTR_NODEV)
        .or(MountAttrFlags.MOUNT_ATTR_NOEXEC)
        .or(MountAttrFlags.MOUNT_ATTR_NOSYMFOLLOW)
        .or(times);
  }

  /** MS_STRICTATIME wins, as in mount(2); relatime is the kind without a bit. */
  private static MountAttrFlags accessTime(MountFlags flags) {
    if (flags.has(MountFlags.MS_STRICTATIME)) {
      return MountAttrFlags.MOUNT_ATTR_STRICTATIME;
    }
    return when(flags, MountFlags.MS_NOATIME, MountAttrFlags.MOUNT_ATTR_NOATIME);
  }

  private static MountAttrFlags when(MountFlags flags, MountFlags flag, MountAttrFlags then) {
    return flags.has(flag) ? then : MountAttrFlags.NONE;
  }
}
