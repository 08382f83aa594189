package org.ctrtool.sim.mount;

import org.ctrtool.sim.fs.Dentry;

/** What is special about mounting the files of mount namespaces: a namespace could hold itself. */
final class NamespaceFiles {
  private NamespaceFiles() {}

  static boolean isMountNamespaceFile(Dentry dentry) {
    return dentry.inode() instanceof MountNamespaceFile;
  }

  /** Whether mounting {@code dentry} in {@code namespace} could close a circle; mnt_ns_loop(). */
  static boolean wouldLoop(Dentry dentry, MountNamespace namespace) {
    return dentry.inode() instanceof MountNamespaceFile file
        && namespace.sequence() >= file.mountNamespace().sequence();
  }

  static boolean containsLoop(Mount tree, MountNamespace namespace) {
    for (Mount mount : tree.tree()) {
      if (wouldLoop(mount.root(), namespace)) {
        return true;
      }
    }
    return false;
  }
}
