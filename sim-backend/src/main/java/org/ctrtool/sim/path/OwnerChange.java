package org.ctrtool.sim.path;

import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** A change of owner and group; chown_common() in fs/open.c and what it calls in fs/attr.c. */
final class OwnerChange {
  private static final int SET_UID = 04000;
  private static final int SET_GID = 02000;

  private final Subject subject;
  private final Location place;
  private final @Nullable Kuid owner;
  private final @Nullable Kgid group;

  /**
   * A change, as seen through the mount.
   *
   * @param owner null to keep it
   * @param group null to keep it
   */
  OwnerChange(Subject subject, Location place, @Nullable Kuid owner, @Nullable Kgid group) {
    this.subject = subject;
    this.place = place;
    this.owner = owner;
    this.group = group;
  }

  void run() {
    Inode inode = place.dentry().inode();
    int permissions = permissionsAfter(inode);
    Kuid storedOwner = owner == null ? inode.owner() : Permission.stored(place.mount(), owner);
    Kgid storedGroup = group == null ? inode.group() : Permission.stored(place.mount(), group);
    Refuse.unless(owner == null || storedOwner.isValid(), PathRule.IDS_CANNOT_BE_STORED);
    Refuse.unless(group == null || storedGroup.isValid(), PathRule.IDS_CANNOT_BE_STORED);
    Refuse.unless(owner != null || Permission.owner(place).isValid(), PathRule.OWNER_IS_UNMAPPED);
    Refuse.unless(group != null || Permission.group(place).isValid(), PathRule.OWNER_IS_UNMAPPED);
    Refuse.when(inode.hasFixedOwner(), PathRule.ATTRIBUTES_ARE_FIXED);
    Refuse.unless(
        owner == null || Permission.mayChangeOwner(subject, place, owner),
        PathRule.MAY_NOT_CHANGE_OWNER);
    Refuse.unless(
        group == null || Permission.mayChangeGroup(subject, place, group),
        PathRule.MAY_NOT_CHANGE_OWNER);
    if (permissions != inode.mode().permissions()) {
      Refuse.unless(Permission.isOwnerOrCapable(subject, place), PathRule.NOT_THE_OWNER);
      inode.setPermissions(permissions);
    }
    inode.setOwner(storedOwner, storedGroup);
  }

  /** A new owner does not inherit the power of the old one. */
  private int permissionsAfter(Inode inode) {
    int permissions = inode.mode().permissions();
    if (inode.mode().isDirectory()) {
      return permissions;
    }
    return Permission.losesSetGid(subject, place)
        ? permissions & ~(SET_UID | SET_GID)
        : permissions & ~SET_UID;
  }
}
