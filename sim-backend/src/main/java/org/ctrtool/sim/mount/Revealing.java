package org.ctrtool.sim.mount;

import java.util.Objects;
import java.util.Set;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fs.SuperBlock;

/**
 * In a less privileged mount namespace proc and sysfs can only be mounted if one is fully visible
 * there already; follows mount_too_revealing() in fs/namespace.c.
 */
final class Revealing {
  /** The file systems with SB_I_USERNS_VISIBLE. */
  private static final Set<String> TYPES = Set.of("proc", "sysfs");

  private Revealing() {}

  /**
   * Refuses a mount that would reveal too much.
   *
   * @return the flags that are locked on the new mount, since they are on the one it compares with
   */
  static MntFlags check(MountCaller caller, SuperBlock superBlock, MntFlags newFlags) {
    MountNamespace namespace = caller.mountNamespace();
    if (namespace.owner().parent() == null || !TYPES.contains(superBlock.type())) {
      return MntFlags.NONE;
    }
    for (Mount mount : namespace.mounts()) {
      if (mount.superBlock().type().equals(superBlock.type()) && isFullyVisible(mount, newFlags)) {
        return lockedAsIn(mount);
      }
    }
    throw new Refusal(MountRule.FILE_SYSTEM_WOULD_REVEAL_TOO_MUCH);
  }

  private static boolean isFullyVisible(Mount mount, MntFlags newFlags) {
    MntFlags locked = lockedAsIn(mount);
    if (mount.root() != mount.superBlock().root()
        || locked.has(MntFlags.READONLY) && !newFlags.has(MntFlags.READONLY)
        || locked.has(MntFlags.ATIME)
            && !mount.flags().and(MntFlags.ATIME).equals(newFlags.and(MntFlags.ATIME))) {
      return false;
    }
    for (Mount child : mount.children()) {
      if (child.isLocked()
          && !Objects.requireNonNull(child.mountpoint()).inode().isPermanentlyEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static MntFlags lockedAsIn(Mount mount) {
    return mount
        .lockedFlags()
        .and(MntFlags.READONLY.or(MntFlags.ATIME))
        .orIf(mount.superBlock().isReadOnly(), MntFlags.READONLY);
  }
}
