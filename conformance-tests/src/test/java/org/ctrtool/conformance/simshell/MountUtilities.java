package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.SimProgram;
import org.jspecify.annotations.Nullable;

/** The utilities mount(8) and umount(8). */
final class MountUtilities {
  static final Map<String, SimProgram> ALL =
      Map.of("mount", MountUtilities::mount, "umount", MountUtilities::unmount);

  private static final int FAILED = 32;

  // Fields of mountinfo
  private static final int ID = 0;
  private static final int PARENT = 1;
  private static final int POINT = 4;

  /** Changes of propagation, by the option's name. */
  private static final Map<String, MountFlags> PROPAGATION =
      Map.of(
          "make-shared",
          MountFlags.MS_SHARED,
          "make-slave",
          MountFlags.MS_SLAVE,
          "make-private",
          MountFlags.MS_PRIVATE,
          "make-unbindable",
          MountFlags.MS_UNBINDABLE,
          "make-rshared",
          MountFlags.MS_SHARED.or(MountFlags.MS_REC),
          "make-rslave",
          MountFlags.MS_SLAVE.or(MountFlags.MS_REC),
          "make-rprivate",
          MountFlags.MS_PRIVATE.or(MountFlags.MS_REC),
          "make-runbindable",
          MountFlags.MS_UNBINDABLE.or(MountFlags.MS_REC));

  /** Words of {@code -o} that are flags; all others are for the file system. */
  private static final Map<String, MountFlags> FLAGS =
      Map.of(
          "ro", MountFlags.MS_RDONLY,
          "rw", MountFlags.NONE,
          "nosuid", MountFlags.MS_NOSUID,
          "nodev", MountFlags.MS_NODEV,
          "noexec", MountFlags.MS_NOEXEC,
          "noatime", MountFlags.MS_NOATIME,
          "relatime", MountFlags.MS_RELATIME,
          "remount", MountFlags.MS_REMOUNT,
          "bind", MountFlags.MS_BIND,
          "rbind", MountFlags.MS_BIND.or(MountFlags.MS_REC));

  private MountUtilities() {}

  // mount

  private static int mount(Kernel kernel, List<String> argv, Environment environment) {
    String known = "t: o: bind rbind move " + String.join(" ", PROPAGATION.keySet());
    Options options = Options.of(argv, known).requireOperands(1, 2);
    List<String> operands = options.operands();
    String target = operands.get(operands.size() - 1);
    List<String> data = new ArrayList<>();
    MountFlags flags = operations(options).or(flags(options, data));
    String source = operands.size() == 2 ? operands.get(0) : "none";
    boolean propagation = PROPAGATION.keySet().stream().anyMatch(options::has);
    if (operands.size() == 1 && !propagation && !flags.has(MountFlags.MS_REMOUNT)) {
      throw options.unknown(); // it is looked up in fstab(5)
    }
    String type = options.value("t");
    Errno refused =
        Attempt.errno(() -> mount(kernel, source, target, type, flags, String.join(",", data)));
    if (refused == null) {
      return 0;
    }
    if (!refused.equals(Errno.EPERM) || kernel.getresuid().effective() == 0) {
      throw new Syntax.Unsupported("the message of " + argv + ": " + refused);
    }
    Utilities.complain(
        kernel,
        "mount: "
            + absolute(kernel, target)
            + ": must be superuser to use mount.\n"
            + "       dmesg(1) may have more information after failed mount system call.");
    return FAILED;
  }

  private static MountFlags operations(Options options) {
    MountFlags flags = MountFlags.NONE;
    flags = options.has("bind") ? flags.or(MountFlags.MS_BIND) : flags;
    flags = options.has("rbind") ? flags.or(MountFlags.MS_BIND).or(MountFlags.MS_REC) : flags;
    flags = options.has("move") ? flags.or(MountFlags.MS_MOVE) : flags;
    for (Map.Entry<String, MountFlags> each : PROPAGATION.entrySet()) {
      flags = options.has(each.getKey()) ? flags.or(each.getValue()) : flags;
    }
    return flags;
  }

