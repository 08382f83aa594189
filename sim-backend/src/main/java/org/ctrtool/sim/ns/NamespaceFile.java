package org.ctrtool.sim.ns;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** The file of a namespace, which keeps it alive: an inode of nsfs. */
public sealed class NamespaceFile extends Inode permits NamespaceFile.OfMounts {
  /** That of a mount namespace. */
  static final class OfMounts extends NamespaceFile
      implements org.ctrtool.sim.mount.MountNamespaceFile {
    private final org.ctrtool.sim.mount.MountNamespace mounts;

    OfMounts(SuperBlock nsfs, org.ctrtool.sim.mount.MountNamespace mounts, Runnable unused) {
      super(nsfs, mounts, unused);
      this.mounts = mounts;
    }

    @Override
    public org.ctrtool.sim.mount.MountNamespace mountNamespace() {
      return mounts;
    }
  }

  private static final class Operations implements FileOperations {
    @Override
    public boolean hasOffset() {
      return false;
    }
  }

  private final Namespace namespace;
  private final Runnable unused;
  private int users;

  /**
   * The file of a namespace.
   *
   * @param unused is run when nobody has it open any more
   */
  NamespaceFile(SuperBlock nsfs, Namespace namespace, Runnable unused) {
    super(nsfs, namespace.number(), new Mode(Mode.S_IFREG | 0444), Kuid.ROOT, Kgid.ROOT, Dev.NONE);
    this.namespace = namespace;
    this.unused = unused;
  }

  /** The namespace. */
  public Namespace namespace() {
    return namespace;
  }

  /** What links to it show: {@code mnt:[4026531832]}. */
  public String text() {
    return namespace.type().fileName() + ":[" + namespace.number() + "]";
  }

  @Override
  public FileOperations open(OpenFile file, FileCaller caller) {
    return new Operations();
  }

  @Override
  public void hold() {
    super.hold();
    users++;
  }

  @Override
  public void release() {
    super.release();
    users--;
    if (users == 0) {
      unused.run();
    }
  }

  /** Whether a descriptor refers to it. */
  boolean isOpen() {
    return users > 0;
  }
}
