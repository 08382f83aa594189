package org.ctrtool.sim.user;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refuse;

/** Changes of user and group IDs: setresuid(2), setresgid(2), setgroups(2); kernel/sys.c. */
public final class IdChange {
  private static final int MAX_GROUPS = 65536;

  private IdChange() {}

  /** setresuid(2): __sys_setresuid(). */
  public static Credentials setresuid(Credentials old, Uid real, Uid effective, Uid saved) {
    UserNamespace ns = old.userNamespace();
    Kuid r = mapped(ns, real, old.uids().real());
    Kuid e = mapped(ns, effective, old.uids().effective());
    Kuid s = mapped(ns, saved, old.uids().saved());
    boolean other = !old.uids().hold(r) || !old.uids().hold(e) || !old.uids().hold(s);
    Refuse.when(
        other && !old.isCapable(Capability.CAP_SETUID), CredentialRule.OTHER_USER_NEEDS_CAP_SETUID);
    Uids changed = new Uids(r, e, s, e);
    return old.withUids(changed).withCapabilities(afterUids(old, changed));
  }

  private static Kuid mapped(UserNamespace ns, Uid uid, Kuid kept) {
    if (uid.equals(Uid.KEEP)) {
      return kept;
    }
    Kuid kuid = ns.toKuid(uid);
    Refuse.unless(kuid.isValid(), CredentialRule.USER_IS_NOT_MAPPED);
    return kuid;
  }

  /** What a change of user IDs does to capabilities: cap_emulate_setxuid(). */
  private static CapabilitySets afterUids(Credentials old, Uids uids) {
    if (old.securebits().has(Securebits.SECBIT_NO_SETUID_FIXUP)) {
      return old.capabilities();
    }
    Kuid root = old.userNamespace().rootUser();
    CapabilitySets sets = old.capabilities();
    if (old.uids().hold(root) && !uids.hold(root)) {
      if (!old.securebits().has(Securebits.SECBIT_KEEP_CAPS)) {
        sets = sets.withPermitted(CapabilitySet.NONE).withEffective(CapabilitySet.NONE);
      }
      sets = sets.withAmbient(CapabilitySet.NONE);
    }
    boolean wasRoot = old.uids().effective().equals(root);
    boolean isRoot = uids.effective().equals(root);
    if (wasRoot && !isRoot) {
      sets = sets.withEffective(CapabilitySet.NONE);
    }
    return !wasRoot && isRoot ? sets.withEffective(sets.permitted()) : sets;
  }

  /** setresgid(2): __sys_setresgid(). */
  public static Credentials setresgid(Credentials old, Gid real, Gid effective, Gid saved) {
    UserNamespace ns = old.userNamespace();
    Kgid r = mapped(ns, real, old.gids().real());
    Kgid e = mapped(ns, effective, old.gids().effective());
    Kgid s = mapped(ns, saved, old.gids().saved());
    boolean other = !old.gids().hold(r) || !old.gids().hold(e) || !old.gids().hold(s);
    Refuse.when(
        other && !old.isCapable(Capability.CAP_SETGID),
        CredentialRule.OTHER_GROUP_NEEDS_CAP_SETGID);
    return old.withGids(new Gids(r, e, s, e));
  }

  private static Kgid mapped(UserNamespace ns, Gid gid, Kgid kept) {
    return gid.equals(Gid.KEEP) ? kept : mapped(ns, gid);
  }

  private static Kgid mapped(UserNamespace ns, Gid gid) {
    Kgid kgid = ns.toKgid(gid);
    Refuse.unless(kgid.isValid(), CredentialRule.GROUP_IS_NOT_MAPPED);
    return kgid;
  }

  /** setgroups(2): may_setgroups(), then the groups. */
  public static Credentials setgroups(Credentials old, List<Gid> groups) {
    UserNamespace ns = old.userNamespace();
    Refuse.unless(old.isCapable(Capability.CAP_SETGID), CredentialRule.SETGROUPS_NEEDS_CAP_SETGID);
    Refuse.unless(ns.isMapped(IdMapKind.GID), CredentialRule.SETGROUPS_BEFORE_GID_MAP);
    Refuse.unless(ns.isSetgroupsAllowed(), CredentialRule.SETGROUPS_IS_DENIED);
    Refuse.when(groups.size() > MAX_GROUPS, CredentialRule.TOO_MANY_GROUPS);
    List<Kgid> changed = new ArrayList<>();
    for (Gid each : groups) {
      changed.add(mapped(ns, each.equals(Gid.KEEP) ? new Gid(0xFFFFFFFFL) : each));
    }
    // groups_sort(): getgroups(2) shows them in the order of the kernel's numbers.
    changed.sort(java.util.Comparator.comparingLong(Kgid::number));
    return old.withGroups(changed);
  }
}
