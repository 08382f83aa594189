package org.ctrtool.sim.proc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fs.DynamicDirectory;
import org.ctrtool.sim.fs.EmptyDirectory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.ns.PidNamespace;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.path.Permission;
import org.ctrtool.sim.path.Subject;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** A directory of {@code /proc/sys}; only settings that container tools look at are there. */
final class SysDirectory extends DynamicDirectory {
  /** A setting. */
  private record Setting(Function<Task, String> text, SettingFile.@Nullable Setter setter) {}

  /** The settings by path. */
  static final Map<String, Object> TOP = settings();

  private static final int NEVER_EXECUTABLE = 2;

  /** The settings that are no numbers. */
  private static final Set<String> TEXTS =
      Set.of("kernel/hostname", "kernel/domainname", "kernel/osrelease", "kernel/ostype");

  private final ProcSuperBlock proc;
  private final Map<String, Object> settings;
  private final String path;
  private final Map<List<Object>, Inode> inodes = new LinkedHashMap<>();

  SysDirectory(ProcSuperBlock proc, Map<String, Object> settings, String path) {
    super(proc, new Mode(0555), Kuid.ROOT, Kgid.ROOT);
    this.proc = proc;
    this.settings = settings;
    this.path = path;
  }

  private static Map<String, Object> settings() {
    Map<String, Object> all = new LinkedHashMap<>();
    addKernel(all);
    addFs(all);
    addUser(all);
    fixed(all, "vm/overcommit_memory", "0");
    all.put(
        "vm/memfd_noexec",
        new Setting(
            task -> Integer.toString(task.pidNamespace().memfdNoexec()),
            SysDirectory::setMemfdNoexec));
    fixed(all, "net/ipv4/ip_forward", "0");
    fixed(all, "net/ipv4/ip_unprivileged_port_start", "1024");
    fixed(all, "net/ipv4/ping_group_range", "1\t0");
    fixed(all, "dev/tty/legacy_tiocsti", "1");
    return all;
  }

  private static void fixed(Map<String, Object> all, String path, String value) {
    all.put(path, new Setting(task -> value, null));
  }

  private static void addKernel(Map<String, Object> all) {
    all.put(
        "kernel/hostname",
        new Setting(
            task -> task.namespaces().uts().nodeName(),
            text((task, text) -> task.namespaces().uts().setNodeName(line(text)))));
    all.put(
        "kernel/domainname",
        new Setting(
            task -> task.namespaces().uts().domainName(),
            text((task, text) -> task.namespaces().uts().setDomainName(line(text)))));
    all.put("kernel/osrelease", new Setting(task -> task.machine().name().release(), null));
    all.put("kernel/ostype", new Setting(task -> task.machine().name().system(), null));
    all.put(
        "kernel/pid_max",
        new Setting(
            task -> Integer.toString(task.pidNamespace().maximum()),
            number((task, value) -> task.pidNamespace().setMaximum(value))));
    fixed(all, "kernel/overflowuid", Long.toString(UserNamespace.OVERFLOW_ID));
    fixed(all, "kernel/overflowgid", Long.toString(UserNamespace.OVERFLOW_ID));
    fixed(all, "kernel/cap_last_cap", Integer.toString(Capability.LAST));
    fixed(all, "kernel/ngroups_max", "65536");
    fixed(all, "kernel/keys/root_maxkeys", "1000000");
  }

  private static void addFs(Map<String, Object> all) {
    all.put(
        "fs/mount-max",
        new Setting(
            task -> Integer.toString(task.machine().mounts().mountMax()),
            number((task, value) -> task.machine().mounts().setMountMax(value))));
    fixed(all, "fs/nr_open", "1048576");
    fixed(all, "fs/file-max", "9223372036854775807");
    fixed(all, "fs/suid_dumpable", "0");
    fixed(all, "fs/protected_hardlinks", "1");
    fixed(all, "fs/protected_symlinks", "0");
    fixed(all, "fs/protected_fifos", "0");
    fixed(all, "fs/protected_regular", "0");
    all.put("fs/binfmt_misc", "empty");
  }

