package org.ctrtool.sim.proc;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.ComputedFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A file at the top of proc: a text about the system. */
final class TextFile extends ComputedFile {
  private final Function<Task, String> text;

  TextFile(ProcSuperBlock proc, int permissions, Function<Task, String> text) {
    super(proc, new Mode(permissions), Kuid.ROOT, Kgid.ROOT);
    this.text = text;
  }

  @Override
  protected byte[] content(OpenFile file, FileCaller reader) {
    return text.apply((Task) reader).getBytes(StandardCharsets.UTF_8);
  }

  /** proc_reg_write(), where there is nothing that takes it. */
  @Override
  protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    if ((mode().permissions() & 0222) != 0) {
      throw new NotModelled(
          "writing to " + file.location().dentry().pathWithinFileSystem() + " of proc");
    }
    throw new Refusal(ProcRule.NOTHING_TAKES_IT);
  }
}
