package org.ctrtool.sim.task;

import java.util.Objects;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.NsProxy;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.Credentials;

/** clone(2): the checks and copies of copy_process() in kernel/fork.c, in their order. */
public final class Fork {
  private static final long KNOWN = 0x200L | 0x400L | 0x8000L | NamespaceType.all();

  private Fork() {}

  /** A child that does not run yet. */
  public static Task clone(Task creator, CloneFlags flags) {
    check(creator, flags);
    Credentials credentials =
        flags.has(CloneFlags.CLONE_NEWUSER)
            ? NewNamespaces.inNewUserNamespace(creator)
            : creator.credentials();
    Refuse.when(
        ProcessLimit.isReached(creator)
            && !creator.isCapableOnHost(Capability.CAP_SYS_RESOURCE)
            && !creator.isCapableOnHost(Capability.CAP_SYS_ADMIN),
        TaskRule.TOO_MANY_PROCESSES);
    NewNamespaces namespaces = new NewNamespaces(creator, credentials);
    namespaces.check(flags.bits());
    boolean newPid = flags.has(CloneFlags.CLONE_NEWPID);
    PidNamespace bornIn = creator.namespaces().pidForChildren();
    Refuse.when(!newPid && bornIn.isClosed(), NamespaceRule.PID_NAMESPACE_IS_DEAD);
    return make(creator, flags, credentials, namespaces);
  }

  private static void check(Task creator, CloneFlags flags) {
    Refuse.when((flags.bits() & ~KNOWN) != 0, NamespaceRule.CLONE_UNKNOWN_FLAG);
    boolean sharesFs = flags.has(CloneFlags.CLONE_FS);
    Refuse.when(
        sharesFs && flags.has(CloneFlags.CLONE_NEWNS),
        NamespaceRule.NEW_NAMESPACE_WITH_SHARED_ROOT);
    Refuse.when(
        sharesFs && flags.has(CloneFlags.CLONE_NEWUSER),
        NamespaceRule.NEW_NAMESPACE_WITH_SHARED_ROOT);
    Refuse.when(
        flags.has(CloneFlags.CLONE_PARENT) && creator.isReaper(),
        NamespaceRule.INIT_CANNOT_MAKE_SIBLINGS);
  }

  private static Task make(
      Task creator, CloneFlags flags, Credentials credentials, NewNamespaces namespaces) {
    FdTable descriptors =
        flags.has(CloneFlags.CLONE_FILES) ? creator.descriptors() : creator.descriptors().copy();
    FsStruct fs = flags.has(CloneFlags.CLONE_FS) ? creator.fs() : creator.fs().copy();
    NsProxy made = namespaces.make(flags.bits(), fs);
    made = made.withTime(made.timeForChildren(), made.timeForChildren());
    Task child = new Task(creator, credentials, made, fs, descriptors);
    child.setId(made.pidForChildren().allocate(child));
    Task parent =
        flags.has(CloneFlags.CLONE_PARENT) ? Objects.requireNonNull(creator.parent()) : creator;
    parent.adopt(child);
    creator.machine().add(child);
    return child;
  }
}
