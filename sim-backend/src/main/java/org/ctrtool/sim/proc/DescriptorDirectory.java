package org.ctrtool.sim.proc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.ctrtool.api.Fd;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID/fd}. */
final class DescriptorDirectory extends DescriptorEntries {
  private record Shown(OpenFile file, ProcessLink link) {}

  private final ProcSuperBlock proc;
  private final Map<Integer, Shown> links = new LinkedHashMap<>();

  DescriptorDirectory(ProcSuperBlock proc, Task task) {
    super(proc, task, 0500);
    this.proc = proc;
  }

  /** proc_fd_permission(): a process always sees its own. */
  @Override
  public boolean permitsProcess(PathCaller caller, int wanted, BooleanSupplier ordinary) {
    return caller == task() || ordinary.getAsBoolean();
  }

  @Override
  @Nullable Inode entry(int number) {
    OpenFile file = task().descriptors().get(new Fd(number));
    if (file == null) {
      links.remove(number);
      return null;
    }
    Shown known = links.get(number);
    if (known == null || known.file != file) {
      known = new Shown(file, link(file));
      links.put(number, known);
    }
    return known.link;
  }

  private ProcessLink link(OpenFile file) {
    ProcessLink link = ProcessLink.untilEnd(proc, task(), each -> file.location());
    int read = file.isForReading() || file.isPathOnly() ? 0500 : 0100;
    link.setPermissions(file.isForWriting() ? read | 0300 : read);
    return link;
  }
}
