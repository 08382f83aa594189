package org.ctrtool.sim.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID/ns}. */
final class NamespaceDirectory extends DynamicDirectory {
  private final Task task;
  private final Map<String, Inode> links = new LinkedHashMap<>();

  NamespaceDirectory(ProcSuperBlock proc, Task task) {
    super(proc, new Mode(0511), Kuid.ROOT, Kgid.ROOT);
    this.task = task;
    add(proc, "cgroup", each -> each.namespaces().cgroup());
    add(proc, "ipc", each -> each.namespaces().ipc());
    add(proc, "mnt", each -> each.namespaces().mnt());
    add(proc, "net", each -> each.namespaces().net());
    add(proc, "pid", Task::pidNamespace);
    add(proc, "pid_for_children", each -> bornInto(each.namespaces().pidForChildren()));
    add(proc, "time", each -> each.namespaces().time());
    add(proc, "time_for_children", each -> each.namespaces().timeForChildren());
    add(proc, "user", Task::userNamespace);
    add(proc, "uts", each -> each.namespaces().uts());
  }

  /** A PID namespace shows itself once it has its process 1. */
  private static @Nullable Namespace bornInto(PidNamespace namespace) {
    return namespace.reaper() == null ? null : namespace;
  }

  private void add(
      ProcSuperBlock proc, String name, Function<Task, @Nullable Namespace> namespace) {
    links.put(
        name,
        new ProcessLink(
            proc,
            task,
            each -> {
              Namespace found = namespace.apply(each);
              return found == null ? null : each.machine().nsfs().file(found);
            }));
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
    return links.get(name);
  }

  @Override
  public List<String> names(PathCaller caller) {
    return new ArrayList<>(links.keySet());
  }
}
