package org.ctrtool.sim.capture;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Uid;
import org.jspecify.annotations.Nullable;

/** Makes files and mounts of an empty simulated host like those of a snapshot. */
public final class HostRebuild {
  private static final Map<String, MountFlags> FLAGS =
      Map.of(
          "nosuid", MountFlags.MS_NOSUID,
          "nodev", MountFlags.MS_NODEV,
          "noexec", MountFlags.MS_NOEXEC,
          "noatime", MountFlags.MS_NOATIME,
          "nodiratime", MountFlags.MS_NODIRATIME,
          "relatime", MountFlags.MS_RELATIME);
  private static final List<String> MODELLED =
      List.of("proc", "sysfs", "tmpfs", "ramfs", "devpts", "mqueue", "cgroup2", "devtmpfs");

  private final HostSnapshot snapshot;
  private final Kernel kernel;

  private HostRebuild(HostSnapshot snapshot, Kernel kernel) {
    this.snapshot = snapshot;
    this.kernel = kernel;
  }

  /** Uses the calls of {@code kernel}, which is root on an empty host. */
  public static void rebuild(HostSnapshot snapshot, Kernel kernel) {
    HostRebuild rebuild = new HostRebuild(snapshot, kernel);
    rebuild.files("/");
    rebuild.mounts();
    rebuild.propagation();
    rebuild.readOnly();
  }

  private void tolerating(Consumer<ChildKernel> call) {
    kernel.tolerating(Errno.EEXIST, call);
  }

  /** The files whose nearest mount is at {@code mountPoint}. */
  private void files(String mountPoint) {
    for (HostSnapshot.FileLine each : snapshot.files()) {
      if (mountOf(each.path()).equals(mountPoint)) {
        file(each);
      }
    }
  }

  private String mountOf(String path) {
    String best = "/";
    for (HostSnapshot.MountLine each : snapshot.mounts()) {
      String point = each.mountPoint();
      if (path.startsWith(point + "/") && point.length() > best.length()) {
        best = point;
      }
    }
    return best;
  }

  private void file(HostSnapshot.FileLine line) {
    Mode mode = new Mode(Integer.parseInt(line.mode(), 8));
    String path = line.path();
    directories(parentOf(path));
    switch (mode.type()) {
      case Mode.S_IFDIR -> tolerating(k -> k.mkdirat(AT_FDCWD, path, mode));
      case Mode.S_IFLNK -> tolerating(k -> k.symlinkat(line.target(), AT_FDCWD, path));
      case Mode.S_IFREG -> regular(path);
      default -> tolerating(k -> k.mknodat(AT_FDCWD, path, mode, device(line)));
    }
    if (!mode.isSymbolicLink()) {
      Attempt.errno(
          () ->
              kernel.fchownat(
                  AT_FDCWD, path, new Uid(line.owner()), new Gid(line.group()), AtFlags.NONE));
      Attempt.errno(() -> kernel.fchmodat(AT_FDCWD, path, new Mode(mode.permissions())));
    }
  }

  private void regular(String path) {
    Attempt.of(
            () ->
                kernel.openat(
                    AT_FDCWD, path, OpenFlags.O_CREAT.or(OpenFlags.O_WRONLY), new Mode(0644)))
        .orThrow();
  }

