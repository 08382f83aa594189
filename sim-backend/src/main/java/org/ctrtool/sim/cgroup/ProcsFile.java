package org.ctrtool.sim.cgroup;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.path.Permission;
import org.ctrtool.sim.task.Task;

/** {@code cgroup.procs}: the processes of a group, and the way into it. */
class ProcsFile extends CgroupFile {
  static final String NAME = "cgroup.procs";

  ProcsFile(Inode directory, Cgroup cgroup) {
    super(directory, cgroup, 0644);
  }

  /** Processes that the reader's PID namespace does not know are 0; cgroup_procs_show(). */
  @Override
  final String text(Task reader) {
    StringBuilder text = new StringBuilder();
    for (Task each : cgroup().members()) {
      text.append(each.id().numberIn(reader.pidNamespace())).append('\n');
    }
    return text.toString();
  }

  /** __cgroup_procs_write(). */
  @Override
  final void take(OpenFile file, Task writer, String written) {
    long number = KernelNumber.parse(written).orElse(-1);
    Refuse.when(number < 0 || number > Integer.MAX_VALUE, CgroupRule.NOT_A_PROCESS_NUMBER);
    Task moved = number == 0 ? writer : find(writer, (int) number);
    checkMayMove(file, moved.cgroup().commonAncestor(cgroup()));
    move(moved);
  }

  /** Moves a process, which is permitted. */
  void move(Task moved) {
    moved.moveTo(cgroup());
  }

  private static Task find(Task writer, int number) {
    ProcessId id = writer.pidNamespace().find(number);
    Task found = id == null ? null : id.task();
    if (found == null) {
      throw new Refusal(CgroupRule.NO_SUCH_PROCESS);
    }
    return found;
  }

  /** cgroup_procs_write_permission(), with the credentials of whoever opened the file. */
  private static void checkMayMove(OpenFile file, Cgroup common) {
    CgroupSuperBlock superBlock = (CgroupSuperBlock) file.inode().superBlock();
    Dentry procs = superBlock.directoryOf(common).child(NAME);
    Refuse.unless(
        procs != null
            && Permission.allows(
                file.credentials(),
                new Location(file.location().mount(), procs),
                Permission.MAY_WRITE),
        CgroupRule.MAY_NOT_MOVE_PROCESSES);
  }
}
