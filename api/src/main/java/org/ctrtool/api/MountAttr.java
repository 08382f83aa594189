package org.ctrtool.api;

/**
 * What mount_setattr(2) is to change: {@code struct mount_attr}.
 *
 * @param set attributes to set
 * @param clear attributes to clear, before the others are set
 * @param propagation one of MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE, or none to leave it
 * @param userNamespace the user namespace of {@code MOUNT_ATTR_IDMAP}; otherwise {@link Fd#STDIN},
 *     which is not looked at
 */
public record MountAttr(
    MountAttrFlags set, MountAttrFlags clear, MountFlags propagation, Fd userNamespace) {
  /** Sets attributes and changes nothing else. */
  public static MountAttr set(MountAttrFlags attributes) {
    return new MountAttr(attributes, MountAttrFlags.NONE, MountFlags.NONE, Fd.STDIN);
  }

  /** Changes the propagation and nothing else. */
  public static MountAttr propagation(MountFlags type) {
    return new MountAttr(MountAttrFlags.NONE, MountAttrFlags.NONE, type, Fd.STDIN);
  }

  @Override
  public String toString() {
    return "{attr_set="
        + set
        + ", attr_clr="
        + clear
        + ", propagation="
        + propagation
        + ", userns_fd="
        + userNamespace
        + "}";
  }
}
