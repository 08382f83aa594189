package org.ctrtool.sim.user;

import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;

/** Who may look into or signal another process: kernel/ptrace.c, kernel/signal.c. */
public final class ProcessAccess {
  private ProcessAccess() {}

  /**
   * Whether {@code caller} may look into a process, as what its {@code /proc} links show:
   * ptrace_may_access() with the caller's file system ids.
   *
   * @param dumpable the target's dumpable attribute
   * @param programNamespace the user namespace in which the target's program was executed
   */
  public static boolean mayRead(
      Credentials caller, Credentials target, boolean dumpable, UserNamespace programNamespace) {
    return mayAccess(
        caller,
        caller.uids().fileSystem(),
        caller.gids().fileSystem(),
        caller.capabilities().effective(),
        target,
        dumpable,
        programNamespace);
  }

  /** Whether {@code caller} may take part in a process, as setns(2) and pidfd_getfd(2) do. */
  public static boolean mayAttach(
      Credentials caller, Credentials target, boolean dumpable, UserNamespace programNamespace) {
    return mayAccess(
        caller,
        caller.uids().real(),
        caller.gids().real(),
        caller.capabilities().permitted(),
        target,
        dumpable,
        programNamespace);
  }

  private static boolean mayAccess(
      Credentials caller,
      Kuid uid,
      Kgid gid,
      CapabilitySet callerCapabilities,
      Credentials target,
      boolean dumpable,
      UserNamespace programNamespace) {
    boolean privileged = caller.isCapable(target.userNamespace(), Capability.CAP_SYS_PTRACE);
    if (!(target.uids().areAll(uid) && target.gids().areAll(gid)) && !privileged) {
      return false;
    }
    if (!dumpable && !caller.isCapable(programNamespace, Capability.CAP_SYS_PTRACE)) {
      return false;
    }
    boolean noMoreCapable =
        caller.userNamespace() == target.userNamespace()
            && callerCapabilities.hasAll(target.capabilities().permitted());
    return noMoreCapable || privileged;
  }

  /** Whether {@code sender} may signal {@code target}: kill_ok_by_cred(). */
  public static boolean maySignal(Credentials sender, Credentials target) {
    Uids s = sender.uids();
    Uids t = target.uids();
    return s.effective().equals(t.saved())
        || s.effective().equals(t.real())
        || s.real().equals(t.saved())
        || s.real().equals(t.real())
        || sender.isCapable(target.userNamespace(), Capability.CAP_KILL);
  }

  /** Whether {@code caller} may change the limits of {@code target}: check_prlimit_permission(). */
  public static boolean mayLimit(Credentials caller, Credentials target) {
    return target.uids().areAll(caller.uids().real()) && target.gids().areAll(caller.gids().real())
        || caller.isCapable(target.userNamespace(), Capability.CAP_SYS_RESOURCE);
  }
}
