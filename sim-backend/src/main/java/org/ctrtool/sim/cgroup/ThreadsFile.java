package org.ctrtool.sim.cgroup;

import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.task.Task;

/**
 * {@code cgroup.threads}: the threads of a group, of which each process has one. As no group is
 * threaded, none of them can be moved elsewhere.
 */
final class ThreadsFile extends ProcsFile {
  ThreadsFile(Inode directory, Cgroup cgroup) {
    super(directory, cgroup);
  }

  @Override
  void move(Task moved) {
    Refuse.unless(moved.cgroup() == cgroup(), CgroupRule.GROUPS_ARE_NOT_THREADED);
  }
}
