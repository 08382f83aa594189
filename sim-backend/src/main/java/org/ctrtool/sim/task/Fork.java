package org.ctrtool.sim.task;

import java.util.List;
import java.util.Objects;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.ns.NamespaceRule;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.NsProxy;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** clone(2): the checks and copies of copy_process() in kernel/fork.c, in their order. */
public final class Fork {
  private static final long KNOWN = 0x200L | 0x400L | 0x8000L | NamespaceType.all();

  private Fork() {}

  /** A child that does not run yet. */
  public static Task clone(Task creator, CloneFlags flags) {
    return clone(creator, flags, List.of());
  }

  /**
   * A child that does not run yet, some of whose process IDs are given.
   *
   * @param numbers in its PID namespace first, and then outwards
   */
  public static Task clone(Task creator, CloneFlags flags, List<Pid> numbers) {
    Refuse.when(numbers.size() > PidNamespace.MAX_LEVEL, NamespaceRule.MORE_PIDS_THAN_NAMESPACES);
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
    checkNumbers(creator, newPid ? credentials.userNamespace() : null, bornIn, numbers);
    Refuse.when(!newPid && bornIn.isClosed(), NamespaceRule.PID_NAMESPACE_IS_DEAD);
    return make(creator, flags, credentials, namespaces, numbers);
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

  /**
   * The numbers that alloc_pid() in kernel/pid.c is given, from the innermost namespace on.
   *
   * @param ownerOfNew the owner of the child's new PID namespace; null if it gets none
   * @param bornIn its PID namespace, or the one above the new one
   */
  private static void checkNumbers(
      Task creator, @Nullable UserNamespace ownerOfNew, PidNamespace bornIn, List<Pid> numbers) {
    int levels = bornIn.level() + (ownerOfNew == null ? 1 : 2);
    Refuse.when(numbers.size() > levels, NamespaceRule.MORE_PIDS_THAN_NAMESPACES);
    int next = 0;
    if (ownerOfNew != null && next < numbers.size()) {
      Refuse.unless(numbers.get(next).number() == 1, NamespaceRule.NO_PROCESS_1_YET);
      checkMayChoose(creator, ownerOfNew);
      next++;
    }
    for (PidNamespace each = bornIn; each != null && next < numbers.size(); each = each.parent()) {
      int number = numbers.get(next).number();
      Refuse.when(number < 1 || number >= each.maximum(), NamespaceRule.NO_PID_THERE_CAN_BE);
      Refuse.when(number != 1 && each.reaper() == null, NamespaceRule.NO_PROCESS_1_YET);
      checkMayChoose(creator, each.owner());
      Refuse.when(each.find(number) != null, NamespaceRule.PID_IS_TAKEN);
      next++;
    }
  }

  private static void checkMayChoose(Task creator, UserNamespace owner) {
    Refuse.unless(
        creator.credentials().isCapable(owner, Capability.CAP_CHECKPOINT_RESTORE)
            || creator.credentials().isCapable(owner, Capability.CAP_SYS_ADMIN),
        NamespaceRule.CHOOSING_PIDS_NEEDS_A_CAPABILITY);
  }

  private static Task make(
      Task creator,
      CloneFlags flags,
      Credentials credentials,
      NewNamespaces namespaces,
      List<Pid> numbers) {
    FdTable descriptors =
        flags.has(CloneFlags.CLONE_FILES) ? creator.descriptors() : creator.descriptors().copy();
    FsStruct fs = flags.has(CloneFlags.CLONE_FS) ? creator.fs() : creator.fs().copy();
    NsProxy made = namespaces.make(flags.bits(), fs);
    made = made.withTime(made.timeForChildren(), made.timeForChildren());
    Task child = new Task(creator, credentials, made, fs, descriptors);
    child.setId(made.pidForChildren().allocate(child, numbers));
    Task parent =
        flags.has(CloneFlags.CLONE_PARENT) ? Objects.requireNonNull(creator.parent()) : creator;
    parent.adopt(child);
    creator.machine().add(child);
    return child;
  }
}
