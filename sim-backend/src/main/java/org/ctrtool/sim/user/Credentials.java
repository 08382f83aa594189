package org.ctrtool.sim.user;

import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Securebits;
import org.ctrtool.sim.path.Subject;

/**
 * Who a task is and what it may do; the kernel's {@code struct cred}; see credentials(7). A value:
 * a change makes another one, so an open file can keep the credentials of its opener.
 *
 * @param userNamespace the user namespace the task is in
 * @param uids its user IDs
 * @param gids its group IDs
 * @param groups its supplementary groups
 * @param capabilities its capabilities, which count in {@code userNamespace} and below
 * @param securebits how much of the special treatment of user 0 is off
 * @param noNewPrivs whether no exec gains privileges
 */
public record Credentials(
    UserNamespace userNamespace,
    Uids uids,
    Gids gids,
    List<Kgid> groups,
    CapabilitySets capabilities,
    Securebits securebits,
    boolean noNewPrivs)
    implements Subject {

  /** Takes a copy of the list. */
  public Credentials {
    groups = List.copyOf(groups);
  }

  /** The superuser of the host. */
  public static Credentials root(UserNamespace initial) {
    return new Credentials(
        initial,
        Uids.all(Kuid.ROOT),
        Gids.all(Kgid.ROOT),
        List.of(),
        CapabilitySets.FULL,
        Securebits.NONE,
        false);
  }

  /** An ordinary user of the host. */
  public static Credentials ordinary(
      UserNamespace initial, Kuid user, Kgid group, List<Kgid> groups) {
    return new Credentials(
        initial,
        Uids.all(user),
        Gids.all(group),
        groups,
        CapabilitySets.ORDINARY,
        Securebits.NONE,
        false);
  }

  /** Whether {@code capability} counts over {@code target}: cap_capable(). */
  @Override
  public boolean isCapable(UserNamespace target, Capability capability) {
    for (UserNamespace ns = target; ns != null; ns = ns.parent()) {
      if (ns == userNamespace) {
        return capabilities.effective().has(capability);
      }
      if (ns.level() <= userNamespace.level()) {
        return false;
      }
      if (ns.parent() == userNamespace && uids.effective().equals(ns.ownerUser())) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code capability} counts in the own user namespace. */
  public boolean isCapable(Capability capability) {
    return capabilities.effective().has(capability);
  }

  /**
   * Whether {@code capability} counts for a file: capable_wrt_inode_uidgid().
   *
   * @param owner its owner, as the mount through which it is reached shows it
   */
  public boolean isCapableOver(Capability capability, Kuid owner, Kgid group) {
    return userNamespace.maps(owner) && userNamespace.maps(group) && isCapable(capability);
  }

  @Override
  public Kuid fsuid() {
    return uids.fileSystem();
  }

  @Override
  public Kgid fsgid() {
    return gids.fileSystem();
  }

  /** Whether the task is in {@code group}, by its file system group ID or a supplementary group. */
  @Override
  public boolean isInGroup(Kgid group) {
    return gids.fileSystem().equals(group) || groups.contains(group);
  }

  /** Whether the task is in {@code group}, by its effective group ID or a supplementary group. */
  public boolean isInEffectiveGroup(Kgid group) {
    return gids.effective().equals(group) || groups.contains(group);
  }

  /** These credentials with other user IDs. */
  public Credentials withUids(Uids changed) {
    return new Credentials(
        userNamespace, changed, gids, groups, capabilities, securebits, noNewPrivs);
  }

  /** These credentials with other group IDs. */
  public Credentials withGids(Gids changed) {
    return new Credentials(
        userNamespace, uids, changed, groups, capabilities, securebits, noNewPrivs);
  }

  /** These credentials with other supplementary groups. */
  public Credentials withGroups(List<Kgid> changed) {
    return new Credentials(
        userNamespace, uids, gids, changed, capabilities, securebits, noNewPrivs);
  }

  /** These credentials with other capabilities. */
  public Credentials withCapabilities(CapabilitySets changed) {
    return new Credentials(userNamespace, uids, gids, groups, changed, securebits, noNewPrivs);
  }

  /** These credentials with other securebits. */
  public Credentials withSecurebits(Securebits changed) {
    return new Credentials(userNamespace, uids, gids, groups, capabilities, changed, noNewPrivs);
  }

  /** These credentials, and no exec gains privileges any more. */
  public Credentials withNoNewPrivs() {
    return new Credentials(userNamespace, uids, gids, groups, capabilities, securebits, true);
  }

  /**
   * These credentials in another user namespace, with every capability there: set_cred_user_ns().
   */
  public Credentials in(UserNamespace entered) {
    return new Credentials(
        entered, uids, gids, groups, CapabilitySets.FULL, Securebits.NONE, noNewPrivs);
  }

  /** With real instead of effective user and group, as access(2) asks. */
  public Credentials asReal() {
    Uids u = new Uids(uids.real(), uids.effective(), uids.saved(), uids.real());
    Gids g = new Gids(gids.real(), gids.effective(), gids.saved(), gids.real());
    boolean root = uids.real().equals(userNamespace.rootUser());
    CapabilitySet effective = root ? capabilities.permitted() : CapabilitySet.NONE;
    boolean fixup = !securebits.has(Securebits.SECBIT_NO_SETUID_FIXUP);
    return new Credentials(
        userNamespace,
        u,
        g,
        groups,
        fixup ? capabilities.withEffective(effective) : capabilities,
        securebits,
        noNewPrivs);
  }

  /** Whether both differ in an id that makes a task undumpable and clears its death signal. */
  public boolean changesIdentity(Credentials before) {
    return !uids.effective().equals(before.uids.effective())
        || !gids.effective().equals(before.gids.effective())
        || !uids.fileSystem().equals(before.uids.fileSystem())
        || !gids.fileSystem().equals(before.gids.fileSystem())
        || !isSubsetOf(before);
  }

  /** cred_cap_issubset(): whether these hold no capability that {@code other} lacks. */
  private boolean isSubsetOf(Credentials other) {
    if (userNamespace == other.userNamespace) {
      return other.capabilities.permitted().hasAll(capabilities.permitted());
    }
    for (UserNamespace ns = userNamespace; !ns.isInitial(); ns = ns.owner()) {
      if (ns.owner() == other.userNamespace && other.uids.effective().equals(ns.ownerUser())) {
        return true;
      }
    }
    return false;
  }
}
