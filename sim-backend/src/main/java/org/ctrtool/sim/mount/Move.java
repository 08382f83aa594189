package org.ctrtool.sim.mount;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;

/** MS_MOVE and move_mount(2): puts a mount with all below it elsewhere. */
final class Move {
  private Move() {}

  static void move(MountCaller caller, Location source, Location path) {
    checkKinds(source, path);
    Location target = MountTarget.topmost(path);
    checkSource(caller, source.mount(), target.mount());
    checkTree(caller, source.mount(), target);
    Attach.attach(caller, source.mount(), target);
  }

  /** Puts the source between the topmost mount that {@code path} names and what that sits on. */
  static void moveBeneath(MountCaller caller, Location source, Location path) {
    checkKinds(source, path);
    Location target = MountTarget.beneath(path);
    checkSource(caller, source.mount(), target.mount());
    checkBeneath(caller, source.mount(), path.mount().topmost(), target);
    checkTree(caller, source.mount(), target);
    Attach.attach(caller, source.mount(), target);
  }

  private static void checkKinds(Location source, Location path) {
    Refuse.unless(source.isMountRoot(), MountRule.SOURCE_IS_NOT_A_MOUNT);
    Refuse.unless(
        source.dentry().isDirectory() == path.dentry().isDirectory(),
        MountRule.CANNOT_MOVE_ONTO_ANOTHER_KIND_OF_FILE);
  }

  /** The first checks of do_move_mount() in fs/namespace.c, in their order. */
  private static void checkSource(MountCaller caller, Mount source, Mount target) {
    MountNamespace own = caller.mountNamespace();
    if (source.isIn(own)) {
      Mount parent = source.parent();
      if (parent == null) {
        throw new Refusal(MountRule.MOUNT_HAS_NO_PARENT);
      }
      Refuse.when(source.isLocked(), MountRule.MOUNT_IS_LOCKED);
      Refuse.when(parent.isShared(), MountRule.PARENT_IS_SHARED);
      Refuse.unless(target.isIn(own), MountRule.MOUNT_OF_ANOTHER_NAMESPACE);
    } else {
      Refuse.unless(source.isRootOfDetachedTree(), MountRule.NOT_THE_ROOT_OF_A_DETACHED_TREE);
      Refuse.when(
          source.namespace() == target.namespace(), MountRule.TARGET_IN_THE_SAME_DETACHED_TREE);
      Refuse.unless(
          target.isIn(own) || Bind.isInOwnDetachedTree(caller, target),
          MountRule.MOUNT_OF_ANOTHER_NAMESPACE);
    }
  }

  /** The last checks of do_move_mount() in fs/namespace.c, in their order. */
  private static void checkTree(MountCaller caller, Mount source, Location target) {
    Refuse.when(
        target.mount().isShared() && source.tree().stream().anyMatch(Mount::isUnbindable),
        MountRule.UNBINDABLE_CANNOT_BE_SHARED);
    Refuse.when(
        NamespaceFiles.containsLoop(source, caller.mountNamespace()),
        MountRule.MOUNT_NAMESPACE_LOOP);
    Refuse.when(source.isAncestorOf(target.mount()), MountRule.MOVE_INTO_ITSELF);
  }

  /** The checks of can_move_mount_beneath() in fs/namespace.c, in their order. */
  private static void checkBeneath(MountCaller caller, Mount source, Mount above, Location target) {
    Refuse.when(above.isLocked(), MountRule.MOUNT_IS_LOCKED);
    Refuse.when(source.overmount() != null, MountRule.SOURCE_IS_COVERED);
    Refuse.when(above == caller.root().mount(), MountRule.CANNOT_MOUNT_BENEATH_THE_ROOT);
    Refuse.when(
        target.mount() == caller.mountNamespace().root(), MountRule.CANNOT_MOUNT_BENEATH_THE_ROOT);
    Refuse.when(above.isAncestorOf(source), MountRule.SOURCE_LIES_BELOW_THE_TARGET);
    Refuse.when(wouldCover(target, above), MountRule.COPY_WOULD_COVER_THE_MOUNT);
    Refuse.when(
        source.isIn(caller.mountNamespace()) && wouldCover(target, source),
        MountRule.COPY_WOULD_COVER_THE_MOUNT);
  }

  /** Whether a mount at {@code target} would be copied onto the root of {@code mount}. */
  private static boolean wouldCover(Location target, Mount mount) {
    if (!target.mount().isShared() || mount.root() != target.dentry()) {
      return false;
    }
    for (Mount each = mount; each != null; each = each.master()) {
      if (each.isPeerOf(target.mount())) {
        return true;
      }
    }
    return false;
  }
}
