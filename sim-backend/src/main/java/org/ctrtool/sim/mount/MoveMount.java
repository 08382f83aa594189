package org.ctrtool.sim.mount;

import java.util.function.Supplier;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.sim.Refuse;

/** move_mount(2). */
public final class MoveMount {
  private static final long KNOWN = 0x377;

  private MoveMount() {}

  /** Moves a mount, or copies its sharing; the paths are looked up in the kernel's order. */
  public static void moveMount(
      MountCaller caller,
      Supplier<Location> fromPath,
      Supplier<Location> toPath,
      MoveMountFlags flags) {
    Permission.requireMayMount(caller);
    Refuse.unless((flags.bits() & ~KNOWN) == 0, MountRule.UNKNOWN_FLAGS);
    boolean beneath = flags.has(MoveMountFlags.MOVE_MOUNT_BENEATH);
    boolean setGroup = flags.has(MoveMountFlags.MOVE_MOUNT_SET_GROUP);
    Refuse.when(beneath && setGroup, MountRule.UNKNOWN_FLAGS);
    Location to = toPath.get();
    Location from = fromPath.get();
    if (setGroup) {
      setGroup(caller, from, to);
    } else if (beneath) {
      Move.moveBeneath(caller, from, to);
    } else {
      Move.move(caller, from, to);
    }
  }

  /** The checks of do_set_group() in fs/namespace.c, in their order, and the change. */
  private static void setGroup(MountCaller caller, Location fromPath, Location toPath) {
    Mount from = fromPath.mount();
    Mount to = toPath.mount();
    Permission.requireMayChangePropagation(caller, from);
    Permission.requireMayChangePropagation(caller, to);
    Refuse.unless(fromPath.isMountRoot() && toPath.isMountRoot(), MountRule.NOT_A_MOUNT_POINT);
    Refuse.unless(from.superBlock().equals(to.superBlock()), MountRule.GROUPS_ARE_PER_FILE_SYSTEM);
    Refuse.unless(to.root().isAtOrBelow(from.root()), MountRule.GROUP_SOURCE_IS_NARROWER);
    Refuse.when(
        Locks.hasLockedChildren(from, to.root()), MountRule.COPY_WOULD_UNCOVER_A_LOCKED_MOUNT);
    Refuse.when(to.isShared() || to.master() != null, MountRule.GROUP_TARGET_IS_NOT_PRIVATE);
    Refuse.unless(from.isShared() || from.master() != null, MountRule.GROUP_SOURCE_IS_PRIVATE);
    if (from.master() != null) {
      to.becomeSlaveAfter(from);
    }
    if (from.isShared()) {
      to.joinPeerGroup(from);
      to.setShared();
    }
  }
}
