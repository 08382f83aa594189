package org.ctrtool.sim.ns;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.fs.Vfs;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.Mount;
import org.ctrtool.sim.mount.MountNamespace;

/** The file system in which each namespace has a file; fs/nsfs.c. */
public final class Nsfs {
  private final Vfs vfs;
  private final Map<Namespace, Dentry> files = new LinkedHashMap<>();
  private Consumer<Namespace> unused = namespace -> {};

  /** Without files yet. */
  public Nsfs(Vfs vfs) {
    this.vfs = vfs;
  }

  /** Says what happens when nobody has the file of a namespace open any more. */
  public void onUnused(Consumer<Namespace> action) {
    unused = action;
  }

  /** The file of a namespace, made when it is asked for first. */
  public Location file(Namespace namespace) {
    return new Location(vfs.internalMount("nsfs"), files.computeIfAbsent(namespace, this::make));
  }

  private Dentry make(Namespace namespace) {
    SuperBlock superBlock = vfs.internalMount("nsfs").superBlock();
    NamespaceFile inode =
        namespace instanceof MountNamespace mounts
            ? new NamespaceFile.OfMounts(superBlock, mounts, () -> unused.accept(mounts))
            : new NamespaceFile(superBlock, namespace, () -> unused.accept(namespace));
    return new Dentry(inode.text(), inode);
  }

  /** Whether a descriptor or a mount refers to the namespace's file. */
  public boolean isInUse(Namespace namespace) {
    Dentry file = files.get(namespace);
    if (file == null) {
      return false;
    }
    boolean isOpen = file.inode() instanceof NamespaceFile inode && inode.isOpen();
    return isOpen || isMounted(file);
  }

  private boolean isMounted(Dentry file) {
    for (Mount each : vfs.mounts().mountsOf(file.superBlock())) {
      if (each.root() == file && !each.isUnmounted()) {
        return true;
      }
    }
    return false;
  }
}
