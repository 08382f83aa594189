package org.ctrtool.sim.ns;

import org.ctrtool.sim.user.UserNamespace;

/** Offsets of clocks, which are all zero here; see time_namespaces(7). */
public final class TimeNamespace implements Namespace {
  private final long number;
  private final UserNamespace owner;

  /** An empty namespace. */
  public TimeNamespace(long number, UserNamespace owner) {
    this.number = number;
    this.owner = owner;
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.TIME;
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
