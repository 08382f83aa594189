package org.ctrtool.tools.run;

import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOEXEC;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOSUID;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_RDONLY;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;

/**
 * What of /proc is covered where user 0 of the container is user 0 of the machine.
 *
 * <p>/proc/sys and its like are judged by the user ID and not by capabilities: that user could set
 * {@code core_pattern} and run a program on the host. In every other container the kernel itself
 * refuses.
 *
 * @param readOnly parts that can be read only
 * @param hiddenFiles files that are covered by /dev/null
 * @param hiddenDirectories directories that are covered by an empty one
 */
record ProcCovers(List<String> readOnly, List<String> hiddenFiles, List<String> hiddenDirectories) {
  /** Nothing is covered. */
  static final ProcCovers NONE = new ProcCovers(List.of(), List.of(), List.of());

  private static final List<String> READ_ONLY = List.of("bus", "fs", "irq", "sys", "sysrq-trigger");
  private static final List<String> FILES =
      List.of(
          "kcore",
          "keys",
          "key-users",
          "kmsg",
          "latency_stats",
          "timer_list",
          "timer_stats",
          "sched_debug",
          "interrupts");
  private static final List<String> DIRECTORIES = List.of("acpi", "asound", "scsi");

  private static final MountAttrFlags FROZEN = MOUNT_ATTR_RDONLY.or(FileSystem.INERT);

  /** Covers for what this kernel has of it. */
  static ProcCovers forThisKernel(Kernel kernel) {
    OpenFlags place = OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);
    Fd proc = kernel.openat(Fd.AT_FDCWD, "/proc", place, Mode.NONE);
    ProcCovers covers =
        new ProcCovers(
            existing(kernel, proc, READ_ONLY),
            existing(kernel, proc, FILES),
            existing(kernel, proc, DIRECTORIES));
    kernel.close(proc);
    return covers;
  }

  private static List<String> existing(Kernel kernel, Fd proc, List<String> names) {
    List<String> existing = new ArrayList<>();
    for (String name : names) {
      if (HostFacts.lookUp(kernel, proc, name, AtFlags.NONE) != null) {
        existing.add(name);
      }
    }
    return existing;
  }

  /** Covers the parts of the proc mount {@code proc}, which is attached already. */
  void attach(ChildKernel kernel, Fd proc) {
    for (String name : readOnly) {
      Trees.attach(kernel, Trees.copyOf(kernel, proc, name, FROZEN), proc, name);
    }
    for (String name : hiddenFiles) {
      MountAttrFlags unwritable = MOUNT_ATTR_RDONLY.or(MOUNT_ATTR_NOSUID).or(MOUNT_ATTR_NOEXEC);
      Fd nothing = Trees.copyOfFile(kernel, Fd.AT_FDCWD, "/dev/null", unwritable);
      Trees.attach(kernel, nothing, proc, name);
    }
    if (!hiddenDirectories.isEmpty()) {
      hideDirectories(kernel, proc);
    }
  }

  private void hideDirectories(ChildKernel kernel, Fd proc) {
    Fd empty = Trees.of(kernel, FileSystem.of("tmpfs", "mode=0", FROZEN));
    OpenTreeFlags copy =
        OpenTreeFlags.OPEN_TREE_CLONE
            .or(OpenTreeFlags.OPEN_TREE_CLOEXEC)
            .or(OpenTreeFlags.AT_EMPTY_PATH);
    for (String name : hiddenDirectories) {
      Trees.attach(kernel, kernel.openTree(empty, "", copy), proc, name);
    }
    kernel.close(empty);
  }
}
