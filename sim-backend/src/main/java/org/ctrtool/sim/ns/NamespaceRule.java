package org.ctrtool.sim.ns;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why a namespace is not made, entered or shown. */
public enum NamespaceRule implements Rule {
  /** unshare(2), EINVAL. */
  UNSHARE_UNKNOWN_FLAG(
      Errno.EINVAL, "a flag that unshare does not know", "unshare(2); check_unshare_flags()"),
  /** clone(2), EINVAL. */
  CLONE_UNKNOWN_FLAG(Errno.EINVAL, "a flag that clone does not know", "clone3_args_valid()"),
  /** clone(2), EINVAL. */
  NEW_NAMESPACE_WITH_SHARED_ROOT(
      Errno.EINVAL,
      "CLONE_FS cannot be combined with a new mount or user namespace",
      "clone(2); copy_process()"),
  /** clone(2), EINVAL. */
  INIT_CANNOT_MAKE_SIBLINGS(
      Errno.EINVAL, "process 1 of a PID namespace cannot use CLONE_PARENT", "clone(2)"),
  /** clone(2), EPERM. */
  NAMESPACES_NEED_CAP_SYS_ADMIN(
      Errno.EPERM,
      "making namespaces other than a user namespace needs CAP_SYS_ADMIN in the user namespace",
      "namespaces(7); copy_namespaces(), unshare_nsproxy_namespaces()"),
  /** unshare(2), EINVAL. */
  PID_NAMESPACE_CHANGED_ALREADY(
      Errno.EINVAL,
      "the PID namespace for children differs from the own one already",
      "unshare(2); copy_pid_ns()"),
  /** clone(2), ENOSPC. */
  PID_NAMESPACES_NEST_TOO_DEEP(
      Errno.ENOSPC, "PID namespaces nest 32 deep at the most", "pid_namespaces(7)"),
  /** clone(2), ENOMEM. */
  PID_NAMESPACE_IS_DEAD(
      Errno.ENOMEM,
      "process 1 of the PID namespace has ended, so no process can be made in it",
      "pid_namespaces(7); alloc_pid()"),
  /** clone3, EINVAL. */
  MORE_PIDS_THAN_NAMESPACES(
      Errno.EINVAL,
      "more process IDs are given than the child has PID namespaces",
      "clone(2); alloc_pid()"),
  /** clone3, EINVAL. */
  NO_PID_THERE_CAN_BE(
      Errno.EINVAL, "a process ID is not between 0 and kernel.pid_max", "clone(2); alloc_pid()"),
  /** clone3, EINVAL. */
  NO_PROCESS_1_YET(
      Errno.EINVAL, "the first process of a PID namespace has number 1", "clone(2); alloc_pid()"),
  /** clone3, EPERM. */
  CHOOSING_PIDS_NEEDS_A_CAPABILITY(
      Errno.EPERM,
      "choosing a process ID needs CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN in the owner of its PID"
          + " namespace",
      "clone(2); alloc_pid()"),
  /** clone3, EEXIST. */
  PID_IS_TAKEN(Errno.EEXIST, "another process has this process ID", "clone(2); alloc_pid()"),
  /** unshare(2), ENOSPC. */
  USER_NAMESPACES_NEST_TOO_DEEP(
      Errno.ENOSPC, "user namespaces nest 33 deep at the most", "user_namespaces(7)"),
  /** unshare(2), ENOSPC. */
  TOO_MANY_NAMESPACES(
      Errno.ENOSPC,
      "a limit in /proc/sys/user, of this user namespace or of one above, is reached",
      "namespaces(7), \"The /proc/sys/user directory\""),
  /** unshare(2), EPERM. */
  CHROOTED(
      Errno.EPERM,
      "the caller's root directory is not the root of its mount namespace",
      "unshare(2); current_chrooted() in fs/namespace.c"),
  /** unshare(2), EPERM. */
  CREATOR_IS_NOT_MAPPED(
      Errno.EPERM,
      "the caller's effective user or group ID has no mapping in its user namespace",
      "user_namespaces(7); create_user_ns()"),
  /** setns(2), EINVAL. */
  NOT_A_NAMESPACE(
      Errno.EINVAL, "the descriptor is neither of a namespace nor of a process", "setns(2)"),
  /** setns(2), EINVAL. */
  OTHER_TYPE_OF_NAMESPACE(
      Errno.EINVAL, "the namespace is of another type than the call says", "setns(2)"),
  /** setns(2), EINVAL. */
  PIDFD_NEEDS_TYPES(
      Errno.EINVAL,
      "with a process, the call must say which of its namespaces to enter",
      "setns(2); check_setns_flags()"),
  /** setns(2), ESRCH. */
  PROCESS_HAS_ENDED(Errno.ESRCH, "the process has ended", "setns(2)"),
  /** setns(2), EPERM. */
  PROCESS_MAY_NOT_BE_ENTERED(
      Errno.EPERM,
      "the caller may not look into the process",
      "setns(2); ptrace(2), \"Ptrace access mode checking\""),
  /** setns(2), EINVAL. */
  USER_NAMESPACE_IS_OWN(
      Errno.EINVAL, "the caller is in this user namespace already", "setns(2); userns_install()"),
  /** setns(2), EINVAL. */
  ROOT_IS_SHARED(
      Errno.EINVAL,
      "root and working directory are shared with another task",
      "setns(2); userns_install(), mntns_install()"),
  /** setns(2), EPERM. */
  ENTERING_NEEDS_CAP_SYS_ADMIN_THERE(
      Errno.EPERM,
      "entering a namespace needs CAP_SYS_ADMIN over the user namespace that owns it",
      "setns(2)"),
  /** setns(2), EPERM. */
  ENTERING_NEEDS_CAP_SYS_ADMIN_HERE(
      Errno.EPERM,
      "entering a namespace needs CAP_SYS_ADMIN in the own user namespace",
      "setns(2)"),
  /** setns(2), EPERM. */
  ENTERING_MOUNTS_NEEDS_CAP_SYS_CHROOT(
      Errno.EPERM,
      "entering a mount namespace needs CAP_SYS_CHROOT in the own user namespace",
      "setns(2); mntns_install()"),
  /** setns(2), EINVAL. */
  PID_NAMESPACE_IS_NOT_BELOW(
      Errno.EINVAL,
      "the PID namespace is neither the own one nor below it",
      "setns(2); pidns_install()"),
  /** sethostname(2), EPERM. */
  HOST_NAME_NEEDS_CAP_SYS_ADMIN(
      Errno.EPERM,
      "the host name is set with CAP_SYS_ADMIN over the owner of the UTS namespace",
      "sethostname(2)"),
  /** sethostname(2), EINVAL. */
  HOST_NAME_TOO_LONG(Errno.EINVAL, "a host or domain name has at most 64 bytes", "sethostname(2)"),
  /** NS_GET_USERNS, ENOTTY. */
  NO_NAMESPACE_IOCTL(Errno.ENOTTY, "the descriptor is not of a namespace", "NS_GET_USERNS(2const)"),
  /** PIDFD_GET_NET_NAMESPACE, ENOTTY. */
  NO_PROCESS_IOCTL(Errno.ENOTTY, "the descriptor is not of a process", "pidfd_ioctl()"),
  /** NS_GET_USERNS, EPERM. */
  OWNER_IS_OUT_OF_SIGHT(
      Errno.EPERM,
      "the owning user namespace is neither the caller's nor below it",
      "NS_GET_USERNS(2const)"),
  /** NS_GET_PARENT, EINVAL. */
  NO_PARENT(Errno.EINVAL, "only user and PID namespaces have parents", "NS_GET_PARENT(2const)"),
  /** NS_GET_PARENT, EPERM. */
  PARENT_IS_OUT_OF_SIGHT(
      Errno.EPERM,
      "the parent is neither the caller's PID namespace nor below it",
      "NS_GET_PARENT(2const)"),
  /** NS_GET_OWNER_UID, EINVAL. */
  OWNER_ID_OF_NO_USER_NAMESPACE(
      Errno.EINVAL, "only user namespaces have a user as their owner", "NS_GET_OWNER_UID(2const)"),
  /** readlink(2) of a namespace file, EACCES. */
  NAMESPACES_OF_OTHERS(
      Errno.EACCES,
      "the caller may not look into the process",
      "namespaces(7); ptrace(2), \"Ptrace access mode checking\""),
  /** netdevice(7), ENODEV. */
  NO_SUCH_INTERFACE(Errno.ENODEV, "there is no network interface of this name", "netdevice(7)"),
  /** netdevice(7), EPERM. */
  INTERFACE_NEEDS_CAP_NET_ADMIN(
      Errno.EPERM,
      "an interface is changed with CAP_NET_ADMIN over the owner of the network namespace",
      "netdevice(7)"),
  /** netdevice(7), ENOTTY. */
  NOT_A_SOCKET(Errno.ENOTTY, "the descriptor is not of a network socket", "netdevice(7)");

  private final Reason reason;

  NamespaceRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
