package org.ctrtool.sim.mount;

import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;

/** The MOUNT_ATTR_* flags of fsmount(2) and mount_setattr(2) in terms of a mount's flags. */
final class MountAttributes {
  private static final MountAttrFlags ATIME = MountAttrFlags.MOUNT_ATTR__ATIME;

  private static final MountAttrFlags SETTABLE =
      MountAttrFlags.MOUNT_ATTR_RDONLY
          .or(MountAttrFlags.MOUNT_ATTR_NOSUID)
          .or(MountAttrFlags.MOUNT_ATTR_NODEV)
          .or(MountAttrFlags.MOUNT_ATTR_NOEXEC)
          .or(ATIME)
          .or(MountAttrFlags.MOUNT_ATTR_NODIRATIME)
          .or(MountAttrFlags.MOUNT_ATTR_NOSYMFOLLOW);

  /** What mount_setattr(2) knows. */
  static final MountAttrFlags KNOWN = SETTABLE.or(MountAttrFlags.MOUNT_ATTR_IDMAP);

  private MountAttributes() {}

  static MntFlags flagsOfNewMount(MountAttrFlags attributes) {
    Refuse.unless(attributes.without(SETTABLE).bits() == 0, MountRule.UNKNOWN_FLAGS);
    return flags(attributes).or(atime(attributes));
  }

  /** All flags but those of the access-time mode. */
  static MntFlags flags(MountAttrFlags attributes) {
    return MntFlags.NONE
        .orIf(attributes.has(MountAttrFlags.MOUNT_ATTR_RDONLY), MntFlags.READONLY)
        .orIf(attributes.has(MountAttrFlags.MOUNT_ATTR_NOSUID), MntFlags.NOSUID)
        .orIf(attributes.has(MountAttrFlags.MOUNT_ATTR_NODEV), MntFlags.NODEV)
        .orIf(attributes.has(MountAttrFlags.MOUNT_ATTR_NOEXEC), MntFlags.NOEXEC)
        .orIf(attributes.has(MountAttrFlags.MOUNT_ATTR_NODIRATIME), MntFlags.NODIRATIME)
        .orIf(attributes.has(MountAttrFlags.MOUNT_ATTR_NOSYMFOLLOW), MntFlags.NOSYMFOLLOW);
  }

  /** The access-time mode that {@code attributes} choose. */
  static MntFlags atime(MountAttrFlags attributes) {
    long mode = attributes.bits() & ATIME.bits();
    if (mode == 0) {
      return MntFlags.RELATIME;
    } else if (mode == MountAttrFlags.MOUNT_ATTR_NOATIME.bits()) {
      return MntFlags.NOATIME;
    } else if (mode == MountAttrFlags.MOUNT_ATTR_STRICTATIME.bits()) {
      return MntFlags.NONE;
    }
    throw new Refusal(MountRule.ATIME_IS_ONE_CHOICE);
  }
}
