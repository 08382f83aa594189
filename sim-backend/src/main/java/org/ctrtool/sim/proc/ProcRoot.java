package org.ctrtool.sim.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Mode;
import org.ctrtool.api.SystemName;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fs.Directory;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.FileSystemType;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.Symlink;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** The root directory of proc: a directory for each process, and a few files about the system. */
final class ProcRoot extends DynamicDirectory {
  private static final int BOOTTIME = 7;

  private final ProcSuperBlock proc;
  private final Map<String, Inode> entries = new LinkedHashMap<>();
  private final Map<Task, ProcessDirectory> processes = new LinkedHashMap<>();

  ProcRoot(ProcSuperBlock proc) {
    super(proc, new Mode(0555), Kuid.ROOT, Kgid.ROOT);
    this.proc = proc;
    addLinks();
    addFiles();
    addShells();
    proc.machine().foundProcEntries().forEach(this::change);
  }

  /** Has what the host has, where that is known. */
  private void change(String name, Mode found) {
    if (found.type() == 0) {
      entries.remove(name);
    } else if (!entries.containsKey(name)) {
      if (found.isDirectory()) {
        entries.put(name, new Directory(proc, found, Kuid.ROOT, Kgid.ROOT));
      } else {
        notModelled(name, found.permissions());
      }
    }
  }

  private void addLinks() {
    entries.put("self", new ComputedLink(proc, this::self));
    entries.put("thread-self", new ComputedLink(proc, task -> self(task) + "/task/" + self(task)));
    entries.put("mounts", new Symlink(proc, "self/mounts", Kuid.ROOT, Kgid.ROOT));
    entries.put("net", new Symlink(proc, "self/net", Kuid.ROOT, Kgid.ROOT));
  }

  private String self(Task task) {
    int number = task.id().numberIn(proc.processes());
    if (number == 0) {
      throw new Refusal(ProcRule.NOTHING_THERE);
    }
    return Integer.toString(number);
  }

  private void addFiles() {
    text("filesystems", 0444, task -> fileSystems());
    text("version", 0444, task -> version());
    text("cmdline", 0444, task -> "root=/dev/vda ro quiet\n");
    text("uptime", 0444, task -> uptime(task) + ".00 0.00\n");
    text("cgroups", 0444, task -> "#subsys_name\thierarchy\tnum_cgroups\tenabled\n");
    for (String each : List.of("cpuinfo", "meminfo", "stat", "loadavg", "devices", "partitions")) {
      notModelled(each, 0444);
    }
    for (String each : List.of("kcore", "timer_list", "vmallocinfo", "slabinfo")) {
      notModelled(each, 0400);
    }
    notModelled("keys", 0444);
    notModelled("key-users", 0444);
    notModelled("sysrq-trigger", 0200);
  }

  private static long uptime(Task task) {
    return task.machine().clock().read(BOOTTIME, task.namespaces().time().offsets()).seconds();
  }

  private void text(String name, int permissions, java.util.function.Function<Task, String> text) {
    entries.put(name, new TextFile(proc, permissions, text));
  }

  private void notModelled(String name, int permissions) {
    text(
        name,
        permissions,
        task -> {
          throw new org.ctrtool.api.NotModelled("the content of /proc/" + name);
        });
  }

  private void addShells() {
    entries.put("sys", new SysDirectory(proc, SysDirectory.TOP, ""));
    for (String each :
        List.of("acpi", "asound", "bus", "driver", "fs", "irq", "scsi", "sysvipc", "tty")) {
      entries.put(each, new Directory(proc, new Mode(0555), Kuid.ROOT, Kgid.ROOT));
    }
  }

  private String fileSystems() {
    StringBuilder text = new StringBuilder();
    for (FileSystemType type : proc.machine().vfs().types()) {
      boolean disk = type.name().equals("ext4") || type.name().equals("squashfs");
      text.append(disk ? "" : "nodev").append('\t').append(type.name()).append('\n');
    }
    return text.toString();
  }

  private String version() {
    SystemName name = proc.machine().name();
    return name.system() + " version " + name.release() + " " + name.version() + "\n";
  }

  @Override
  public @Nullable Inode lookup(PathCaller caller, String name) {
    Inode entry = entries.get(name);
    return entry == null ? process(name) : entry;
  }

  private @Nullable Inode process(String name) {
    if (!name.matches("[1-9][0-9]{0,8}")) {
      return null;
    }
    Task task = proc.find(Integer.parseInt(name));
    processes.keySet().removeIf(each -> each.state() == Task.State.DEAD);
    return task == null
        ? null
        : processes.computeIfAbsent(task, each -> new ProcessDirectory(proc, each));
  }

  @Override
  public List<String> names(PathCaller caller) {
    List<String> names = new ArrayList<>(entries.keySet());
    proc.processes().all().stream()
        .filter(id -> id.task() != null)
        .forEach(id -> names.add(Integer.toString(id.numberIn(proc.processes()))));
    return names;
  }
}
