package org.ctrtool.sim.snapshot;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Stat;
import org.ctrtool.api.SystemName;

/** Describes the host that a kernel is of, through its calls alone. It changes nothing. */
public final class HostCapture {
  private static final int CHUNK = 16 * 1024;
  private static final String INITIAL_USER_NAMESPACE = "user:[4026531837]";
  private static final List<String> NAMESPACES =
      List.of("mnt", "pid", "net", "ipc", "uts", "cgroup");
  private static final List<String> LIMITED =
      List.of("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time");

  /** What plans look at. */
  private static final List<String> USUAL_PATHS =
      List.of(
          "/bin",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/sbin",
          "/usr",
          "/etc",
          "/opt",
          "/home",
          "/root",
          "/var",
          "/run",
          "/tmp",
          "/mnt",
          "/media",
          "/srv",
          "/sys",
          "/proc",
          "/dev",
          "/usr/bin",
          "/usr/sbin",
          "/usr/lib",
          "/usr/lib64",
          "/usr/local",
          "/usr/local/bin",
          "/usr/local/sbin",
          "/var/tmp",
          "/var/lib",
          "/sys/fs/cgroup",
          "/dev/null",
          "/dev/zero",
          "/dev/full",
          "/dev/random",
          "/dev/urandom",
          "/dev/tty",
          "/dev/ptmx",
          "/dev/console",
          "/dev/pts",
          "/dev/pts/ptmx",
          "/dev/shm",
          "/dev/mqueue",
          "/dev/net/tun",
          "/dev/fuse",
          "/dev/loop-control",
          "/dev/fd",
          "/dev/stdin",
          "/dev/stdout",
          "/dev/stderr");

  private static final List<String> PROC_ENTRIES =
      List.of(
          "acpi",
          "asound",
          "bus",
          "cmdline",
          "driver",
          "fs",
          "interrupts",
          "irq",
          "kcore",
          "key-users",
          "keys",
          "kmsg",
          "latency_stats",
          "sched_debug",
          "scsi",
          "sys",
          "sysrq-trigger",
          "sysvipc",
          "timer_list",
          "timer_stats",
          "tty");

  private static final List<String> USUAL_PROGRAMS =
      List.of("sh", "bash", "true", "false", "cat", "echo", "env", "id", "ls", "sleep", "mount");

  private final Kernel kernel;
  private final Map<String, String> status;

  private HostCapture(Kernel kernel) {
    this.kernel = kernel;
    this.status = fields(text("/proc/self/status"));
  }

  /**
   * Describes the host.
   *
   * @param more paths to look at besides the usual ones
   */
  public static HostSnapshot of(Kernel kernel, List<String> more) {
    return new HostCapture(kernel).snapshot(more);
  }

  private HostSnapshot snapshot(List<String> more) {
    String directory = kernel.getcwd();
    List<MountFact> mounts = new ArrayList<>();
    for (MountFact mount : MountFact.parse(text("/proc/self/mountinfo"))) {
      mounts.add(Redaction.mount(mount));
    }
    CapabilitySet bounding = CapabilitySet.NONE;
    int capability = 0;
    for (Attempt<Boolean> asked = bounding(0);
        asked.refusal() == null;
        asked = bounding(capability)) {
      bounding = asked.orThrow() ? new CapabilitySet(bounding.bits() | 1L << capability) : bounding;
      capability++;
    }
    SystemName name = kernel.uname();
    return new HostSnapshot(
        HostSnapshot.FORMAT,
        new HostSnapshot.KernelFacts(name.release(), name.machine(), capability - 1),
        users(),
        process(bounding, directory),
        mounts,
        paths(mounts, directory, more));
  }

  private Attempt<Boolean> bounding(int capability) {
    return Attempt.of(() -> kernel.prctlCapbsetRead(capability));
  }

