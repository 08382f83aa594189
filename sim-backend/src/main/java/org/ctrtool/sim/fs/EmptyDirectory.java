package org.ctrtool.sim.fs;

import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/**
 * A directory that is there to be mounted on, as {@code /sys/fs/cgroup}: it never has entries, so
 * that a mount hides nothing; make_empty_dir_inode() in fs/libfs.c.
 */
public final class EmptyDirectory extends Directory {
  /** One of root. */
  public EmptyDirectory(SuperBlock superBlock) {
    super(superBlock, new Mode(0555), Kuid.ROOT, Kgid.ROOT);
  }

  @Override
  public boolean isPermanentlyEmpty() {
    return true;
  }
}
