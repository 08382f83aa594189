package org.ctrtool.sim.mount;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;

/** Where something will be mounted; follows do_lock_mount() in fs/namespace.c. */
final class MountTarget {
  private MountTarget() {}

  /** The topmost place that {@code path} names, which must still be there. */
  static Location topmost(Location path) {
    Location target = path.topmost();
    target.mount().visit();
    requireAlive(path, target);
    return target;
  }

  /** The place that the topmost mount covers whose root {@code path} names. */
  static Location beneath(Location path) {
    Refuse.unless(path.isMountRoot(), MountRule.NOTHING_TO_MOUNT_BENEATH);
    Location place = path.mount().topmost().place();
    requireAlive(path, place == null ? path : place);
    if (place == null) {
      throw new Refusal(MountRule.NOTHING_TO_MOUNT_BENEATH);
    }
    place.mount().visit();
    return place;
  }

  private static void requireAlive(Location path, Location target) {
    Refuse.when(target.dentry().isDeleted(), MountRule.TARGET_WAS_REMOVED);
    Refuse.when(path.mount().namespace() == null, MountRule.TARGET_WAS_REMOVED);
  }

  static void requireInNamespaceOf(MountCaller caller, Mount mount) {
    Refuse.unless(mount.isIn(caller.mountNamespace()), MountRule.MOUNT_OF_ANOTHER_NAMESPACE);
  }
}
