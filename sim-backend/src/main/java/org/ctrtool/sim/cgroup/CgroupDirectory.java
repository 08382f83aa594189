package org.ctrtool.sim.cgroup;

import java.util.Objects;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Directory;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** The directory that is a group. */
final class CgroupDirectory extends Directory {
  private @Nullable Cgroup cgroup;

  /** One that has no place yet, and is no group therefore. */
  CgroupDirectory(CgroupSuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, mode, owner, group);
  }

  void become(Cgroup made) {
    cgroup = made;
  }

  /** The group that a directory of the file system is. */
  static Cgroup groupOf(Dentry directory) {
    return Objects.requireNonNull(((CgroupDirectory) directory.inode()).cgroup);
  }
}
