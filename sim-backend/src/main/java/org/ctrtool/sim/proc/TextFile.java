package org.ctrtool.sim.proc;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.ComputedFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** A file of proc that belongs to no process: a text, and perhaps a setting. */
final class TextFile extends ComputedFile {
  /** Takes what is written. */
  @FunctionalInterface
  interface Setter {
    void set(Task writer, String text, long offset);
  }

  private final Function<Task, String> text;
  private final @Nullable Setter setter;

  TextFile(ProcSuperBlock proc, int permissions, Function<Task, String> text) {
    this(proc, permissions, Kuid.ROOT, Kgid.ROOT, text, null);
  }

  TextFile(
      ProcSuperBlock proc,
      int permissions,
      Kuid owner,
      Kgid group,
      Function<Task, String> text,
      @Nullable Setter setter) {
    super(proc, new Mode(permissions), owner, group);
    this.text = text;
    this.setter = setter;
  }

  @Override
  protected byte[] content(OpenFile file, FileCaller reader) {
    return text.apply((Task) reader).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    if (setter == null) {
      throw new NotModelled(
          "writing to " + file.location().dentry().pathWithinFileSystem() + " of proc");
    }
    setter.set((Task) writer, new String(data, StandardCharsets.UTF_8), offset);
    return data.length;
  }
}
