package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;

/**
 * Puts a tree of mounts in its place, and copies of it in all places that the place propagates to;
 * follows attach_recursive_mnt() in fs/namespace.c. All or nothing.
 */
final class Attach {
  private Attach() {}

  /**
   * The checks of graft_tree() in fs/namespace.c, then the attaching: for what has just been made.
   *
   * @param target the topmost place that the path of the target names
   */
  static void graft(MountCaller caller, Mount tree, Location target) {
    Refuse.when(
        tree.table().isKernelInternal(tree.superBlock()), MountRule.FILE_SYSTEM_OF_THE_KERNEL);
    Refuse.unless(
        tree.root().isDirectory() == target.dentry().isDirectory(),
        MountRule.DIRECTORY_ON_FILE_OR_FILE_ON_DIRECTORY);
    attach(caller, tree, target);
  }

  /** Attaches {@code tree}, which may be attached elsewhere until then or be a detached tree. */
  static void attach(MountCaller caller, Mount tree, Location target) {
    Mount parent = target.mount();
    Dentry mountpoint = target.dentry();
    Refuse.when(tree.topmost().root().isDeleted(), MountRule.SOURCE_WAS_REMOVED);
    boolean moving = tree.parent() != null;
    MountNamespace namespace = Objects.requireNonNull(parent.namespace());
    int more = moving ? 0 : tree.tree().size();
    Refuse.when(
        namespace.mounts().size() + more > tree.table().mountMax(), MountRule.TOO_MANY_MOUNTS);

    List<Mount> copies = List.of();
    if (parent.isShared()) {
      List<Mount> newGroups = inventGroups(tree);
      try {
        copies = Propagation.copies(parent, mountpoint, tree, more);
      } catch (Refusal refused) {
        newGroups.forEach(Mount::leavePeerGroup);
        throw refused;
      }
      tree.tree().forEach(Mount::setShared);
    }

    if (moving) {
      tree.detach();
    } else {
      leaveDetachedTree(tree);
    }
    tree.setPlace(parent, mountpoint);
    appear(caller, tree);
    for (Mount copy : copies.reversed()) {
      appear(caller, copy);
    }
  }

  /** Gives every mount without a peer group one; they do not count as shared yet. */
  static List<Mount> inventGroups(Mount tree) {
    List<Mount> changed = new ArrayList<>();
    for (Mount mount : tree.tree()) {
      if (mount.peerGroup() == null) {
        mount.createPeerGroup();
        changed.add(mount);
      }
    }
    return changed;
  }

  private static void leaveDetachedTree(Mount tree) {
    MountNamespace detached = tree.namespace();
    if (detached == null) {
      return;
    }
    for (Mount mount : tree.tree()) {
      detached.remove(mount);
      mount.setNamespace(null);
    }
    detached.dissolve(tree.table());
  }

  /** Makes a tree whose place is set visible there, underneath what sits there already. */
  private static void appear(MountCaller caller, Mount tree) {
    Mount parent = Objects.requireNonNull(tree.parent());
    Dentry mountpoint = Objects.requireNonNull(tree.mountpoint());
    MountNamespace namespace = Objects.requireNonNull(parent.namespace());
    if (namespace.owner() != caller.mountNamespace().owner()) {
      Locks.lockTree(tree);
    }
    Mount covering = parent.childAt(mountpoint);
    if (covering != null) {
      covering.detach();
    }
    tree.appear();
    if (tree.namespace() == null) {
      tree.tree().forEach(namespace::add);
    }
    if (covering != null) {
      Mount top = tree.topmost();
      covering.attach(top, top.root());
    }
    namespace.changed();
  }
}
