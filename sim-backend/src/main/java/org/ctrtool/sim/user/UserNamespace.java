package org.ctrtool.sim.user;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.NamespaceType;
import org.jspecify.annotations.Nullable;

/** A user namespace; the kernel's {@code struct user_namespace}; see user_namespaces(7). */
public final class UserNamespace implements Namespace {
  /** What an id without a mapping is shown as; {@code /proc/sys/kernel/overflowuid}. */
  public static final long OVERFLOW_ID = 65534;

  /** The inode number of the initial user namespace. */
  public static final long INITIAL_NUMBER = 0xEFFFFFFDL;

  /** The deepest level at which a namespace may still get children. */
  static final int MAX_PARENT_LEVEL = 32;

  private final @Nullable UserNamespace parent;
  private final long number;
  private final int level;
  private final Kuid owner;
  private final Kgid ownerGroup;
  private final boolean creatorHadSetfcap;
  private final Map<IdMapKind, IdMapping> maps = new EnumMap<>(IdMapKind.class);
  private final Map<NamespaceType, Integer> limits = new LinkedHashMap<>();
  private boolean setgroupsAllowed = true;

  /** The initial user namespace. */
  public UserNamespace() {
    this.parent = null;
    this.number = INITIAL_NUMBER;
    this.level = 0;
    this.owner = Kuid.ROOT;
    this.ownerGroup = Kgid.ROOT;
    this.creatorHadSetfcap = true;
    for (IdMapKind kind : IdMapKind.values()) {
      maps.put(kind, IdMapping.IDENTITY);
    }
  }

  /** A child of {@code parent}, made by a task with these effective ids that holds CAP_SETFCAP. */
  public UserNamespace(UserNamespace parent, Kuid owner, Kgid ownerGroup) {
    this(parent, 0, owner, ownerGroup, true);
  }

  /**
   * A child of {@code parent} without any mapping.
   *
   * @param owner the effective user ID of whoever makes it
   * @param creatorHadSetfcap whether whoever makes it has CAP_SETFCAP in effect
   */
  public UserNamespace(
      UserNamespace parent, long number, Kuid owner, Kgid ownerGroup, boolean creatorHadSetfcap) {
    this.parent = parent;
    this.number = number;
    this.level = parent.level + 1;
    this.owner = owner;
    this.ownerGroup = ownerGroup;
    this.creatorHadSetfcap = creatorHadSetfcap;
    this.setgroupsAllowed = parent.setgroupsAllowed;
    for (IdMapKind kind : IdMapKind.values()) {
      maps.put(kind, IdMapping.EMPTY);
    }
  }

  /**
   * A child of the initial namespace, as it was found on a host.
   *
   * @param users how its user IDs are mapped
   * @param groups how its group IDs are mapped
   */
  public static UserNamespace found(
      UserNamespace initial, long number, IdMap users, IdMap groups, boolean setgroupsAllowed) {
    IdMapping uids = IdMapping.of(users);
    IdMapping gids = IdMapping.of(groups);
    Kuid owner = new Kuid(uids.toKernel(0));
    Kgid ownerGroup = new Kgid(gids.toKernel(0));
    UserNamespace found = new UserNamespace(initial, number, owner, ownerGroup, true);
    found.install(IdMapKind.UID, uids);
    found.install(IdMapKind.GID, gids);
    found.setgroupsAllowed = setgroupsAllowed;
    return found;
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.USER;
  }

  @Override
  public long number() {
    return number;
  }

  /** The namespace that has the say over this one: its parent; the initial one has only itself. */
  @Override
  public UserNamespace owner() {
    return parent == null ? this : parent;
  }

  /** The namespace it was made in; null for the initial one. */
  public @Nullable UserNamespace parent() {
    return parent;
  }

  /** Whether this is the initial user namespace. */
  public boolean isInitial() {
    return parent == null;
  }

  /** How many namespaces it is below the initial one. */
  public int level() {
    return level;
  }

  /** The effective user ID of whoever made it. */
  public Kuid ownerUser() {
    return owner;
  }

  /** The effective group ID of whoever made it. */
  public Kgid ownerGroup() {
    return ownerGroup;
  }

  /** Whether whoever made it had CAP_SETFCAP, without which it cannot map the parent's user 0. */
  public boolean creatorHadSetfcap() {
    return creatorHadSetfcap;
  }

  /** Whether this is {@code ancestor} or was made somewhere below it; {@code in_userns()}. */
  public boolean isAtOrBelow(UserNamespace ancestor) {
    for (UserNamespace each = this; each != null; each = each.parent) {
      if (each == ancestor) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code /proc/PID/setgroups} says "allow". */
  public boolean isSetgroupsAllowed() {
    return setgroupsAllowed;
  }

  /** Whether setgroups(2) can work at all here: allowed, and group IDs are mapped. */
  public boolean mayUseSetgroups() {
    return setgroupsAllowed && isMapped(IdMapKind.GID);
  }

  /** For ever. */
  public void denySetgroups() {
    setgroupsAllowed = false;
  }

  /** Whether the map of this kind has been written. */
  public boolean isMapped(IdMapKind kind) {
    return !mapping(kind).isEmpty();
  }

  IdMapping mapping(IdMapKind kind) {
    return Objects.requireNonNull(maps.get(kind));
  }

  void install(IdMapKind kind, IdMapping mapping) {
    maps.put(kind, mapping);
  }

  /** What the kernel stores for a user ID of this namespace; {@link Kuid#INVALID} if unmapped. */
  public Kuid toKuid(Uid uid) {
    return new Kuid(mapping(IdMapKind.UID).toKernel(uid.number()));
  }

  /** What the kernel stores for a group ID of this namespace; {@link Kgid#INVALID} if unmapped. */
  public Kgid toKgid(Gid gid) {
    return new Kgid(mapping(IdMapKind.GID).toKernel(gid.number()));
  }

  /** What this namespace calls a user; 65534 if it has no name for it. */
  public Uid toUid(Kuid kuid) {
    return new Uid(shown(mapping(IdMapKind.UID).fromKernel(kuid.number())));
  }

  /** What this namespace calls a group; 65534 if it has no name for it. */
  public Gid toGid(Kgid kgid) {
    return new Gid(shown(mapping(IdMapKind.GID).fromKernel(kgid.number())));
  }

  private static long shown(long id) {
    return id == IdMapping.NO_ID ? OVERFLOW_ID : id;
  }

  /** Whether this namespace has a name for a user. */
  public boolean maps(Kuid kuid) {
    return mapping(IdMapKind.UID).fromKernel(kuid.number()) != IdMapping.NO_ID;
  }

  /** Whether this namespace has a name for a group. */
  public boolean maps(Kgid kgid) {
    return mapping(IdMapKind.GID).fromKernel(kgid.number()) != IdMapping.NO_ID;
  }

  /** This namespace's user 0; {@link Kuid#INVALID} if that is not mapped. */
  public Kuid rootUser() {
    return toKuid(Uid.ROOT);
  }

  /** This namespace's group 0; {@link Kgid#INVALID} if that is not mapped. */
  public Kgid rootGroup() {
    return toKgid(Gid.ROOT);
  }

  /** How many namespaces of a type each of its users may make: {@code user.max_*_namespaces}. */
  public int limit(NamespaceType type) {
    return limits.getOrDefault(type, Integer.MAX_VALUE);
  }

  /** Sets {@code user.max_*_namespaces}. */
  public void setLimit(NamespaceType type, int limit) {
    limits.put(type, limit);
  }

  @Override
  public String toString() {
    return "user:[" + number + "]";
  }
}
