package org.ctrtool.sim.task;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.NamespaceFile;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.NsProxy;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.TimeNamespace;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.ProcessAccess;
import org.ctrtool.sim.user.UserNamespace;

/** setns(2): validates everything first, then enters, so it is all or nothing; kernel/nsproxy.c. */
final class Setns {
  private final Task task;
  private Credentials credentials;
  private NsProxy namespaces;

  private Setns(Task task) {
    this.task = task;
    this.credentials = task.credentials();
    this.namespaces = task.namespaces();
  }

  static void setns(Task task, Fd fd, SetnsTypes types) {
    OpenFile file = task.descriptors().require(fd);
    Setns setns = new Setns(task);
    if (file.inode() instanceof NamespaceFile one) {
      Refuse.unless(
          types.bits() == 0 || types.bits() == one.namespace().type().cloneFlag(),
          NamespaceRule.OTHER_TYPE_OF_NAMESPACE);
      setns.install(one.namespace(), types.bits());
    } else {
      ProcessFile process = file.operations(ProcessFile.class);
      if (process == null) {
        throw new Refusal(NamespaceRule.NOT_A_NAMESPACE);
      }
      setns.installAll(process.task(), types.bits());
    }
    setns.commit();
  }

  /** validate_nsset(). */
  private void installAll(@org.jspecify.annotations.Nullable Task target, long types) {
    Refuse.when(types == 0 || (types & ~NamespaceType.all()) != 0, NamespaceRule.PIDFD_NEEDS_TYPES);
    if (target == null || target.hasEnded()) {
      throw new Refusal(NamespaceRule.PROCESS_HAS_ENDED);
    }
    Refuse.unless(
        target == task
            || ProcessAccess.mayAttach(
                task.credentials(),
                target.credentials(),
                target.isDumpable(),
                target.programNamespace()),
        NamespaceRule.PROCESS_MAY_NOT_BE_ENTERED);
    NsProxy theirs = target.namespaces();
    Namespace[] inOrder = {
      target.userNamespace(),
      theirs.mnt(),
      theirs.uts(),
      theirs.ipc(),
      target.pidNamespace(),
      theirs.cgroup(),
      theirs.net(),
      theirs.time()
    };
    for (Namespace each : inOrder) {
      if (each.type().isIn(types)) {
        install(each, types);
      }
    }
  }

  private void install(Namespace namespace, long types) {
    switch (namespace) {
      case UserNamespace user -> installUser(user);
      case MountNamespace mounts -> installMounts(mounts, types);
      case PidNamespace pid -> installPid(pid);
      case TimeNamespace time -> {
        requireCapabilities(time);
        namespaces = namespaces.withTime(time, time);
      }
      default -> {
        requireCapabilities(namespace);
        namespaces = namespaces.with(namespace);
      }
    }
  }

  /** userns_install(). */
  private void installUser(UserNamespace user) {
    Refuse.when(user == task.userNamespace(), NamespaceRule.USER_NAMESPACE_IS_OWN);
    Refuse.when(task.sharesFs(), NamespaceRule.ROOT_IS_SHARED);
    Refuse.unless(
        task.credentials().isCapable(user, Capability.CAP_SYS_ADMIN),
        NamespaceRule.ENTERING_NEEDS_CAP_SYS_ADMIN_THERE);
    credentials = credentials.in(user);
  }

  /** mntns_install(). */
  private void installMounts(MountNamespace mounts, long types) {
    Refuse.unless(
        credentials.isCapable(mounts.owner(), Capability.CAP_SYS_ADMIN),
        NamespaceRule.ENTERING_NEEDS_CAP_SYS_ADMIN_THERE);
    Refuse.unless(
        credentials.isCapable(Capability.CAP_SYS_CHROOT),
        NamespaceRule.ENTERING_MOUNTS_NEEDS_CAP_SYS_CHROOT);
    Refuse.unless(
        credentials.isCapable(Capability.CAP_SYS_ADMIN),
        NamespaceRule.ENTERING_NEEDS_CAP_SYS_ADMIN_HERE);
    boolean alone = Long.bitCount(types) <= 1;
    Refuse.when(alone && task.sharesFs(), NamespaceRule.ROOT_IS_SHARED);
    namespaces = namespaces.with(mounts);
  }

  /** pidns_install(). */
  private void installPid(PidNamespace pid) {
    requireCapabilities(pid);
    Refuse.unless(pid.isAtOrBelow(task.pidNamespace()), NamespaceRule.PID_NAMESPACE_IS_NOT_BELOW);
    namespaces = namespaces.with(pid);
  }

  private void requireCapabilities(Namespace namespace) {
    Refuse.unless(
        credentials.isCapable(namespace.owner(), Capability.CAP_SYS_ADMIN),
        NamespaceRule.ENTERING_NEEDS_CAP_SYS_ADMIN_THERE);
    Refuse.unless(
        credentials.isCapable(Capability.CAP_SYS_ADMIN),
        NamespaceRule.ENTERING_NEEDS_CAP_SYS_ADMIN_HERE);
  }

  /** commit_nsset(). */
  private void commit() {
    MountNamespace before = task.mountNamespace();
    if (!credentials.equals(task.credentials())) {
      task.commit(credentials);
    }
    boolean entersMounts = namespaces.mnt() != before;
    task.setNamespaces(namespaces);
    if (entersMounts) {
      Location root = namespaces.mnt().root().topmost().rootLocation();
      task.fs().setRoot(root);
      task.fs().setWorkingDirectory(root);
      task.machine().left(before);
    }
  }
}
