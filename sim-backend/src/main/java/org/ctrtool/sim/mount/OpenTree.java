package org.ctrtool.sim.mount;

import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.jspecify.annotations.Nullable;

/** Detached trees: open_tree(2) with OPEN_TREE_CLONE and fsmount(2) make them. */
public final class OpenTree {
  private static final OpenTreeFlags KNOWN =
      OpenTreeFlags.OPEN_TREE_CLONE
          .or(OpenTreeFlags.OPEN_TREE_CLOEXEC)
          .or(OpenTreeFlags.AT_EMPTY_PATH)
          .or(OpenTreeFlags.AT_NO_AUTOMOUNT)
          .or(OpenTreeFlags.AT_RECURSIVE)
          .or(OpenTreeFlags.AT_SYMLINK_NOFOLLOW);

  private OpenTree() {}

  /** The checks of open_tree(2) that come before the path is looked at. */
  public static void check(MountCaller caller, OpenTreeFlags flags) {
    Refuse.unless(flags.without(KNOWN).bits() == 0, MountRule.UNKNOWN_FLAGS);
    boolean clone = flags.has(OpenTreeFlags.OPEN_TREE_CLONE);
    Refuse.when(flags.has(OpenTreeFlags.AT_RECURSIVE) && !clone, MountRule.RECURSION_NEEDS_CLONE);
    if (clone) {
      Permission.requireMayMount(caller);
    }
  }

  /**
   * Clones what is at {@code source} into a detached tree; follows open_detached_copy() in
   * fs/namespace.c.
   *
   * @return the root of the tree. Whoever opens it calls {@link #dissolve} after the last close
   */
  public static Location clone(MountCaller caller, Location source, boolean recursive) {
    Runnable charge = caller.chargeMountNamespace();
    Mount copy;
    try {
      copy = Bind.copy(caller, source, recursive);
    } catch (Refusal refused) {
      charge.run();
      throw refused;
    }
    return detachedTree(caller, copy, originOf(source.mount()), charge);
  }

  /**
   * fsmount(2): mounts a file system as a detached tree of one mount.
   *
   * @param root the directory of it that the mount shows
   * @param source the source shown in mountinfo; null for none
   */
  public static Location fsmount(
      MountCaller caller, Dentry root, @Nullable String source, MntFlags flags) {
    MntFlags locked = Revealing.check(caller, root.superBlock(), flags);
    Runnable charge = caller.chargeMountNamespace();
    Mount mount = NewMount.create(caller, root, source, flags, locked);
    return detachedTree(caller, mount, 0, charge);
  }

  /** The attributes of fsmount(2) as flags of a mount. */
  public static MntFlags fsmountFlags(MountAttrFlags attributes) {
    return MountAttributes.flagsOfNewMount(attributes);
  }

  private static Location detachedTree(
      MountCaller caller, Mount tree, long origin, Runnable charge) {
    MountNamespace namespace =
        tree.table().newAnonymousNamespace(caller.mountNamespace().owner(), origin);
    namespace.onDeath(charge);
    namespace.setRoot(tree);
    tree.tree().forEach(namespace::add);
    return tree.rootLocation();
  }

  private static long originOf(Mount source) {
    MountNamespace namespace = source.namespace();
    if (namespace == null) {
      return 0;
    }
    return namespace.isAnonymous() ? namespace.origin() : namespace.sequence();
  }

  /**
   * The open file of a detached tree has been closed for good: unmounts the tree unless its root
   * has been attached. Follows dissolve_on_fput() in fs/namespace.c.
   */
  public static void dissolve(Mount root) {
    MountNamespace namespace = root.namespace();
    if (namespace == null || !root.isRootOfDetachedTree()) {
      return;
    }
    UmountTree.umount(root, UmountTree.Mode.CONNECTED);
    namespace.dissolve(root.table());
  }
}
