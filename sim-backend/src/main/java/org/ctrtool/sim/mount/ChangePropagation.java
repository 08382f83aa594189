package org.ctrtool.sim.mount;

import java.util.List;
import org.ctrtool.api.MountFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;

/** MS_SHARED, MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE: changes how mounts share. */
final class ChangePropagation {
  /** The flags that ask for a propagation type. */
  static final MountFlags TYPES =
      MountFlags.MS_SHARED
          .or(MountFlags.MS_PRIVATE)
          .or(MountFlags.MS_SLAVE)
          .or(MountFlags.MS_UNBINDABLE);

  private static final MountFlags IGNORED = MountFlags.MS_REC.or(MountFlags.MS_SILENT);

  private ChangePropagation() {}

  /** The checks of do_change_type() in fs/namespace.c, in their order, and the change. */
  static void change(MountCaller caller, Location path, MountFlags flags) {
    Refuse.unless(path.isMountRoot(), MountRule.NOT_A_MOUNT_POINT);
    Sharing.Type type = type(flags.without(IGNORED));
    Permission.requireMayChangePropagation(caller, path.mount());
    boolean recursive = flags.has(MountFlags.MS_REC);
    change(recursive ? path.mount().tree() : List.of(path.mount()), type);
  }

  static void change(List<Mount> mounts, Sharing.Type type) {
    for (Mount mount : mounts) {
      if (type == Sharing.Type.SHARED && mount.peerGroup() == null) {
        mount.createPeerGroup();
      }
      Sharing.change(mount, type);
    }
  }

  /** The one type that {@code flags} ask for. */
  static Sharing.Type type(MountFlags flags) {
    if (flags.equals(MountFlags.MS_SHARED)) {
      return Sharing.Type.SHARED;
    } else if (flags.equals(MountFlags.MS_PRIVATE)) {
      return Sharing.Type.PRIVATE;
    } else if (flags.equals(MountFlags.MS_SLAVE)) {
      return Sharing.Type.SLAVE;
    } else if (flags.equals(MountFlags.MS_UNBINDABLE)) {
      return Sharing.Type.UNBINDABLE;
    }
    throw new Refusal(MountRule.ONE_PROPAGATION_TYPE_ONLY);
  }
}
