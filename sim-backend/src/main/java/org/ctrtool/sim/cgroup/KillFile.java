package org.ctrtool.sim.cgroup;

import java.util.OptionalLong;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.task.ProcessCalls;
import org.ctrtool.sim.task.Task;

/** {@code cgroup.kill}: kills all processes in the group and below. */
final class KillFile extends CgroupFile {
  KillFile(Inode directory, Cgroup cgroup) {
    super(directory, cgroup, 0200);
  }

  @Override
  String text(Task reader) {
    throw new Refusal(FileRule.CANNOT_BE_READ);
  }

  /** cgroup_kill_write(). */
  @Override
  void take(OpenFile file, Task writer, String written) {
    OptionalLong number = KernelNumber.parse(written);
    Refuse.unless(number.isPresent(), CgroupRule.NOT_A_NUMBER);
    Refuse.unless(number.getAsLong() == 1, CgroupRule.ONLY_1_KILLS);
    ProcessCalls.killAll(writer, cgroup().population());
  }
}
