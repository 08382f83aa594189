package org.ctrtool.sim.proc;

import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;

/**
 * {@code /proc/PID/environ}: in the memory that the process had when the file was opened, of which
 * nothing is left once it has ended or executes something else; environ_open() in fs/proc/base.c.
 */
final class EnvironFile extends ProcessFile {
  EnvironFile(ProcSuperBlock proc, Task task) {
    super(proc, task, 0400);
  }

  @Override
  protected void opened(OpenFile file, FileCaller opener) {
    Refuse.when(task().hasEnded(), ProcRule.PROCESS_IS_GONE);
    ProcessAccessCheck.requireReadable(opener, task());
    file.setPayload(task().program());
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the same program, executed again, has other memory
  protected byte[] content(OpenFile file, FileCaller reader) {
    boolean isThere = !task().hasEnded() && task().program() == file.payload();
    return OsStrings.encode(isThere ? environment() : "");
  }

  @Override
  protected boolean hasAnEnd() {
    return true;
  }

  @Override
  String text(Task reader, Credentials opener) {
    return environment();
  }

  private String environment() {
    return terminated(task().program().environment().variables());
  }
}
