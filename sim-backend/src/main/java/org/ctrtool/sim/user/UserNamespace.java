package org.ctrtool.sim.user;

import org.jspecify.annotations.Nullable;

/** A user namespace; the kernel's {@code struct user_namespace}; see user_namespaces(7). */
public final class UserNamespace {
  private final @Nullable UserNamespace parent;
  private final int level;
  private final Kuid owner;
  private final Kgid ownerGroup;

  /** The initial user namespace. */
  public UserNamespace() {
    this.parent = null;
    this.level = 0;
    this.owner = Kuid.ROOT;
    this.ownerGroup = Kgid.ROOT;
  }

  /** A child of {@code parent}, made by a task with these effective ids. */
  public UserNamespace(UserNamespace parent, Kuid owner, Kgid ownerGroup) {
    this.parent = parent;
    this.level = parent.level + 1;
    this.owner = owner;
    this.ownerGroup = ownerGroup;
  }

  /** The namespace it was made in; null for the initial one. */
  public @Nullable UserNamespace parent() {
    return parent;
  }

  /** How many namespaces it is below the initial one. */
  public int level() {
    return level;
  }

  /** The effective user ID of whoever made it. */
  public Kuid owner() {
    return owner;
  }

  /** The effective group ID of whoever made it. */
  public Kgid ownerGroup() {
    return ownerGroup;
  }
}
