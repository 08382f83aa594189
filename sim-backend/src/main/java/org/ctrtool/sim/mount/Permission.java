package org.ctrtool.sim.mount;

import org.ctrtool.api.Capability;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.SuperBlock;

/** The permissions that several calls ask for. */
public final class Permission {
  private Permission() {}

  /** Whether {@code caller} may change mounts at all; the kernel's {@code may_mount}. */
  public static boolean mayMount(MountCaller caller) {
    return caller.isCapable(caller.mountNamespace().owner(), Capability.CAP_SYS_ADMIN);
  }

  static void requireMayMount(MountCaller caller) {
    Refuse.unless(mayMount(caller), MountRule.MOUNTING_NEEDS_CAP_SYS_ADMIN);
  }

  static boolean mayChange(MountCaller caller, SuperBlock superBlock) {
    return caller.isCapable(superBlock.owner(), Capability.CAP_SYS_ADMIN);
  }

  /** The checks of may_change_propagation() in fs/namespace.c. */
  static void requireMayChangePropagation(MountCaller caller, Mount mount) {
    MountNamespace namespace = mount.namespace();
    if (namespace == null) {
      throw new Refusal(MountRule.MOUNT_IS_NOT_ATTACHED);
    }
    Refuse.unless(
        caller.isCapable(namespace.owner(), Capability.CAP_SYS_ADMIN),
        MountRule.PROPAGATION_NEEDS_CAP_SYS_ADMIN_OVER_ITS_NAMESPACE);
  }
}
