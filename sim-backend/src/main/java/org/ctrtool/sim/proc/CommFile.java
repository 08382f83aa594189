package org.ctrtool.sim.proc;

import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.ProcessCalls;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;

/** {@code /proc/PID/comm}: the name, which only the process itself can change. */
final class CommFile extends ProcessFile {
  CommFile(ProcSuperBlock proc, Task task) {
    super(proc, task, 0644);
  }

  @Override
  String text(Task reader, Credentials opener) {
    return task().name() + "\n";
  }

  @Override
  protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    if (writer != task()) {
      throw new Refusal(ProcRule.BAD_VALUE);
    }
    ProcessCalls.setName(task(), OsStrings.decode(data));
    return data.length;
  }
}
