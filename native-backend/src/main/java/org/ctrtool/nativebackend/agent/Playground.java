package org.ctrtool.nativebackend.agent;

import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.UmountFlags;

/**
 * The world scripts start in: a mount namespace with nothing in it but an empty tmpfs, which is the
 * root and the working directory.
 */
public final class Playground {
  /** The options of its tmpfs. */
  static final String OPTIONS = "mode=0755,size=1m";

  private Playground() {}

  /**
   * Makes the calling task's mount namespace one. The namespace must be the task's own: what was
   * mounted in it is gone afterwards.
   *
   * @param place an existing directory
   */
  public static void enter(ChildKernel kernel, String place) {
    kernel.mount(null, "/", null, MountFlags.MS_REC.or(MountFlags.MS_PRIVATE), null);
    kernel.mount("playground", place, "tmpfs", MountFlags.NONE, OPTIONS);
    kernel.chdir(place);
    kernel.pivotRoot(".", ".");
    kernel.umount2(".", UmountFlags.MNT_DETACH);
    kernel.chdir("/");
    kernel.umask(Mode.NONE);
    // Not every root has it: so that all start alike, none has.
    CapabilitySet all = CapabilitySet.ALL.without(Capability.CAP_SYS_RESOURCE);
    kernel.prctlCapbsetDrop(Capability.CAP_SYS_RESOURCE.number());
    kernel.capset(new Capabilities(all, all, CapabilitySet.NONE));
  }
}
