package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fd.DirectoryOperations;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A directory. Its entries are with its {@link Dentry}, of which a directory has exactly one. */
public class Directory extends Inode {
  private int entries;

  /** A directory with the next number of its file system. */
  public Directory(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, directoryMode(mode), owner, group, Dev.NONE);
  }

  /** A directory with a number of its own. */
  public Directory(SuperBlock superBlock, long number, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, number, directoryMode(mode), owner, group, Dev.NONE);
  }

  private static Mode directoryMode(Mode mode) {
    return new Mode(Mode.S_IFDIR | mode.permissions());
  }

  /** Counts an entry more (1) or less (-1). */
  public void countEntry(int change, boolean directory) {
    entries += change;
    if (directory) {
      setLinks(links() + change);
    }
  }

  @Override
  public long size() {
    return superBlock().directorySize(entries);
  }

  @Override
  public FileOperations open(OpenFile file, FileCaller caller) {
    return new DirectoryOperations(file);
  }
}
