package org.ctrtool.sim.mount;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;

/** Copies of mounts and of mount trees, attached nowhere yet. */
final class CloneTree {
  private CloneTree() {}

  /** How a copy relates to its original; the kernel's {@code CL_*} flags. */
  enum Mode {
    /** The copy of a shared mount is its slave, not its peer. */
    SLAVE,
    /** The copy is shared in any case, if need be in a new group. */
    MAKE_SHARED,
    /** Unbindable mounts are copied, too, and lose that mark. */
    COPY_UNBINDABLE,
    /** Files of mount namespaces are copied, too. */
    COPY_MOUNT_NAMESPACE_FILES
  }

  static final Set<Mode> AS_PEER = EnumSet.noneOf(Mode.class);

  /** A copy of one mount that shows {@code root}; follows clone_mnt() in fs/namespace.c. */
  static Mount cloneMount(Mount original, Dentry root, Set<Mode> modes) {
    Mount copy = original.table().newMount(original.superBlock(), root, original.source());
    copy.setFlags(original.flags());
    copy.setLockedFlags(original.lockedFlags());
    copy.setIdmap(original.idmap());
    boolean slave = modes.contains(Mode.SLAVE);
    if (original.peerGroup() != null && !slave) {
      copy.joinPeerGroup(original);
      copy.setShared();
    } else if (modes.contains(Mode.MAKE_SHARED)) {
      copy.createPeerGroup();
      copy.setShared();
    }
    if (slave && original.peerGroup() != null) {
      copy.becomeFirstSlaveOf(original);
    } else if (original.master() != null) {
      copy.becomeSlaveAfter(original);
    }
    return copy;
  }

  /**
   * A copy of {@code original} from {@code root} down, with the mounts on it; follows copy_tree()
   * in fs/namespace.c.
   */
  static Mount cloneTree(Mount original, Dentry root, Set<Mode> modes) {
    Refuse.when(isLeftOut(original, modes), MountRule.MOUNT_IS_UNBINDABLE);
    Refuse.when(
        NamespaceFiles.isMountNamespaceFile(root)
            && !modes.contains(Mode.COPY_MOUNT_NAMESPACE_FILES),
        MountRule.MOUNT_NAMESPACE_CANNOT_PROPAGATE);
    Mount copy = cloneMount(original, root, modes);
    try {
      cloneChildren(original, root, copy, modes);
    } catch (Refusal refused) {
      discard(copy);
      throw refused;
    }
    return copy;
  }

  private static void cloneChildren(Mount original, Dentry root, Mount copy, Set<Mode> modes) {
    // A list of its own: a tree may be copied into itself.
    for (Mount child : List.copyOf(original.children())) {
      Dentry mountpoint = child.mountpoint();
      if (mountpoint == null || !mountpoint.isAtOrBelow(root)) {
        continue;
      }
      if (isLeftOut(child, modes)) {
        Refuse.when(child.isLocked(), MountRule.UNBINDABLE_MOUNT_IS_LOCKED);
        continue;
      }
      if (NamespaceFiles.isMountNamespaceFile(child.root())
          && !modes.contains(Mode.COPY_MOUNT_NAMESPACE_FILES)) {
        continue;
      }
      Mount childCopy = cloneMount(child, child.root(), modes);
      childCopy.setLocked(child.isLocked());
      childCopy.attach(copy, mountpoint);
      cloneChildren(child, child.root(), childCopy, modes);
    }
  }

  private static boolean isLeftOut(Mount mount, Set<Mode> modes) {
    return mount.isUnbindable() && !modes.contains(Mode.COPY_UNBINDABLE);
  }

  /** Undoes a copy that was never visible. */
  static void discard(Mount tree) {
    UmountTree.umount(tree, UmountTree.Mode.SYNC);
  }
}
