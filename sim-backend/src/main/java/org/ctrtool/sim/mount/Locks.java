package org.ctrtool.sim.mount;

import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;

/**
 * What a less privileged user may not undo; mount_namespaces(7), "Restrictions on mount
 * namespaces".
 */
final class Locks {
  private Locks() {}

  /**
   * Locks a tree that has come into a less privileged namespace; follows lock_mnt_tree() in
   * fs/namespace.c. The top itself can be taken off.
   */
  static void lockTree(Mount top) {
    for (Mount mount : top.tree()) {
      MntFlags newlyLocked = mount.flags().and(MntFlags.LOCKABLE).or(MntFlags.ATIME);
      mount.setLockedFlags(mount.lockedFlags().or(newlyLocked));
      if (mount != top) {
        mount.setLocked(true);
      }
    }
  }

  /** The checks of can_change_locked_flags() in fs/namespace.c. */
  static void checkChange(Mount mount, MntFlags newFlags) {
    MntFlags mustStay = mount.lockedFlags().without(MntFlags.ATIME);
    boolean atimeLocked = mount.lockedFlags().has(MntFlags.ATIME);
    boolean atimeChanges = !newFlags.and(MntFlags.ATIME).equals(mount.flags().and(MntFlags.ATIME));
    Refuse.unless(newFlags.has(mustStay), MountRule.LOCKED_FLAG_CANNOT_BE_CLEARED);
    Refuse.when(atimeLocked && atimeChanges, MountRule.LOCKED_FLAG_CANNOT_BE_CLEARED);
  }

  /** Whether a locked mount sits on {@code mount} at or below {@code dentry}. */
  static boolean hasLockedChildren(Mount mount, Dentry dentry) {
    for (Mount child : mount.children()) {
      Dentry mountpoint = child.mountpoint();
      if (child.isLocked() && mountpoint != null && mountpoint.isAtOrBelow(dentry)) {
        return true;
      }
    }
    return false;
  }
}