  private static Dev device(HostSnapshot.FileLine line) {
    int colon = line.device().indexOf(':');
    return colon < 0
        ? Dev.NONE
        : new Dev(
            Integer.parseInt(line.device().substring(0, colon)),
            Integer.parseInt(line.device().substring(colon + 1)));
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private void directories(String path) {
    int at = 1;
    while (at < path.length()) {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      String upTo = path.substring(0, end);
      // A link to a directory, or a directory of proc or sysfs, is good enough.
      Attempt.errno(() -> kernel.mkdirat(AT_FDCWD, upTo, new Mode(0755)));
      at = end + 1;
    }
  }

  /** In the order of mountinfo, except that a mount comes after the one it is on. */
  private void mounts() {
    Set<Long> all = new LinkedHashSet<>();
    snapshot.mounts().forEach(each -> all.add(each.id()));
    Set<Long> done = new LinkedHashSet<>();
    List<HostSnapshot.MountLine> waiting = new ArrayList<>(snapshot.mounts());
    boolean progress = true;
    while (progress) {
      progress = false;
      for (HostSnapshot.MountLine each : List.copyOf(waiting)) {
        boolean isTop = each.parent() == each.id() || !all.contains(each.parent());
        if (isTop || done.contains(each.parent())) {
          waiting.remove(each);
          done.add(each.id());
          progress = true;
          mountIfPossible(each);
        }
      }
    }
  }

  private void mountIfPossible(HostSnapshot.MountLine line) {
    if (!line.mountPoint().equals("/")) {
      // A mount point may be in a file system that the simulation knows less about: then it is left
      // out.
      Attempt.errno(
          () -> {
            mount(line);
            files(line.mountPoint());
          });
    }
  }

  /**
   * What the simulation has no file system for is a tmpfs: what counts is that something is there.
   */
  private void mount(HostSnapshot.MountLine line) {
    String point = line.mountPoint();
    directories(parentOf(point));
    if (Attempt.errno(() -> kernel.fstatat(AT_FDCWD, point, AtFlags.NONE)) != null) {
      directories(point);
    }
    boolean isDirectory =
        Objects.requireNonNull(
                Attempt.of(() -> kernel.fstatat(AT_FDCWD, point, AtFlags.NONE)).orThrow())
            .mode()
            .isDirectory();
    if (!isDirectory) {
      kernel.mount(point, point, null, MountFlags.MS_BIND, null);
      return;
    }
    boolean known = MODELLED.contains(line.type()) && line.root().equals("/");
    MountFlags flags = flags(line.options()).without(MountFlags.MS_RDONLY);
    kernel.mount(line.source(), point, known ? line.type() : "tmpfs", flags, options(line));
  }

  private static @Nullable String options(HostSnapshot.MountLine line) {
    if (!line.type().equals("tmpfs") && !line.type().equals("devpts")) {
      return null;
    }
    List<String> kept = new ArrayList<>();
    for (String each : line.superOptions().split(",", -1)) {
      if (each.startsWith("mode=") || each.startsWith("size=") || each.startsWith("ptmxmode=")) {
        kept.add(each);
      }
    }
    return kept.isEmpty() ? null : String.join(",", kept);
  }

  private static MountFlags flags(String options) {
    MountFlags flags = MountFlags.NONE;
    for (String each : options.split(",", -1)) {
      flags = flags.or(FLAGS.getOrDefault(each, MountFlags.NONE));
      if (each.equals("ro")) {
        flags = flags.or(MountFlags.MS_RDONLY);
      }
    }
    return flags;
  }

  private void propagation() {
    for (HostSnapshot.MountLine each : snapshot.mounts()) {
      boolean isShared = each.propagation().contains("shared:");
      if (isShared) {
        Attempt.errno(
            () -> kernel.mount("none", each.mountPoint(), null, MountFlags.MS_SHARED, null));
      }
    }
  }

  /** Last, since nothing can be made in them afterwards. */
  private void readOnly() {
    for (HostSnapshot.MountLine each : snapshot.mounts()) {
      MountFlags flags = flags(each.options());
      if (each.superOptions().startsWith("ro")) {
        remount(each, flags.or(MountFlags.MS_RDONLY));
      }
      if (flags.has(MountFlags.MS_RDONLY)) {
        remount(each, flags.or(MountFlags.MS_BIND));
      }
    }
  }

  private void remount(HostSnapshot.MountLine line, MountFlags flags) {
    MountFlags all = flags.or(MountFlags.MS_REMOUNT);
    Attempt.errno(() -> kernel.mount("none", line.mountPoint(), null, all, null));
  }
}
