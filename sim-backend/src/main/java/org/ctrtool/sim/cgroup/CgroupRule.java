package org.ctrtool.sim.cgroup;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why something is refused in the file system of cgroups. */
public enum CgroupRule implements Rule {
  /** mkdir(2), EINVAL. */
  NO_NEWLINE_IN_A_NAME(
      Errno.EINVAL,
      "the name of a group has no newline, so that /proc/PID/cgroup can be read",
      "cgroup_mkdir() in kernel/cgroup/cgroup.c"),
  /** rmdir(2), EBUSY. */
  GROUP_HAS_PROCESSES(
      Errno.EBUSY,
      "there are processes in the group or below that have not ended",
      "cgroups(7), \"Removing cgroups\""),
  /** rmdir(2), EBUSY. */
  GROUP_HAS_GROUPS(
      Errno.EBUSY, "there are groups in the group", "cgroups(7), \"Removing cgroups\""),
  /** read(2), write(2), ENODEV. */
  GROUP_IS_GONE(
      Errno.ENODEV, "the group has been removed", "kernfs_get_active() in fs/kernfs/dir.c"),
  /** write(2), E2BIG. */
  MORE_THAN_A_PAGE(
      Errno.E2BIG, "a group's file takes a page at most", "kernfs_fop_write_iter() in fs/kernfs"),
  /** write(2), EINVAL. */
  NOT_A_PROCESS_NUMBER(
      Errno.EINVAL,
      "cgroup.procs takes one process ID, or 0 for whoever writes",
      "cgroups(7); cgroup_procs_write_start() in kernel/cgroup/cgroup.c"),
  /** write(2), ESRCH. */
  NO_SUCH_PROCESS(
      Errno.ESRCH, "there is no such process in the writer's PID namespace", "cgroups(7)"),
  /** write(2), EACCES. */
  MAY_NOT_MOVE_PROCESSES(
      Errno.EACCES,
      "whoever opened the file may not write the cgroup.procs of the nearest group above both the"
          + " process and the target",
      "cgroups(7), \"Delegation containment rules\""),
  /** write(2), EOPNOTSUPP. */
  GROUPS_ARE_NOT_THREADED(
      Errno.EOPNOTSUPP,
      "a thread can only be moved within a threaded subtree",
      "cgroups(7), \"Thread mode\"; cgroup_attach_permissions()"),
  /** write(2), EINVAL. */
  NOT_A_NUMBER(Errno.EINVAL, "cgroup.kill takes a number", "cgroup_kill_write()"),
  /** write(2), ERANGE. */
  ONLY_1_KILLS(Errno.ERANGE, "cgroup.kill takes no number but 1", "cgroup_kill_write()"),
  /** write(2), EINVAL. */
  NO_SUCH_TYPE(Errno.EINVAL, "a group can only be made threaded", "cgroups(7), \"Thread mode\"");

  private final Reason reason;

  CgroupRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