  private ProcessFacts process(CapabilitySet bounding, String directory) {
    Capabilities now = kernel.capget();
    CapabilitySet ambient =
        new CapabilitySet(Long.parseUnsignedLong(status.getOrDefault("CapAmb", "0"), 16));
    Map<Resource, RLimit> limits = new EnumMap<>(Resource.class);
    for (Resource each : Resource.values()) {
      limits.put(each, kernel.getrlimit(Pid.SELF, each));
    }
    return new ProcessFacts(
        kernel.getresuid(),
        kernel.getresgid(),
        kernel.getgroups().stream().map(Gid::number).toList(),
        new ProcessFacts.CapabilityFacts(
            now.permitted(), now.effective(), now.inheritable(), ambient, bounding),
        kernel.prctlGetNoNewPrivs(),
        limits,
        Integer.parseInt(status.getOrDefault("Umask", "0022"), 8),
        directory);
  }

  private UserFacts users() {
    Map<String, Integer> limits = new LinkedHashMap<>();
    for (String each : LIMITED) {
      Attempt<String> text =
          Attempt.of(() -> text("/proc/sys/user/max_" + each + "_namespaces").strip());
      if (text.refusal() == null) {
        limits.put(each, (int) Math.min(Integer.MAX_VALUE, Long.parseLong(text.orThrow())));
      }
    }
    String user = kernel.readlinkat(Fd.AT_FDCWD, "/proc/self/ns/user");
    return new UserFacts(
        user.equals(INITIAL_USER_NAMESPACE),
        idMap(text("/proc/self/uid_map")),
        idMap(text("/proc/self/gid_map")),
        text("/proc/self/setgroups").strip().equals("allow"),
        NAMESPACES.stream().filter(this::isOwned).toList(),
        limits);
  }

  /** Whether a namespace belongs to the user namespace of the process. */
  private boolean isOwned(String name) {
    Stat user = kernel.fstatat(Fd.AT_FDCWD, "/proc/self/ns/user", AtFlags.NONE);
    Attempt<Fd> namespace = Attempt.of(() -> open("/proc/self/ns/" + name));
    if (namespace.refusal() != null) {
      return false;
    }
    Attempt<Fd> owner = Attempt.of(() -> kernel.ioctlNsGetUserns(namespace.orThrow()));
    kernel.close(namespace.orThrow());
    if (owner.refusal() != null) {
      return false;
    }
    Stat found = kernel.fstatat(owner.orThrow(), "", AtFlags.AT_EMPTY_PATH);
    kernel.close(owner.orThrow());
    return found.isSameFileAs(user);
  }

  private static IdMap idMap(String text) {
    List<IdMap.Extent> extents = new ArrayList<>();
    for (String line : text.strip().split("\n", -1)) {
      if (!line.isBlank()) {
        String[] numbers = line.strip().split(" +", -1);
        extents.add(
            new IdMap.Extent(
                Long.parseLong(numbers[0]),
                Long.parseLong(numbers[1]),
                Long.parseLong(numbers[2])));
      }
    }
    return new IdMap(extents);
  }

  private List<PathFact> paths(List<MountFact> mounts, String directory, List<String> more) {
    PathFacts facts = new PathFacts(kernel);
    mounts.forEach(mount -> facts.add(mount.mountPoint()));
    USUAL_PATHS.forEach(facts::add);
    PROC_ENTRIES.forEach(entry -> facts.add("/proc/" + entry));
    for (String program : USUAL_PROGRAMS) {
      facts.add("/bin/" + program);
      facts.add("/usr/bin/" + program);
    }
    facts.add(directory);
    for (String path : more) {
      facts.add(path.startsWith("/") ? path : directory + "/" + path);
    }
    return facts.list();
  }

  // Files of proc

  private Fd open(String path) {
    return kernel.openat(Fd.AT_FDCWD, path, OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC), Mode.NONE);
  }

  private String text(String path) {
    Fd file = open(path);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] chunk = kernel.read(file, CHUNK);
    while (chunk.length > 0) {
      content.writeBytes(chunk);
      chunk = kernel.read(file, CHUNK);
    }
    kernel.close(file);
    return OsStrings.decode(content.toByteArray());
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return fields;
  }
}
