package org.ctrtool.tools.resetcgroup;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.ResolveFlags;

/**
 * The groups below a base directory that a process is to enter. All files are opened before the
 * first one is written, and nothing is looked up twice, or outside of the base directory.
 */
final class Groups {
  /** {@code CGROUP2_SUPER_MAGIC} of include/uapi/linux/magic.h. */
  private static final long VERSION_2 = 0x63677270L;

  private static final List<String> USUAL =
      List.of("blkio", "cpu", "devices", "freezer", "memory", "perf_event", "pids", "rdma");
  private static final OpenFlags BASE =
      OpenFlags.O_RDONLY.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);
  private static final OpenHow FILE =
      OpenHow.of(
          OpenFlags.O_WRONLY
              .or(OpenFlags.O_NONBLOCK)
              .or(OpenFlags.O_NOCTTY)
              .or(OpenFlags.O_NOFOLLOW)
              .or(OpenFlags.O_CLOEXEC),
          ResolveFlags.RESOLVE_BENEATH);

  private final Kernel kernel;
  private final Request request;
  private final Fd base;
  private final List<Group> groups = new ArrayList<>();

  /** A group's file of processes, open for writing, and its path below the base directory. */
  private record Group(String path, Fd file) {}

  private Groups(Kernel kernel, Request request, Fd base) {
    this.kernel = kernel;
    this.request = request;
    this.base = base;
  }

  /** Moves this process into all groups, or into none if one of them cannot be opened. */
  static void enter(Kernel kernel, Request request) {
    kernel.doing("opening " + OsStrings.quoted(request.base));
    Fd base = kernel.openat(Fd.AT_FDCWD, request.base, BASE.or(OpenFlags.O_PATH), Mode.NONE);
    Groups groups = new Groups(kernel, request, base);
    groups.open();
    groups.write();
    kernel.close(base);
  }

  private void open() {
    if (request.controllers != null) {
      openAll(request.controllers);
    } else if (kernel.fstatfsType(base) == VERSION_2) {
      open(".");
    } else {
      openWhatIsThere(request.everything ? directories() : USUAL);
    }
    if (request.systemd) {
      open("systemd");
    }
    if (request.unified) {
      open("unified");
    }
    openAll(request.more);
  }

  private void openAll(List<String> names) {
    for (String name : names) {
      open(name);
    }
  }

  private void open(String name) {
    add(name, attempt(name));
  }

  private void add(String name, Attempt<Fd> file) {
    groups.add(new Group(path(name), file.orThrow()));
  }

  private void openWhatIsThere(List<String> names) {
    for (String name : names) {
      Attempt<Fd> file = attempt(name);
      boolean absent = Errno.ENOENT.equals(file.errno()) || Errno.ENOTDIR.equals(file.errno());
      if (!absent) {
        add(name, file);
      }
    }
  }

  private Attempt<Fd> attempt(String name) {
    kernel.doing("opening the group");
    return Attempt.of(() -> kernel.openat2(base, path(name), FILE));
  }

  private String path(String name) {
    return "./" + name + "/" + request.group + "/cgroup.procs";
  }

  /** The links that version 1 has beside them lead to the same ones. */
  private List<String> directories() {
    Fd list = kernel.openat(base, ".", BASE, Mode.NONE);
    List<String> names = new ArrayList<>();
    List<DirectoryEntry> entries = kernel.getdents64(list);
    while (!entries.isEmpty()) {
      for (DirectoryEntry entry : entries) {
        if (isDirectory(entry)) {
          names.add(entry.name());
        }
      }
      entries = kernel.getdents64(list);
    }
    kernel.close(list);
    return names;
  }

  private static boolean isDirectory(DirectoryEntry entry) {
    boolean itself = entry.name().equals(".") || entry.name().equals("..");
    return !itself && (entry.type() == Mode.S_IFDIR || entry.type() == 0);
  }

  /** The kernel takes 0 for whoever writes it, so PID namespaces do not matter. */
  private void write() {
    for (Group group : groups) {
      kernel.doing("entering the group " + OsStrings.quoted(group.path));
      kernel.writeAll(group.file, OsStrings.encode("0"));
      kernel.close(group.file);
    }
  }
}