  private static MountFlags flags(Options options, List<String> data) {
    MountFlags flags = MountFlags.NONE;
    for (String words : options.values("o")) {
      for (String word : words.split(",", -1)) {
        MountFlags flag = FLAGS.get(word);
        if (flag == null) {
          data.add(word);
        } else {
          flags = flags.or(flag);
        }
      }
    }
    return flags;
  }

  /** Bind mounts get other flags by a second call. */
  private static void mount(
      Kernel kernel,
      String source,
      String target,
      @Nullable String type,
      MountFlags flags,
      String data) {
    boolean binds = flags.has(MountFlags.MS_BIND) && !flags.has(MountFlags.MS_REMOUNT);
    MountFlags how = MountFlags.MS_BIND.or(MountFlags.MS_REC);
    MountFlags others = new MountFlags(flags.bits() & ~how.bits());
    MountFlags first = binds ? new MountFlags(flags.bits() & how.bits()) : flags;
    kernel.mount(source, target, type, first, data.isEmpty() ? null : data);
    if (binds && !others.equals(MountFlags.NONE)) {
      MountFlags again = others.or(MountFlags.MS_BIND).or(MountFlags.MS_REMOUNT);
      kernel.mount(source, target, null, again, null);
    }
  }

  // umount

  private static int unmount(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "l R").requireOperands(1, 1);
    String target = options.operands().get(0);
    UmountFlags flags = options.has("l") ? UmountFlags.MNT_DETACH : UmountFlags.NONE;
    if (!options.has("R")) {
      return unmount(kernel, target, target, flags);
    }
    List<String> below = treeAt(kernel, absolute(kernel, target));
    if (below.isEmpty()) {
      Utilities.complain(kernel, "umount: " + target + ": not mounted");
      return 1;
    }
    for (String each : below) {
      int status = unmount(kernel, each, target, flags);
      if (status != 0) {
        return status;
      }
    }
    return 0;
  }

  private static int unmount(Kernel kernel, String path, String named, UmountFlags flags) {
    Errno refused = Attempt.errno(() -> kernel.umount2(path, flags));
    if (refused == null) {
      return 0;
    }
    String why =
        switch (refused.name()) {
          case "EINVAL" -> "not mounted.";
          case "EBUSY" -> "target is busy.";
          case "ENOENT" -> "no mount point specified.";
          case "EPERM" -> "must be superuser to unmount.";
          default -> throw new Syntax.Unsupported("the message of umount: " + refused);
        };
    Utilities.complain(kernel, "umount: " + named + ": " + why);
    return FAILED;
  }

  private static String absolute(Kernel kernel, String path) {
    if (path.matches("(.*/)?\\.\\.?(/.*)?|.*//.*|.*/")) {
      throw new Syntax.Unsupported("the mount point " + path);
    }
    String here = kernel.getcwd();
    return path.startsWith("/") ? path : (here.equals("/") ? "" : here) + "/" + path;
  }

  /** The mount points of the mount that was attached last to a place and below it, last first. */
  private static List<String> treeAt(Kernel kernel, String target) {
    List<String[]> mounts =
        Streams.readFile(kernel, "/proc/self/mountinfo")
            .lines()
            .map(line -> line.split(" ", -1))
            .toList();
    List<String> points = new ArrayList<>();
    mounts.stream()
        .filter(mount -> mount[POINT].equals(target))
        .reduce((earlier, later) -> later)
        .ifPresent(top -> addTree(top, mounts, points));
    return points;
  }

  /** A mount may stand in the list in front of its parent. */
  private static void addTree(String[] mount, List<String[]> mounts, List<String> points) {
    List<String[]> children = new ArrayList<>(mounts);
    children.removeIf(each -> !each[PARENT].equals(mount[ID]));
    Collections.reverse(children);
    children.forEach(child -> addTree(child, mounts, points));
    points.add(mount[POINT]);
  }
}
