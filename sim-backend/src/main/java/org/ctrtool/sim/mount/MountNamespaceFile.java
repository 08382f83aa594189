package org.ctrtool.sim.mount;

/**
 * What an inode of nsfs implements that stands for a mount namespace, as {@code /proc/self/ns/mnt}
 * does.
 */
public interface MountNamespaceFile {
  /** The namespace it stands for. */
  MountNamespace mountNamespace();
}