  private static void addUser(Map<String, Object> all) {
    for (NamespaceType type : NamespaceType.values()) {
      all.put(
          "user/max_" + type.fileName() + "_namespaces",
          new Setting(
              task -> Integer.toString(task.userNamespace().limit(type)),
              number((task, value) -> task.userNamespace().setLimit(type, value))));
    }
  }

  /** pid_mfd_noexec_dointvec_minmax() in kernel/pid_sysctl.h. */
  private static void setMemfdNoexec(Task task, String text, long offset) {
    PidNamespace namespace = task.pidNamespace();
    if (!task.credentials().isCapable(namespace.owner(), Capability.CAP_SYS_ADMIN)) {
      throw new Refusal(ProcRule.SETTING_NEEDS_CAP_SYS_ADMIN);
    }
    number((setter, value) -> changeMemfdNoexec(namespace, value)).set(task, text, offset);
  }

  private static void changeMemfdNoexec(PidNamespace namespace, int value) {
    PidNamespace parent = namespace.parent();
    int least = parent == null ? 0 : parent.memfdNoexec();
    if (value < least || value > NEVER_EXECUTABLE) {
      throw new Refusal(ProcRule.BAD_VALUE);
    }
    namespace.setMemfdNoexec(value);
  }

  /** A number is only taken at the start of the file; proc_first_pos_non_zero_ignore(). */
  private static SettingFile.Setter number(ObjIntConsumer<Task> setter) {
    return (task, text, offset) -> {
      if (offset == 0 && !text.isEmpty()) {
        setter.accept(task, number(text));
      }
    };
  }

  private static SettingFile.Setter text(BiConsumer<Task, String> setter) {
    return (task, text, offset) -> {
      if (offset != 0) {
        throw new NotModelled("writing into the middle of a setting");
      }
      setter.accept(task, text);
    };
  }

  private static String line(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static int number(String text) {
    String digits = line(text);
    if (!digits.matches("[0-9]{1,10}") || Long.parseLong(digits) > Integer.MAX_VALUE) {
      throw new Refusal(ProcRule.BAD_VALUE);
    }
    return Integer.parseInt(digits);
  }

  @Override
  public @Nullable Inode lookup(PathCaller caller, String name) {
    String below = path.isEmpty() ? name : path + "/" + name;
    Object entry = settings.get(below);
    if (entry instanceof Setting setting) {
      return file(((Task) caller).userNamespace(), below, setting);
    }
    if (entry != null) {
      return inodes.computeIfAbsent(List.of(below), key -> new EmptyDirectory(proc));
    }
    boolean isDirectory = settings.keySet().stream().anyMatch(each -> each.startsWith(below + "/"));
    return isDirectory
        ? inodes.computeIfAbsent(List.of(below), key -> new SysDirectory(proc, settings, below))
        : null;
  }

  /** Each user namespace has its own of some settings. */
  private Inode file(UserNamespace viewer, String below, Setting setting) {
    UserNamespace namespace = below.startsWith("user/") ? viewer : null;
    List<Object> key = namespace == null ? List.of(below) : List.of(below, viewer);
    int permissions = setting.setter == null ? 0444 : 0644;
    return inodes.computeIfAbsent(
        key,
        k ->
            new SettingFile(
                proc,
                permissions,
                setting.text,
                setting.setter,
                !TEXTS.contains(below),
                namespace));
  }

  /** proc_sys_permission(): nobody writes to the directories. */
  @Override
  public boolean permits(Subject subject, int wanted, BooleanSupplier ordinary) {
    return (wanted & Permission.MAY_WRITE) == 0;
  }

  @Override
  public boolean hasFixedMode() {
    return true;
  }

  @Override
  public boolean hasFixedOwner() {
    return true;
  }

  @Override
  public List<String> names(PathCaller caller) {
    Set<String> names = new LinkedHashSet<>();
    String prefix = path.isEmpty() ? "" : path + "/";
    for (String each : settings.keySet()) {
      if (each.startsWith(prefix)) {
        String rest = each.substring(prefix.length());
        int slash = rest.indexOf('/');
        names.add(slash < 0 ? rest : rest.substring(0, slash));
      }
    }
    return new ArrayList<>(names);
  }
}
