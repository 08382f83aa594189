package org.ctrtool.sim.mount;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.path.FsStruct;

/** pivot_root(2). */
public final class PivotRoot {
  private PivotRoot() {}

  /** The check that comes before the paths are looked at. */
  public static void checkPermission(MountCaller caller) {
    Permission.requireMayMount(caller);
  }

  /**
   * Makes {@code newRoot} the root and puts the old root at {@code putOld}; both are directories.
   */
  public static void pivotRoot(MountCaller caller, Location newRoot, Location putOld) {
    checkPermission(caller);
    Location old = MountTarget.topmost(putOld);
    Location root = caller.root();
    check(caller, newRoot, old, root);

    Mount newMount = newRoot.mount();
    Mount oldMount = root.mount();
    Location top = oldMount.place();
    if (top == null) {
      throw new Refusal(MountRule.ROOT_IS_THE_INITIAL_ROOT);
    }
    newMount.setLocked(oldMount.isLocked());
    oldMount.setLocked(false);
    newMount.detach();
    oldMount.detach();
    newMount.attach(top.mount(), top.dentry());
    oldMount.attach(old.mount(), old.dentry());
    caller.mountNamespace().changed();
    replaceRoots(caller, root, newRoot);
  }

  /** The checks of path_pivot_root() in fs/namespace.c, in their order. */
  private static void check(MountCaller caller, Location newRoot, Location old, Location root) {
    Mount newMount = newRoot.mount();
    Mount rootMount = root.mount();
    Refuse.when(
        old.mount().isShared() || isOnShared(newMount) || isOnShared(rootMount),
        MountRule.PIVOT_ON_SHARED_MOUNT);
    MountTarget.requireInNamespaceOf(caller, rootMount);
    MountTarget.requireInNamespaceOf(caller, newMount);
    Refuse.when(newMount.isLocked(), MountRule.MOUNT_IS_LOCKED);
    Refuse.when(newRoot.dentry().isDeleted(), MountRule.PIVOT_TO_REMOVED_DIRECTORY);
    Refuse.when(
        newMount == rootMount || old.mount() == rootMount, MountRule.PIVOT_ON_THE_CURRENT_ROOT);
    Refuse.unless(root.isMountRoot(), MountRule.ROOT_IS_NOT_A_MOUNT);
    Refuse.when(rootMount.parent() == null, MountRule.ROOT_IS_THE_INITIAL_ROOT);
    Refuse.unless(newRoot.isMountRoot(), MountRule.NEW_ROOT_IS_NOT_A_MOUNT);
    Refuse.when(newMount.parent() == null, MountRule.NEW_ROOT_IS_NOT_A_MOUNT);
    Refuse.unless(old.isReachableFrom(newRoot), MountRule.PUT_OLD_IS_NOT_BELOW_NEW_ROOT);
    Refuse.unless(newRoot.isReachableFrom(root), MountRule.NEW_ROOT_IS_OUTSIDE_THE_ROOT);
  }

  /** Whether the parent is shared; to the kernel a mount without parent is its own parent. */
  private static boolean isOnShared(Mount mount) {
    Mount parent = mount.parent();
    return parent == null ? mount.isShared() : parent.isShared();
  }

  /**
   * Follows chroot_fs_refs() in fs/fs_struct.c: every task whose root or directory was the old
   * root.
   */
  private static void replaceRoots(MountCaller caller, Location oldRoot, Location newRoot) {
    for (FsStruct fs : caller.allFsStructs()) {
      if (fs.root().equals(oldRoot)) {
        fs.setRoot(newRoot);
      }
      if (fs.workingDirectory().equals(oldRoot)) {
        fs.setWorkingDirectory(newRoot);
      }
    }
  }
}
