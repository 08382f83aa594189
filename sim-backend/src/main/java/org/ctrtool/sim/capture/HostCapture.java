package org.ctrtool.sim.capture;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Stat;
import org.ctrtool.api.SystemName;
import org.jspecify.annotations.Nullable;

/**
 * Describes the host behind a kernel. Looks only at {@code /proc}, names and attributes: not at the
 * environment, user names or the content of other files.
 */
public final class HostCapture {
  /** What plans use of a host: where programs, devices and mount points are. */
  private static final List<String> PATHS =
      List.of(
          "/bin",
          "/boot",
          "/dev",
          "/dev/full",
          "/dev/fuse",
          "/dev/loop-control",
          "/dev/mqueue",
          "/dev/net",
          "/dev/net/tun",
          "/dev/null",
          "/dev/ptmx",
          "/dev/pts",
          "/dev/random",
          "/dev/shm",
          "/dev/tty",
          "/dev/urandom",
          "/dev/zero",
          "/etc",
          "/etc/group",
          "/etc/hostname",
          "/etc/hosts",
          "/etc/passwd",
          "/etc/resolv.conf",
          "/home",
          "/lib",
          "/lib64",
          "/media",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/run/shm",
          "/sbin",
          "/srv",
          "/sys",
          "/sys/fs/cgroup",
          "/tmp",
          "/usr",
          "/usr/bin",
          "/usr/bin/env",
          "/usr/bin/sh",
          "/usr/lib",
          "/usr/lib64",
          "/usr/local",
          "/usr/sbin",
          "/var",
          "/var/empty",
          "/var/lib",
          "/var/run",
          "/var/tmp");

  private static final List<String> SETTINGS =
      List.of(
          "fs/mount-max",
          "fs/nr_open",
          "fs/suid_dumpable",
          "kernel/cap_last_cap",
          "kernel/pid_max",
          "kernel/unprivileged_userns_clone",
          "kernel/apparmor_restrict_unprivileged_userns",
          "kernel/yama/ptrace_scope",
          "user/max_cgroup_namespaces",
          "user/max_ipc_namespaces",
          "user/max_mnt_namespaces",
          "user/max_net_namespaces",
          "user/max_pid_namespaces",
          "user/max_time_namespaces",
          "user/max_user_namespaces",
          "user/max_uts_namespaces");

  /** Types whose source is a name that tells nothing; others may name servers or disks. */
  private static final Set<String> PUBLIC_SOURCES =
      Set.of(
          "proc", "sysfs", "tmpfs", "devtmpfs", "devpts", "mqueue", "cgroup", "cgroup2", "ramfs");

  /** Options of file systems that plans depend on and that name nobody. */
  private static final Set<String> PUBLIC_OPTIONS =
      Set.of("ro", "rw", "sync", "size", "nr_inodes", "mode", "ptmxmode", "hidepid", "subset");

  private static final int MOUNT_POINT = 4;
  private static final int OPTIONS = 5;
  private static final int FIRST_OPTIONAL = 6;

  private final Kernel kernel;

