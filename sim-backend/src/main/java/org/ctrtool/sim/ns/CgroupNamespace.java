package org.ctrtool.sim.ns;

import org.ctrtool.sim.user.UserNamespace;

/** A view of the cgroup tree; see cgroup_namespaces(7). */
public final class CgroupNamespace implements Namespace {
  private final long number;
  private final UserNamespace owner;

  /** An empty namespace. */
  public CgroupNamespace(long number, UserNamespace owner) {
    this.number = number;
    this.owner = owner;
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.CGROUP;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public UserNamespace owner() {
    return owner;
  }
}
