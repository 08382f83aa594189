package org.ctrtool.sim.path;

import org.ctrtool.api.Mode;
import org.ctrtool.sim.mount.Location;

/**
 * Root, working directory and file mode creation mask of one or (CLONE_FS) several tasks; the kernel's {@code
 * struct fs_struct}. Keeps the mounts of both directories busy.
 */
public final class FsStruct {
  private Location root;
  private Location workingDirectory;
  private int umask;

  /** Root and working directory are the same place. */
  public FsStruct(Location root, int umask) {
    this(root, root, umask);
  }

  private FsStruct(Location root, Location workingDirectory, int umask) {
    this.root = root;
    this.workingDirectory = workingDirectory;
    this.umask = umask;
    root.mount().use();
    workingDirectory.mount().use();
  }

  /** One for a child that does not share it. */
  public FsStruct copy() {
    return new FsStruct(root, workingDirectory, umask);
  }

  /** The last task that used it is gone. */
  public void release() {
    root.mount().unuse();
    workingDirectory.mount().unuse();
  }

  /** Where absolute paths start. */
  public Location root() {
    return root;
  }

  /** Sets the root. */
  public void setRoot(Location root) {
    root.mount().use();
    this.root.mount().unuse();
    this.root = root;
  }

  /** Where relative paths start. */
  public Location workingDirectory() {
    return workingDirectory;
  }

  /** Sets the working directory. */
  public void setWorkingDirectory(Location directory) {
    directory.mount().use();
    workingDirectory.mount().unuse();
    workingDirectory = directory;
  }

  /** The permissions that new files do not get. */
  public int umask() {
    return umask;
  }

  /** Sets the mask and returns the one before. */
  public Mode setUmask(Mode mask) {
    Mode before = new Mode(umask);
    umask = mask.bits() & 0777;
    return before;
  }
}
