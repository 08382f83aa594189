package org.ctrtool.sim.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.NsProxy;
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
    add(proc, "cgroup", NsProxy::cgroup);
    add(proc, "ipc", NsProxy::ipc);
    add(proc, "mnt", NsProxy::mnt);
    add(proc, "net", NsProxy::net);
    links.put("pid", ProcessLink.untilReaped(proc, task, each -> file(each, each.pidNamespace())));
    add(proc, "pid_for_children", each -> bornInto(each.pidForChildren()));
    add(proc, "time", NsProxy::time);
    add(proc, "time_for_children", NsProxy::timeForChildren);
    links.put(
        "user", ProcessLink.untilReaped(proc, task, each -> file(each, each.userNamespace())));
    add(proc, "uts", NsProxy::uts);
  }

  /** A PID namespace shows itself once it has its process 1. */
  private static @Nullable Namespace bornInto(PidNamespace namespace) {
    return namespace.reaper() == null ? null : namespace;
  }

  private void add(
      ProcSuperBlock proc, String name, Function<NsProxy, @Nullable Namespace> namespace) {
    links.put(
        name,
        ProcessLink.untilEnd(proc, task, each -> file(each, namespace.apply(each.namespaces()))));
  }

  private static @Nullable Location file(Task task, @Nullable Namespace namespace) {
    return namespace == null ? null : task.machine().nsfs().file(namespace);
  }

  @Override
  public boolean hasFixedMode() {
    return true;
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
    return task.state() == Task.State.DEAD ? null : links.get(name);
  }

  @Override
  public List<String> names(PathCaller caller) {
    Refuse.when(task.state() == Task.State.DEAD, ProcRule.NOTHING_THERE);
    return new ArrayList<>(links.keySet());
  }
}