  private HostCapture(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Describes the host behind {@code kernel}, with the rights of the calling process. */
  public static HostSnapshot of(Kernel kernel) {
    return new HostCapture(kernel).snapshot();
  }

  private HostSnapshot snapshot() {
    SystemName name = kernel.uname();
    return new HostSnapshot(
        HostSnapshot.VERSION,
        name.release(),
        name.machine(),
        identity(),
        map("/proc/self/uid_map"),
        map("/proc/self/gid_map"),
        line("/proc/self/setgroups"),
        limits(),
        settings(),
        fileSystems(),
        mounts(),
        files());
  }

  private HostSnapshot.Identity identity() {
    Capabilities capabilities = kernel.capget();
    long bounding = 0;
    for (int i = 0; i <= Capability.LAST; i++) {
      bounding |= kernel.prctlCapbsetRead(i) ? 1L << i : 0;
    }
    return new HostSnapshot.Identity(
        three(kernel.getresuid()),
        three(kernel.getresgid()),
        kernel.getgroups().stream().map(Gid::number).toList(),
        capabilities.permitted().toString(),
        capabilities.effective().toString(),
        capabilities.inheritable().toString(),
        new CapabilitySet(bounding).toString(),
        kernel.prctlGetNoNewPrivs());
  }

  private static List<Long> three(Ids ids) {
    return List.of(ids.real(), ids.effective(), ids.saved());
  }

  private List<HostSnapshot.MapLine> map(String path) {
    List<HostSnapshot.MapLine> lines = new ArrayList<>();
    for (String each : lines(path)) {
      String[] fields = each.trim().split(" +", -1);
      lines.add(
          new HostSnapshot.MapLine(
              Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2])));
    }
    return lines;
  }

  private Map<String, HostSnapshot.Limit> limits() {
    Map<String, HostSnapshot.Limit> limits = new LinkedHashMap<>();
    for (Resource each : Resource.values()) {
      RLimit limit = kernel.getrlimit(Pid.SELF, each);
      limits.put(each.name(), new HostSnapshot.Limit(limit.soft(), limit.hard()));
    }
    return limits;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String each : SETTINGS) {
      String value = line("/proc/sys/" + each);
      if (!value.isEmpty()) {
        settings.put(each, value);
      }
    }
    return settings;
  }

  private List<String> fileSystems() {
    return lines("/proc/filesystems").stream()
        .map(line -> line.substring(line.indexOf('\t') + 1))
        .toList();
  }

  private List<HostSnapshot.MountLine> mounts() {
    return lines("/proc/self/mountinfo").stream().map(HostCapture::mount).toList();
  }

  private static HostSnapshot.MountLine mount(String line) {
    int separator = line.indexOf(" - ");
    String[] fields = line.substring(0, separator).split(" ", -1);
    String[] fileSystem = line.substring(separator + 3).split(" ", -1);
    List<String> optional = List.of(fields).subList(FIRST_OPTIONAL, fields.length);
    return new HostSnapshot.MountLine(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        unescaped(fields[3]),
        unescaped(fields[MOUNT_POINT]),
        fields[OPTIONS],
        String.join(" ", optional),
        fileSystem[0],
        PUBLIC_SOURCES.contains(fileSystem[0]) ? fileSystem[1] : "none",
        publicOptions(fileSystem[2]));
  }

  private static String publicOptions(String options) {
    List<String> kept = new ArrayList<>();
    for (String each : options.split(",", -1)) {
      int equals = each.indexOf('=');
      if (PUBLIC_OPTIONS.contains(equals < 0 ? each : each.substring(0, equals))) {
        kept.add(each);
      }
    }
    return String.join(",", kept);
  }

  /** The octal escapes of mountinfo, as {@code \040}. */
  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 3 < text.length()) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  private List<HostSnapshot.FileLine> files() {
    List<HostSnapshot.FileLine> files = new ArrayList<>();
    for (String each : PATHS) {
      Stat stat =
          Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, each, AtFlags.AT_SYMLINK_NOFOLLOW)).value();
      if (stat != null) {
        files.add(file(each, stat));
      }
    }
    return files;
  }

  private HostSnapshot.FileLine file(String path, Stat stat) {
    @Nullable String target =
        stat.mode().isSymbolicLink()
            ? Attempt.of(() -> kernel.readlinkat(Fd.AT_FDCWD, path)).value()
            : null;
    String device =
        stat.special().equals(Dev.NONE)
            ? ""
            : stat.special().major() + ":" + stat.special().minor();
    return new HostSnapshot.FileLine(
        path,
        Integer.toOctalString(stat.mode().bits()),
        stat.owner().number(),
        stat.group().number(),
        device,
        target == null ? "" : target);
  }

  // Reading

  private String line(String path) {
    List<String> lines = lines(path);
    return lines.isEmpty() ? "" : lines.get(0);
  }

  /** The lines of a file; none if it cannot be read. */
  private List<String> lines(String path) {
    String text = Attempt.of(() -> read(path)).value();
    return text == null ? List.of() : text.lines().toList();
  }

  private String read(String path) {
    Fd fd = kernel.openat(Fd.AT_FDCWD, path, OpenFlags.O_CLOEXEC, Mode.NONE);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (byte[] part = kernel.read(fd, 65536); part.length > 0; part = kernel.read(fd, 65536)) {
        all.writeBytes(part);
      }
    } finally {
      kernel.close(fd);
    }
    return OsStrings.decode(all.toByteArray());
  }
}
