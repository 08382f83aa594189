package org.ctrtool.sim.task;

import org.ctrtool.api.Capability;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.mount.MountNamespaceCopy;
import org.ctrtool.sim.ns.CgroupNamespace;
import org.ctrtool.sim.ns.IpcNamespace;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.NetNamespace;
import org.ctrtool.sim.ns.NsProxy;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.ns.TimeNamespace;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/** The making of namespaces, for unshare(2) and clone(2): create_new_namespaces(). */
final class NewNamespaces {
  private static final int MAX_PARENT_LEVEL = 32;

  private final Task task;
  private final Machine machine;
  private final Credentials credentials;
  private final Kuid maker;

  /**
   * For a task.
   *
   * @param credentials those it has or is about to get: new namespaces belong to their user
   *     namespace
   */
  NewNamespaces(Task task, Credentials credentials) {
    this.task = task;
    this.machine = task.machine();
    this.credentials = credentials;
    this.maker = task.credentials().uids().effective();
  }

  /** The credentials in a new user namespace: create_user_ns(). Nothing is changed yet. */
  static Credentials inNewUserNamespace(Task task) {
    Credentials old = task.credentials();
    UserNamespace parent = old.userNamespace();
    Kuid owner = old.uids().effective();
    Refuse.when(parent.level() > MAX_PARENT_LEVEL, NamespaceRule.USER_NAMESPACES_NEST_TOO_DEEP);
    task.machine().counts().check(parent, owner, NamespaceType.USER, task.machine()::isInUse);
    Refuse.when(isChrooted(task), NamespaceRule.CHROOTED);
    Refuse.unless(
        parent.maps(owner) && parent.maps(old.gids().effective()),
        NamespaceRule.CREATOR_IS_NOT_MAPPED);
    UserNamespace made =
        new UserNamespace(
            parent,
            task.machine().nextNamespaceNumber(),
            owner,
            old.gids().effective(),
            old.isCapable(Capability.CAP_SETFCAP));
    return old.in(made);
  }

  /** current_chrooted(): whether its root is not the topmost root of its mount namespace. */
  private static boolean isChrooted(Task task) {
    return !task.fs().root().equals(task.mountNamespace().root().topmost().rootLocation());
  }

  /** The checks, in the order in which the namespaces are made. */
  void check(long flags) {
    long others = flags & NamespaceType.all() & ~NamespaceType.USER.cloneFlag();
    if (others == 0) {
      return;
    }
    UserNamespace owner = credentials.userNamespace();
    Refuse.unless(
        task.credentials().isCapable(owner, Capability.CAP_SYS_ADMIN),
        NamespaceRule.NAMESPACES_NEED_CAP_SYS_ADMIN);
    checkLimit(flags, NamespaceType.MNT);
    checkLimit(flags, NamespaceType.UTS);
    checkLimit(flags, NamespaceType.IPC);
    if (NamespaceType.PID.isIn(flags)) {
      PidNamespace old = task.namespaces().pidForChildren();
      Refuse.unless(old == task.pidNamespace(), NamespaceRule.PID_NAMESPACE_CHANGED_ALREADY);
      Refuse.when(
          old.level() >= PidNamespace.MAX_LEVEL, NamespaceRule.PID_NAMESPACES_NEST_TOO_DEEP);
      checkLimit(flags, NamespaceType.PID);
    }
    checkLimit(flags, NamespaceType.CGROUP);
    checkLimit(flags, NamespaceType.NET);
    checkLimit(flags, NamespaceType.TIME);
  }

  private void checkLimit(long flags, NamespaceType type) {
    if (type.isIn(flags)) {
      machine.counts().check(credentials.userNamespace(), maker, type, machine::isInUse);
    }
  }

  /**
   * Makes them; nothing can go wrong any more.
   *
   * @param fs the root and working directory that move along into a new mount namespace
   */
  NsProxy make(long flags, FsStruct fs) {
    UserNamespace owner = credentials.userNamespace();
    if (NamespaceType.USER.isIn(flags)) {
      machine.counts().charge(owner.owner(), maker, owner);
    }
    NsProxy proxy = task.namespaces();
    if (NamespaceType.MNT.isIn(flags)) {
      Runnable giveBack = machine.counts().charge(owner, maker, NamespaceType.MNT);
      MountNamespace copy =
          MountNamespaceCopy.copy(proxy.mnt(), owner, machine.nextNamespaceNumber(), fs);
      copy.onDeath(giveBack);
      proxy = proxy.with(copy);
    }
    if (NamespaceType.UTS.isIn(flags)) {
      proxy = proxy.with(charged(proxy.uts().copy(machine.nextNamespaceNumber(), owner)));
    }
    if (NamespaceType.IPC.isIn(flags)) {
      proxy = proxy.with(charged(new IpcNamespace(machine.nextNamespaceNumber(), owner)));
    }
    if (NamespaceType.PID.isIn(flags)) {
      PidNamespace parent = task.pidNamespace();
      proxy = proxy.with(charged(new PidNamespace(machine.nextNamespaceNumber(), owner, parent)));
    }
    if (NamespaceType.CGROUP.isIn(flags)) {
      proxy =
          proxy.with(
              charged(new CgroupNamespace(machine.nextNamespaceNumber(), owner, task.cgroup())));
    }
    if (NamespaceType.NET.isIn(flags)) {
      proxy = proxy.with(charged(new NetNamespace(machine.nextNamespaceNumber(), owner)));
    }
    if (NamespaceType.TIME.isIn(flags)) {
      proxy =
          proxy.with(
              charged(
                  new TimeNamespace(
                      machine.nextNamespaceNumber(), owner, proxy.timeForChildren())));
    }
    return proxy;
  }

  private <N extends Namespace> N charged(N made) {
    machine.counts().charge(credentials.userNamespace(), maker, made);
    return made;
  }
}
