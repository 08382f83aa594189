package org.ctrtool.sim.task;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.user.CapabilityChange;
import org.ctrtool.sim.user.CapabilitySets;
import org.ctrtool.sim.user.Credentials;
import org.ctrtool.sim.user.Gids;
import org.ctrtool.sim.user.IdChange;
import org.ctrtool.sim.user.Uids;
import org.ctrtool.sim.user.UserNamespace;

/** The calls on users, groups and capabilities. */
public final class CredentialCalls {
  private CredentialCalls() {}

  private static void change(Task task, UnaryOperator<Credentials> change) {
    task.commit(change.apply(task.credentials()));
  }

  /** setgroups(2). */
  public static void setgroups(Task task, List<Gid> groups) {
    change(task, old -> IdChange.setgroups(old, groups));
  }

  /** setresuid(2). */
  public static void setresuid(Task task, Uid real, Uid effective, Uid saved) {
    change(task, old -> IdChange.setresuid(old, real, effective, saved));
  }

  /** setresgid(2). */
  public static void setresgid(Task task, Gid real, Gid effective, Gid saved) {
    change(task, old -> IdChange.setresgid(old, real, effective, saved));
  }

  /** capset(2). */
  public static void capset(Task task, Capabilities capabilities) {
    change(task, old -> CapabilityChange.capset(old, capabilities));
  }

  /** PR_CAPBSET_DROP(2const). */
  public static void capbsetDrop(Task task, int capability) {
    change(task, old -> CapabilityChange.dropFromBoundingSet(old, capability));
  }

  /** PR_CAP_AMBIENT_CLEAR_ALL. */
  public static void capAmbientClearAll(Task task) {
    change(task, CapabilityChange::clearAmbient);
  }

  /** PR_CAP_AMBIENT_RAISE. */
  public static void capAmbientRaise(Task task, int capability) {
    change(task, old -> CapabilityChange.raiseAmbient(old, capability));
  }

  /** PR_SET_SECUREBITS(2const). */
  public static void setSecurebits(Task task, Securebits bits) {
    change(task, old -> CapabilityChange.setSecurebits(old, bits));
  }

  /** PR_SET_KEEPCAPS(2const). */
  public static void setKeepcaps(Task task, int keep) {
    change(task, old -> CapabilityChange.setKeepcaps(old, keep));
  }

  /** PR_SET_NO_NEW_PRIVS(2const). */
  public static void setNoNewPrivs(Task task) {
    change(task, Credentials::withNoNewPrivs);
  }

  /** PR_SET_DUMPABLE(2const). */
  public static void setDumpable(Task task, int dumpable) {
    Refuse.unless(dumpable == 0 || dumpable == 1, TaskRule.NOT_0_OR_1);
    task.setDumpable(dumpable == 1);
  }

  /** getresuid(2). */
  public static Ids getresuid(Task task) {
    UserNamespace ns = task.userNamespace();
    Uids uids = task.credentials().uids();
    return new Ids(
        ns.toUid(uids.real()).number(),
        ns.toUid(uids.effective()).number(),
        ns.toUid(uids.saved()).number());
  }

  /** getresgid(2). */
  public static Ids getresgid(Task task) {
    UserNamespace ns = task.userNamespace();
    Gids gids = task.credentials().gids();
    return new Ids(
        ns.toGid(gids.real()).number(),
        ns.toGid(gids.effective()).number(),
        ns.toGid(gids.saved()).number());
  }

  /** getgroups(2). */
  public static List<Gid> getgroups(Task task) {
    return task.credentials().groups().stream().map(task.userNamespace()::toGid).toList();
  }

  /** capget(2) of the caller. */
  public static Capabilities capget(Task task) {
    CapabilitySets sets = task.credentials().capabilities();
    return new Capabilities(sets.effective(), sets.permitted(), sets.inheritable());
  }

  /** PR_CAPBSET_READ(2const). */
  public static boolean capbsetRead(Task task, int capability) {
    return CapabilityChange.isInBoundingSet(task.credentials(), capability);
  }
}
