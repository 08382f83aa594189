package org.ctrtool.sim.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.cgroup.Cgroup;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.mount.Mountinfo;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.path.Subject;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.IdMapKind;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** {@code /proc/PID}. */
final class ProcessDirectory extends DynamicDirectory {
  private final Task task;
  private final Map<String, Inode> entries = new LinkedHashMap<>();

  ProcessDirectory(ProcSuperBlock proc, Task task) {
    super(proc, new Mode(0555), Kuid.ROOT, Kgid.ROOT);
    this.task = task;
    entries.put("ns", new NamespaceDirectory(proc, task));
    entries.put("fd", new DescriptorDirectory(proc, task));
    entries.put("fdinfo", new DescriptorInfoDirectory(proc, task));
    addLinks(proc);
    addUserNamespace(proc);
    addTexts(proc);
    entries.put("task", new ThreadDirectory(proc, task, this));
  }

  private void addLinks(ProcSuperBlock proc) {
    entries.put("cwd", ProcessLink.untilEnd(proc, task, each -> each.fs().workingDirectory()));
    entries.put("root", ProcessLink.untilEnd(proc, task, each -> each.fs().root()));
    entries.put("exe", ProcessLink.untilEnd(proc, task, each -> each.program().file()));
  }

  private void addUserNamespace(ProcSuperBlock proc) {
    for (IdMapKind kind : IdMapKind.values()) {
      entries.put(kind.fileName(), UserNamespaceFiles.map(proc, task, kind));
    }
    entries.put("setgroups", UserNamespaceFiles.setgroups(proc, task));
  }

  private void addTexts(ProcSuperBlock proc) {
    text(proc, "status", 0444, (each, reader, opener) -> Status.of(proc, each, reader, opener));
    entries.put("mountinfo", new MountsFile(proc, task, Mountinfo::text));
    entries.put("mounts", new MountsFile(proc, task, MountsText::of));
    text(proc, "cmdline", 0444, (each, reader, opener) -> commandLine(each));
    entries.put("timens_offsets", new TimeOffsetsFile(proc, task));
    entries.put("environ", new EnvironFile(proc, task));
    text(proc, "cgroup", 0444, (each, reader, opener) -> cgroup(each, reader));
    text(proc, "limits", 0444, (each, reader, opener) -> Limits.of(each));
    text(proc, "timerslack_ns", 0666, (each, reader, opener) -> timerSlack(each, reader));
    entries.put("comm", new CommFile(proc, task));
  }

  private void text(
      ProcSuperBlock proc, String name, int permissions, ProcessFile.Content content) {
    entries.put(name, ProcessFile.readOnly(proc, task, permissions, content));
  }

  /** In its memory, which is gone with it. */
  private static String commandLine(Task task) {
    return task.hasEnded() ? "" : ProcessFile.terminated(task.program().argv());
  }

  /** timerslack_ns_show(): that of others is for CAP_SYS_NICE. Writing to it is not modelled. */
  private static String timerSlack(Task task, Task reader) {
    Refuse.unless(
        task == reader || reader.isCapable(task.userNamespace(), Capability.CAP_SYS_NICE),
        ProcRule.NOT_ITS_OWN_TIMERS);
    return task.timerSlack() + "\n";
  }

  /** proc_cgroup_show() in kernel/cgroup/cgroup.c. */
  private static String cgroup(Task task, Task reader) {
    Cgroup group = task.cgroup();
    String path = group.pathFrom(reader.namespaces().cgroup().root());
    return "0::" + path + (group.isGone() ? " (deleted)" : "") + "\n";
  }

  /** proc_pid_permission(). */
  @Override
  public boolean permits(Subject subject, int wanted, BooleanSupplier ordinary) {
    Refuse.when(task.state() == Task.State.DEAD, ProcRule.PROCESS_IS_GONE);
    return ordinary.getAsBoolean();
  }

  @Override
  public boolean hasFixedMode() {
    return true;
  }

  @Override
  public Kuid owner() {
    return task.credentials().uids().effective();
  }

  @Override
  public Kgid group() {
    return task.credentials().gids().effective();
  }

  @Override
  public @Nullable Inode lookup(PathCaller caller, String name) {
    return task.state() == Task.State.DEAD ? null : entries.get(name);
  }

  @Override
  public List<String> names(PathCaller caller) {
    Refuse.when(task.state() == Task.State.DEAD, ProcRule.NOTHING_THERE);
    return new ArrayList<>(entries.keySet());
  }
}
