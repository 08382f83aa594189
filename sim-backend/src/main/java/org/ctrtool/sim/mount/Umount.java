package org.ctrtool.sim.mount;

import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;

/** umount2(2). */
public final class Umount {
  private static final UmountFlags KNOWN =
      UmountFlags.MNT_FORCE
          .or(UmountFlags.MNT_DETACH)
          .or(UmountFlags.MNT_EXPIRE)
          .or(UmountFlags.UMOUNT_NOFOLLOW);

  private Umount() {}

  /** The check that comes before the path is looked at. */
  public static void checkFlags(UmountFlags flags) {
    Refuse.unless(flags.without(KNOWN).bits() == 0, MountRule.UNKNOWN_FLAGS);
  }

  /**
   * Unmounts what is topmost at {@code path}; follows can_umount() and do_umount() in
   * fs/namespace.c.
   */
  public static void umount(MountCaller caller, Location path, UmountFlags flags) {
    checkFlags(flags);
    Location target = path.topmost();
    Mount mount = target.mount();
    if (!flags.has(UmountFlags.MNT_EXPIRE)) {
      mount.visit();
    }
    check(caller, target, flags);
    if (flags.has(UmountFlags.MNT_EXPIRE)) {
      checkExpiry(caller, mount, flags);
    }
    boolean detach = flags.has(UmountFlags.MNT_DETACH);
    if (mount == caller.root().mount() && !detach) {
      makeRootReadOnly(caller, mount);
      return;
    }
    Refuse.when(mount.parent() == null, MountRule.MOUNT_HAS_NO_PARENT);
    Refuse.when(!detach && isBusy(mount), MountRule.MOUNT_IS_BUSY);
    UmountTree.umountPropagating(mount, detach ? UmountTree.Mode.LAZY : UmountTree.Mode.SYNC);
  }

  /** The checks of can_umount() in fs/namespace.c, in their order. */
  private static void check(MountCaller caller, Location target, UmountFlags flags) {
    Mount mount = target.mount();
    Permission.requireMayMount(caller);
    Refuse.unless(target.isMountRoot(), MountRule.NOT_A_MOUNT_POINT);
    MountTarget.requireInNamespaceOf(caller, mount);
    Refuse.when(mount.isLocked(), MountRule.MOUNT_IS_LOCKED);
    Refuse.when(
        flags.has(UmountFlags.MNT_FORCE) && !Permission.mayChange(caller, mount.superBlock()),
        MountRule.FILE_SYSTEM_BELONGS_TO_ANOTHER_USER_NAMESPACE);
  }

  private static void checkExpiry(MountCaller caller, Mount mount, UmountFlags flags) {
    Refuse.when(
        mount == caller.root().mount()
            || flags.hasAny(UmountFlags.MNT_FORCE.or(UmountFlags.MNT_DETACH)),
        MountRule.EXPIRY_IS_NOT_POSSIBLE);
    Refuse.when(!mount.children().isEmpty() || mount.users() > 0, MountRule.MOUNT_IS_BUSY);
    if (!mount.isExpiring()) {
      mount.startExpiring();
      throw new Refusal(MountRule.EXPIRY_STARTS);
    }
  }

  /** What unmounting one's own root does instead; do_umount_root() in fs/namespace.c. */
  private static void makeRootReadOnly(MountCaller caller, Mount mount) {
    Refuse.unless(
        Permission.mayChange(caller, mount.superBlock()),
        MountRule.FILE_SYSTEM_BELONGS_TO_ANOTHER_USER_NAMESPACE);
    Remount.requireNoWriters(mount.superBlock());
    mount.superBlock().setReadOnly(true);
  }

  /** Whether {@code mount} or a copy that would go with it is in use; propagate_mount_busy(). */
  private static boolean isBusy(Mount mount) {
    if (!mount.children().isEmpty() || mount.users() > 0) {
      return true;
    }
    for (Mount copy : UmountPropagation.counterparts(mount)) {
      int children = copy.children().size();
      boolean onlyCovered = children == 0 || children == 1 && copy.overmount() != null;
      if (onlyCovered && copy.users() > 0) {
        return true;
      }
    }
    return false;
  }
}
