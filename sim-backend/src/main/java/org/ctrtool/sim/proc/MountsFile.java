package org.ctrtool.sim.proc;

import java.util.Objects;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.PollEvents;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Credentials;

/**
 * {@code mountinfo} and {@code mounts} of a process: the mounts of the namespace that it was in
 * when the file was opened, from the root it then had; fs/proc_namespace.c.
 */
final class MountsFile extends ProcessFile {
  /** Shows the mounts of a namespace. */
  @FunctionalInterface
  interface Format {
    String of(MountNamespace namespace, Location root, Task reader);
  }

  private record Opened(MountNamespace namespace, Location root) {}

  private final Format format;

  MountsFile(ProcSuperBlock proc, Task task, Format format) {
    super(proc, task, 0444);
    this.format = format;
  }

  /** mounts_open_common(). */
  @Override
  protected void opened(OpenFile file, FileCaller opener) {
    Refuse.when(task().hasEnded(), ProcRule.NO_MOUNTS_ANY_MORE);
    Opened opened = new Opened(task().mountNamespace(), task().fs().root());
    fileOf(opened).hold();
    file.setPayload(opened);
  }

  /** The namespace lives as long as the file is open, as if its own file were. */
  private Inode fileOf(Opened opened) {
    return task().machine().nsfs().file(opened.namespace).dentry().inode();
  }

  @Override
  protected void closed(OpenFile file) {
    fileOf((Opened) Objects.requireNonNull(file.payload())).release();
  }

  /** mounts_poll() tells of changes. */
  @Override
  protected PollEvents ready() {
    throw new NotModelled("waiting for changes of mounts");
  }

  @Override
  protected byte[] content(OpenFile file, FileCaller reader) {
    Opened opened = (Opened) Objects.requireNonNull(file.payload());
    return OsStrings.encode(format.of(opened.namespace, opened.root, (Task) reader));
  }

  @Override
  String text(Task reader, Credentials opener) {
    return format.of(task().mountNamespace(), task().fs().root(), reader);
  }
}
