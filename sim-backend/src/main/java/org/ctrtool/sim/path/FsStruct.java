package org.ctrtool.sim.path;

import org.ctrtool.api.Mode;
import org.ctrtool.sim.mount.Location;

/**
 * Root, working directory and file mode creation mask of one or (CLONE_FS) several tasks; the
 * kernel's {@code struct fs_struct}. Keeps the mounts of both directories busy.
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
    hold(root);
    hold(workingDirectory);
  }

  private static void hold(Location place) {
    place.mount().use();
    place.dentry().inode().hold();
  }

  private static void drop(Location place) {
    place.dentry().inode().release();
    place.mount().unuse();
  }

  /** One for a child that does not share it. */
  public FsStruct copy() {
    return new FsStruct(root, workingDirectory, umask);
  }

  /** The last task that used it is gone. */
  public void release() {
    drop(root);
    drop(workingDirectory);
  }

  /** Where absolute paths start. */
  public Location root() {
    return root;
  }

  /** Sets the root. */
  public void setRoot(Location root) {
    hold(root);
    drop(this.root);
    this.root = root;
  }

  /** Where relative paths start. */
  public Location workingDirectory() {
    return workingDirectory;
  }

  /** Sets the working directory. */
  public void setWorkingDirectory(Location directory) {
    hold(directory);
    drop(workingDirectory);
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
