package org.ctrtool.sim.task;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why a file system is not made or configured. */
public enum FsContextRule implements Rule {
  /** mount(2), EINVAL. */
  TYPE_MISSING(Errno.EINVAL, "a new file system needs a type", "mount(2)"),
  /** mount(2), EPERM. */
  FILE_SYSTEM_NEEDS_CAP_SYS_ADMIN(
      Errno.EPERM,
      "a file system of this type is made with CAP_SYS_ADMIN over the user namespace that would own"
          + " it, for many types only that of the host",
      "mount(2), user_namespaces(7); mount_capable() in fs/super.c"),
  /** fsconfig(2), EINVAL. */
  NEGATIVE_DESCRIPTOR(
      Errno.EINVAL, "the descriptor of the context is negative", "fsconfig() in fs/fsopen.c"),
  /** fsconfig(2), EINVAL. */
  NOT_A_FS_CONTEXT(
      Errno.EINVAL, "the descriptor was not opened with fsopen", "fsconfig(2), fsmount(2)"),
  /** fsconfig(2), EINVAL. */
  PARAMETER_TOO_LONG(Errno.EINVAL, "a parameter has at most 255 bytes", "fsconfig(2)"),
  /** fsconfig(2), EBUSY. */
  FS_CONTEXT_IN_ANOTHER_PHASE(
      Errno.EBUSY,
      "the file system has been created (or mounted) already, or that has failed",
      "fsconfig(2), fsmount(2)"),
  /** fsmount(2), EINVAL. */
  FS_CONTEXT_NOT_CREATED(Errno.EINVAL, "the file system has not been created yet", "fsmount(2)"),
  /** fsopen(2), EINVAL. */
  UNKNOWN_FLAGS(Errno.EINVAL, "a flag that the call does not know", "fsopen(2), fsmount(2)"),
  /** mount_setattr(2), EINVAL. */
  NOT_A_USER_NAMESPACE(
      Errno.EINVAL, "the descriptor is not of a user namespace", "mount_setattr(2)");

  private final Reason reason;

  FsContextRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
