package org.ctrtool.sim.mount;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.SuperBlock;
import org.jspecify.annotations.Nullable;

/** Mounts a file system that has just been made or found. */
public final class NewMount {
  private NewMount() {}

  /** The checks of do_new_mount_fc() and do_add_mount() in fs/namespace.c, in their order. */
  static void mount(
      MountCaller caller, Dentry root, @Nullable String source, Location path, MntFlags flags) {
    SuperBlock superBlock = root.superBlock();
    MntFlags locked = Revealing.check(caller, superBlock, flags);
    Location target = MountTarget.topmost(path);
    MountTarget.requireInNamespaceOf(caller, target.mount());
    Refuse.when(
        target.mount().superBlock().equals(superBlock) && target.isMountRoot(),
        MountRule.SAME_FILE_SYSTEM_ON_ITSELF);
    Refuse.when(root.inode().mode().isSymbolicLink(), MountRule.ROOT_IS_A_SYMBOLIC_LINK);
    Mount mount = create(caller, root, source, flags, locked);
    try {
      Attach.graft(caller, mount, target);
    } catch (Refusal refused) {
      CloneTree.discard(mount);
      throw refused;
    }
  }

  static Mount create(
      MountCaller caller, Dentry root, @Nullable String source, MntFlags flags, MntFlags locked) {
    MountTable table = caller.mountNamespace().root().table();
    Mount mount = table.newMount(root.superBlock(), root, source);
    mount.setFlags(flags);
    mount.setLockedFlags(locked);
    return mount;
  }
}
