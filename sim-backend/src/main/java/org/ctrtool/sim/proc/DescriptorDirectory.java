package org.ctrtool.sim.proc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID/fd}. */
final class DescriptorDirectory extends DynamicDirectory {
  private record Shown(OpenFile file, ProcessLink link) {}

  private final ProcSuperBlock proc;
  private final Task task;
  private final Map<Integer, Shown> links = new LinkedHashMap<>();

  DescriptorDirectory(ProcSuperBlock proc, Task task) {
    super(proc, new Mode(0500), Kuid.ROOT, Kgid.ROOT);
    this.proc = proc;
    this.task = task;
  }

  @Override
  public Kuid owner() {
    return ProcessFile.ownerOf(task);
  }

  @Override
  public Kgid group() {
    return ProcessFile.groupOf(task);
  }

  @Override
  public @Nullable Inode lookup(PathCaller caller, String name) {
    if (!name.matches("0|[1-9][0-9]{0,8}")) {
      return null;
    }
    ProcessAccessCheck.requireReadable(caller, task);
    int number = Integer.parseInt(name);
    OpenFile file = task.descriptors().get(new Fd(number));
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
    ProcessLink link = new ProcessLink(proc, task, each -> file.location());
    int read = file.isForReading() || file.isPathOnly() ? 0500 : 0100;
    link.setPermissions(file.isForWriting() ? read | 0300 : read);
    return link;
  }

  @Override
  public List<String> names(PathCaller caller) {
    ProcessAccessCheck.requireReadable(caller, task);
    return task.descriptors().entries().keySet().stream().map(each -> each.toString()).toList();
  }
}
