package org.ctrtool.tools.nsopenfile;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Stat;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.descriptors.ProcessDescriptor;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.jspecify.annotations.Nullable;

/**
 * Finds the namespaces that a request is carried out in. A path is resolved once; what it is, and
 * what belongs to it, is asked of the descriptor.
 */
final class Namespaces {
  /** {@code NSFS_MAGIC} of include/uapi/linux/magic.h. */
  private static final long NAMESPACES = 0x6E736673L;

  /** {@code PID_FS_MAGIC}; descriptors of processes, since Linux 6.9. */
  private static final long PROCESSES = 0x50494446L;

  /** {@code ANON_INODE_FS_MAGIC}; among others descriptors of processes, before. */
  private static final long ANONYMOUS = 0x09041934L;

  private static final OpenFlags FILE =
      OpenFlags.O_RDONLY.or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);

  private final Kernel kernel;

  Namespaces(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Where {@code opening} is carried out.
   *
   * @param inRegister what is in the register that names the namespace; null if none does
   */
  Entrance find(Opening opening, @Nullable Fd inRegister) {
    List<Fd> opened = new ArrayList<>();
    List<NamespaceEntry.Step> steps = new ArrayList<>();
    if (opening.namesNamespace()) {
      boolean usersThemselves = opening.newNetwork && opening.entersOwner;
      NamespaceKind kind = usersThemselves ? NamespaceKind.USER : opening.target.namespace();
      Fd namespace = namespace(opening, inRegister, kind, opened);
      if (usersThemselves) {
        addUsers(steps, namespace);
      } else {
        if (opening.entersOwner || opening.newNetwork) {
          addUsers(steps, keep(kernel.ioctlNsGetUserns(namespace), opened));
        }
        if (!opening.newNetwork) {
          steps.add(new NamespaceEntry.Step(namespace, kind.type()));
        }
      }
    }
    return new Entrance(steps, opening.newNetwork, opened);
  }

  /** setns(2) refuses to enter the user namespace that one is in. */
  private void addUsers(List<NamespaceEntry.Step> steps, Fd users) {
    if (!isOwn(users)) {
      steps.add(new NamespaceEntry.Step(users, SetnsTypes.CLONE_NEWUSER));
    }
  }

  private boolean isOwn(Fd users) {
    Attempt<Stat> own =
        Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, "/proc/self/ns/user", AtFlags.NONE));
    if (Errno.ENOENT.equals(own.errno())) {
      return false; // there is no /proc: setns(2) will tell
    }
    Stat ours = own.orThrow();
    Stat theirs = kernel.fstatat(users, "", AtFlags.AT_EMPTY_PATH);
    return ours.isSameFileAs(theirs);
  }

  private Fd namespace(
      Opening opening, @Nullable Fd inRegister, NamespaceKind kind, List<Fd> opened) {
    String path = opening.namespacePath;
    Fd file =
        inRegister != null || path == null
            ? java.util.Objects.requireNonNull(inRegister)
            : keep(kernel.openat(Fd.AT_FDCWD, path, FILE, Mode.NONE), opened);
    String name = path == null ? "descriptor " + file : OsStrings.quoted(path);
    Fd namespace = of(file, kind, name, opened);
    if (!namespace.equals(file) && kernel.fstatfsType(namespace) != NAMESPACES) {
      throw new ToolFailure(name + " is no namespace");
    }
    return namespace;
  }

  /** A namespace of what {@code file} is: a process, its directory in /proc, or a namespace. */
  private Fd of(Fd file, NamespaceKind kind, String name, List<Fd> opened) {
    long fileSystem = kernel.fstatfsType(file);
    if (fileSystem == NAMESPACES) {
      return file;
    }
    if (fileSystem == PROCESSES) {
      return keep(ofProcess(file, kind, name), opened);
    }
    if (fileSystem == ANONYMOUS) {
      return keep(byNumber(file, kind, name), opened);
    }
    boolean directory = kernel.fstatat(file, "", AtFlags.AT_EMPTY_PATH).mode().isDirectory();
    if (!directory) {
      throw new ToolFailure(name + " is no namespace");
    }
    return keep(kernel.openat(file, "ns/" + kind.fileName(), FILE, Mode.NONE), opened);
  }

  private Fd ofProcess(Fd process, NamespaceKind kind, String name) {
    Attempt<Fd> asked =
        Attempt.of(
            () ->
                switch (kind) {
                  case MOUNT -> kernel.ioctlPidfdGetMntNamespace(process);
                  case USER -> kernel.ioctlPidfdGetUserNamespace(process);
                  default -> kernel.ioctlPidfdGetNetNamespace(process);
                });
    boolean isOlder = Errno.ENOTTY.equals(asked.errno());
    return isOlder ? byNumber(process, kind, name) : asked.orThrow();
  }

  /**
   * Before Linux 6.11 there is only the process ID. If the process still runs after its file was
   * opened, the number was its own and no successor's.
   */
  private Fd byNumber(Fd process, NamespaceKind kind, String name) {
    Fd opened =
        kernel.openat(
            Fd.AT_FDCWD,
            "/proc/" + ProcessDescriptor.number(kernel, process, name) + "/ns/" + kind.fileName(),
            FILE,
            Mode.NONE);
    ProcessDescriptor.requireRunning(kernel, process, name);
    return opened;
  }

  private static Fd keep(Fd fd, List<Fd> opened) {
    opened.add(fd);
    return fd;
  }
}
