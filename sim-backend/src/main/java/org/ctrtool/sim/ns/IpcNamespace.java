package org.ctrtool.sim.ns;

import org.ctrtool.sim.user.UserNamespace;

/** Message queues; System V IPC is not modelled; see ipc_namespaces(7). */
public final class IpcNamespace implements Namespace {
  private final long number;
  private final UserNamespace owner;

  /** An empty namespace. */
  public IpcNamespace(long number, UserNamespace owner) {
    this.number = number;
    this.owner = owner;
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.IPC;
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
