package org.ctrtool.sim.ns;

import org.ctrtool.sim.cgroup.Cgroup;
import org.ctrtool.sim.user.UserNamespace;

/** A view of the cgroup tree; see cgroup_namespaces(7). */
public final class CgroupNamespace implements Namespace {
  private final long number;
  private final UserNamespace owner;
  private final Cgroup root;

  /**
   * A view.
   *
   * @param root the group that is shown as the root: that of whoever makes the namespace
   */
  public CgroupNamespace(long number, UserNamespace owner, Cgroup root) {
    this.root = root;
    this.number = number;
    this.owner = owner;
  }

  /** The group that is shown as the root. */
  public Cgroup root() {
    return root;
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
