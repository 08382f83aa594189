package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A symbolic link; see symlink(7). */
public class Symlink extends Inode {
  private final String target;

  /** A link that contains {@code target}. */
  public Symlink(SuperBlock superBlock, String target, Kuid owner, Kgid group) {
    super(superBlock, new Mode(Mode.S_IFLNK | 0777), owner, group, Dev.NONE);
    this.target = target;
  }

  /** What the link contains for whoever reads or follows it. */
  public String target(PathCaller reader) {
    return target;
  }

  @Override
  public long size() {
    return OsStrings.encode(target).length;
  }
}
