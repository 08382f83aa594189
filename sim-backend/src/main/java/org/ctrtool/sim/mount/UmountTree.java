package org.ctrtool.sim.mount;

/** Placeholder. */
final class UmountTree {
  private UmountTree() {}

  static void umountConnected(Mount mount) {}

  static void umountNamespace(Mount mount) {}
}
