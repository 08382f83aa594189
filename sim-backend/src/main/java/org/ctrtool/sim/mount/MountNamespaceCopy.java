package org.ctrtool.sim.mount;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.path.FsStruct;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** CLONE_NEWNS: a copy of a mount namespace; follows copy_mnt_ns() in fs/namespace.c. */
public final class MountNamespaceCopy {
  private MountNamespaceCopy() {}

  /**
   * Copies {@code original}.
   *
   * @param owner the user namespace that owns the copy; if it is another one, shared mounts become
   *     slaves, and the mounts and their flags are locked
   * @param number the inode number of the copy in nsfs
   * @param fs whose root and working directory move to the copy; null if nobody's
   */
  public static MountNamespace copy(
      MountNamespace original, UserNamespace owner, long number, @Nullable FsStruct fs) {
    MountTable table = original.root().table();
    boolean lessPrivileged = owner != original.owner();
    Set<CloneTree.Mode> modes = EnumSet.of(CloneTree.Mode.COPY_UNBINDABLE);
    if (lessPrivileged) {
      modes.add(CloneTree.Mode.SLAVE);
    }
    MountNamespace copy = table.newNamespace(owner, number);
    Mount top = CloneTree.cloneTree(original.root(), original.root().root(), modes);
    if (lessPrivileged) {
      Locks.lockTree(top);
    }
    copy.setRoot(top);
    top.tree().forEach(copy::add);
    if (fs != null) {
      moveTo(fs, original.root(), top);
    }
    return copy;
  }

  private static void moveTo(FsStruct fs, Mount original, Mount copy) {
    Map<Mount, Mount> copies = new LinkedHashMap<>();
    match(original, copy, copies);
    Mount root = copies.get(fs.root().mount());
    if (root != null) {
      fs.setRoot(new Location(root, fs.root().dentry()));
    }
    Mount workingDirectory = copies.get(fs.workingDirectory().mount());
    if (workingDirectory != null) {
      fs.setWorkingDirectory(new Location(workingDirectory, fs.workingDirectory().dentry()));
    }
  }

  private static void match(Mount original, Mount copy, Map<Mount, Mount> copies) {
    copies.put(original, copy);
    for (Mount child : original.children()) {
      Dentry mountpoint = child.mountpoint();
      Mount childCopy = mountpoint == null ? null : copy.childAt(mountpoint);
      // Files of mount namespaces have no copy.
      if (childCopy != null) {
        match(child, childCopy, copies);
      }
    }
  }
}
