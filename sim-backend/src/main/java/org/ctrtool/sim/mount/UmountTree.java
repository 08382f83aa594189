package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.List;

/** Unmounts a mount and all below it; follows umount_tree() in fs/namespace.c. */
final class UmountTree {
  private UmountTree() {}

  /** How unmounted mounts fall apart. */
  enum Mode {
    /** Every mount becomes an island. */
    SYNC,
    /** A locked mount stays on its parent, so that whoever is inside cannot look under it. */
    LAZY,
    /** The tree stays connected for those who are inside. */
    CONNECTED
  }

  static void umountConnected(Mount mount) {
    umount(mount, Mode.CONNECTED);
  }

  static void umountNamespace(Mount root) {
    umount(root, Mode.LAZY);
  }

  /** Unmounts without propagation. */
  static void umount(Mount top, Mode mode) {
    List<Mount> gone = top.tree();
    gone.forEach(UmountTree::leaveNamespace);
    dissolve(gone, mode);
  }

  /** Unmounts here and wherever the parent propagates to. */
  static void umountPropagating(Mount top, Mode mode) {
    UmountPropagation.unlockCopies(top);
    List<Mount> gone = new ArrayList<>(top.tree());
    gone.forEach(UmountTree::leaveNamespace);
    gone.addAll(UmountPropagation.propagate(gone));
    dissolve(gone, mode);
  }

  /** Marks a mount as unmounted and takes it out of its namespace's list. */
  static void leaveNamespace(Mount mount) {
    mount.setUnmounted();
    MountNamespace namespace = mount.namespace();
    if (namespace != null) {
      namespace.remove(mount);
      namespace.changed();
    }
  }

  private static void dissolve(List<Mount> gone, Mode mode) {
    Sharing.makePrivate(gone);
    for (Mount mount : gone) {
      mount.setNamespace(null);
      if (!staysConnected(mount, mode)) {
        mount.detach();
      }
    }
    for (Mount mount : gone) {
      mount.table().releaseIfUnused(mount);
    }
  }

  /** Follows disconnect_mount() in fs/namespace.c. */
  private static boolean staysConnected(Mount mount, Mode mode) {
    Mount parent = mount.parent();
    if (mode == Mode.SYNC || parent == null || !parent.isUnmounted()) {
      return false;
    }
    return mode == Mode.CONNECTED || mount.isLocked();
  }
}
