package org.ctrtool.sim.mount;

import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.UserNamespace;

/** What the mount code needs to know of the task that calls. */
public interface MountCaller {
  /** The mount namespace the task is in. */
  MountNamespace mountNamespace();

  /** The task's root directory. */
  Location root();

  /** Whether the task has {@code capability} in effect in {@code namespace}. */
  boolean isCapable(UserNamespace namespace, Capability capability);

  /** Root and working directory of every task of the system, each shared struct once. */
  List<? extends FsStruct> allFsStructs();

  /**
   * Charges the task for one more mount namespace, here a detached tree; see namespaces(7), limits.
   *
   * @return what gives the charge back when the namespace goes
   * @throws org.ctrtool.sim.Refusal ENOSPC if a limit is reached
   */
  Runnable chargeMountNamespace();
}
