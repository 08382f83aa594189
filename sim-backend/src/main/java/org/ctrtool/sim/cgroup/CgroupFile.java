package org.ctrtool.sim.cgroup;

import java.nio.charset.StandardCharsets;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.ComputedFile;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;

/** A file of a group, which belongs to whoever made the group. */
abstract class CgroupFile extends ComputedFile {
  private static final int MOST = 4096;

  private final Cgroup cgroup;

  /**
   * A file.
   *
   * @param directory the group's
   */
  CgroupFile(Inode directory, Cgroup cgroup, int permissions) {
    super(directory.superBlock(), new Mode(permissions), directory.owner(), directory.group());
    this.cgroup = cgroup;
  }

  /** The group. */
  final Cgroup cgroup() {
    return cgroup;
  }

  @Override
  protected final boolean hasAnEnd() {
    return true;
  }

  /** What the file says. */
  abstract String text(Task reader);

  /** Takes what is written, which is not empty. */
  abstract void take(OpenFile file, Task writer, String text);

  @Override
  protected final byte[] content(OpenFile file, FileCaller reader) {
    Refuse.when(cgroup.isGone(), CgroupRule.GROUP_IS_GONE);
    return text((Task) reader).getBytes(StandardCharsets.US_ASCII);
  }

  /** kernfs_fop_write_iter() and cgroup_file_write(). */
  @Override
  protected final int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    Refuse.when(data.length > MOST, CgroupRule.MORE_THAN_A_PAGE);
    Refuse.when(cgroup.isGone(), CgroupRule.GROUP_IS_GONE);
    if (data.length > 0) {
      take(file, (Task) writer, new String(data, StandardCharsets.ISO_8859_1));
    }
    return data.length;
  }
}
