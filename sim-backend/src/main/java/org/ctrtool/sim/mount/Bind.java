package org.ctrtool.sim.mount;

import java.util.EnumSet;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;

/** MS_BIND: shows a part of the mount tree in a second place. */
final class Bind {
  private Bind() {}

  /** The checks of do_loopback() in fs/namespace.c, in their order, and the mount. */
  static void bind(MountCaller caller, Location source, Location path, boolean recursive) {
    Refuse.when(
        NamespaceFiles.wouldLoop(source.dentry(), caller.mountNamespace()),
        MountRule.MOUNT_NAMESPACE_INSIDE_ITSELF);
    Location target = MountTarget.topmost(path);
    MountTarget.requireInNamespaceOf(caller, target.mount());
    Mount copy = copy(caller, source, recursive);
    try {
      Attach.graft(caller, copy, target);
    } catch (Refusal refused) {
      CloneTree.discard(copy);
      throw refused;
    }
  }

  /** The checks of __do_loopback() in fs/namespace.c, in their order, and the copy. */
  static Mount copy(MountCaller caller, Location source, boolean recursive) {
    Mount mount = source.mount();
    Refuse.when(mount.isUnbindable(), MountRule.MOUNT_IS_UNBINDABLE);
    Refuse.unless(mayCopy(caller, mount), MountRule.SOURCE_MOUNT_OF_ANOTHER_NAMESPACE);
    if (!recursive) {
      Refuse.when(
          Locks.hasLockedChildren(mount, source.dentry()),
          MountRule.COPY_WOULD_UNCOVER_A_LOCKED_MOUNT);
      return CloneTree.cloneMount(mount, source.dentry(), CloneTree.AS_PEER);
    }
    return CloneTree.cloneTree(
        mount, source.dentry(), EnumSet.of(CloneTree.Mode.COPY_MOUNT_NAMESPACE_FILES));
  }

  /** The check of may_copy_tree() in fs/namespace.c. */
  private static boolean mayCopy(MountCaller caller, Mount mount) {
    String type = mount.superBlock().type();
    return mount.isIn(caller.mountNamespace())
        || type.equals("nsfs")
        || type.equals("pidfs")
        || isInOwnDetachedTree(caller, mount);
  }

  /**
   * Whether {@code mount} is in a detached tree that came from the caller's namespace, or was made
   * fresh.
   */
  static boolean isInOwnDetachedTree(MountCaller caller, Mount mount) {
    MountNamespace namespace = mount.namespace();
    return namespace != null
        && namespace.isAnonymous()
        && (namespace.origin() == 0 || namespace.origin() == caller.mountNamespace().sequence());
  }
}
