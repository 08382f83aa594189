package org.ctrtool.tools.mountseq;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.tools.files.Files;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/**
 * Looks paths up once, to descriptors that only name a place ({@code O_PATH}), and closes them when
 * the operation is over: a mount that somebody holds a descriptor of cannot be unmounted.
 */
final class Resolver {
  private static final OpenFlags PLACE = OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC);
  private static final long PROC_SUPER_MAGIC = 0x9FA0;

  /** A name in a directory. */
  record Entry(Fd directory, String name) {}

  private final Kernel kernel;
  private final List<Fd> opened = new ArrayList<>();
  private boolean checking;
  private @Nullable Boolean procfs;

  Resolver(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Whether the look-up that was made last, and has not come to an end, was one without links. */
  boolean isChecking() {
    return checking;
  }

  /** How the links of a path are treated. */
  enum Links {
    FOLLOW,
    REFUSE,
    ONLY_MAGIC;

    static Links of(boolean follow, boolean onlyMagic) {
      return follow ? FOLLOW : onlyMagic ? ONLY_MAGIC : REFUSE;
    }
  }

  /** Opens the place that {@code path} names. */
  Fd place(String path, Links links, OpenFlags more) {
    return place(Fd.AT_FDCWD, path, links, more);
  }

  /** Opens the place that {@code path} names, as seen from {@code directory}. */
  Fd place(Fd directory, String path, Links links, OpenFlags more) {
    OpenFlags flags = PLACE.or(more);
    if (links == Links.FOLLOW) {
      return keep(kernel.openat(directory, path, flags, Mode.NONE));
    }
    checking = true;
    Fd place =
        links == Links.REFUSE
            ? withoutLinks(directory, path, flags)
            : walk(directory, path, flags, true);
    checking = false;
    return place;
  }

  /** The directory that holds the last name of {@code path}, looked up, and that name. */
  Entry entry(String path, Links links) {
    String trimmed = withoutSlashesAtTheEnd(path);
    int slash = trimmed.lastIndexOf('/');
    if (links == Links.FOLLOW || slash <= 0) {
      return new Entry(Fd.AT_FDCWD, links == Links.FOLLOW || trimmed.isEmpty() ? path : trimmed);
    }
    Fd directory = place(trimmed.substring(0, slash), links, OpenFlags.O_DIRECTORY);
    return new Entry(directory, trimmed.substring(slash + 1));
  }

  /** Refuses a name that is a symbolic link; one that does not exist is fine. */
  void refuseLink(Entry entry, Links links) {
    if (links == Links.FOLLOW) {
      return;
    }
    Attempt<Mode> mode =
        Attempt.of(
            () -> kernel.fstatat(entry.directory, entry.name, AtFlags.AT_SYMLINK_NOFOLLOW).mode());
    if (mode.value() != null && mode.value().isSymbolicLink()) {
      checking = true;
      throw isLink(entry.name);
    }
  }

  /** Refuses a name that is a symbolic link or does not exist. */
  void requireNoLink(Entry entry) {
    checking = true;
    Mode mode = kernel.fstatat(entry.directory, entry.name, AtFlags.AT_SYMLINK_NOFOLLOW).mode();
    if (mode.isSymbolicLink()) {
      throw isLink(entry.name);
    }
    checking = false;
  }

  /** Keeps a descriptor until the operation is over. */
  Fd keep(Fd fd) {
    opened.add(fd);
    return fd;
  }

  /** Closes everything that was opened. */
  void closeAll() {
    checking = false;
    for (Fd fd : opened) {
      kernel.close(fd);
    }
    opened.clear();
  }

  /**
   * A path that leads to the same place as a descriptor, for calls that take no descriptor; null if
   * there is no proc file system that could give one.
   */
  @Nullable String pathOf(Fd fd) {
    return hasProc() ? "/proc/self/fd/" + fd.number() : null;
  }

  private boolean hasProc() {
    if (procfs == null) {
      Attempt<Fd> proc = Attempt.of(() -> place("/proc", Links.FOLLOW, OpenFlags.O_DIRECTORY));
      procfs = proc.value() != null && kernel.fstatfsType(proc.value()) == PROC_SUPER_MAGIC;
    }
    return procfs;
  }

  /** Whether file systems of this type are on no device; also if there is nobody to ask. */
  boolean isWithoutDevice(String type) {
    if (!hasProc()) {
      return true;
    }
    String types = Attempt.of(() -> Files.readText(kernel, "/proc/filesystems")).value();
    int subtype = type.indexOf('.'); // as in fuse.sshfs
    String name = subtype < 0 ? type : type.substring(0, subtype);
    return types == null || ("\n" + types).contains("\nnodev\t" + name + "\n");
  }

  /**
   * Makes a call that takes a path of a place instead of its descriptor. Without a proc file system
   * the place, a directory then, becomes the working directory for this call.
   */
  void withPath(Fd fd, Consumer<String> call) {
    String path = pathOf(fd);
    if (path != null) {
      call.accept(path);
      return;
    }
    Fd back = place(".", Links.FOLLOW, OpenFlags.O_DIRECTORY);
    kernel.fchdir(fd);
    KernelException refusal =
        Attempt.<Void>of(
                () -> {
                  call.accept(".");
                  return null;
                })
            .refusal();
    kernel.fchdir(back);
    if (refusal != null) {
      throw refusal;
    }
  }

  /** Makes a call that takes paths of two places; it needs a proc file system. */
  void withPaths(Fd first, Fd second, BiConsumer<String, String> call) {
    String firstPath = pathOf(first);
    String secondPath = pathOf(second);
    if (firstPath == null || secondPath == null) {
      throw new KernelException(Errno.ENOENT, "mount(2) by descriptors, without /proc");
    }
    call.accept(firstPath, secondPath);
  }

  private Fd withoutLinks(Fd directory, String path, OpenFlags flags) {
    OpenHow how = OpenHow.of(flags, ResolveFlags.RESOLVE_NO_SYMLINKS);
    Attempt<Fd> attempt = Attempt.of(() -> kernel.openat2(directory, path, how));
    if (Errno.ENOSYS.equals(attempt.errno())) {
      return walk(directory, path, flags, false);
    }
    return keep(attempt.orThrow());
  }

  /** One name at a time, for a kernel without openat2, or to allow magic links only. */
  private Fd walk(Fd start, String path, OpenFlags flags, boolean magicLinks) {
    if (path.isEmpty()) {
      throw new KernelException(Errno.ENOENT, "openat(" + OsStrings.quoted(path) + ")");
    }
    Fd at = start;
    if (path.charAt(0) == '/') {
      at = keep(kernel.openat(Fd.AT_FDCWD, "/", PLACE.or(OpenFlags.O_DIRECTORY), Mode.NONE));
    }
    List<String> names = new ArrayList<>();
    for (String name : Values.fields(path, '/')) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    boolean directoryAtTheEnd = path.charAt(path.length() - 1) == '/';
    for (int i = 0; i < names.size(); i++) {
      boolean directory = i < names.size() - 1 || directoryAtTheEnd;
      OpenFlags how = i < names.size() - 1 ? PLACE : flags;
      at = step(at, names.get(i), directory ? how.or(OpenFlags.O_DIRECTORY) : how, magicLinks);
    }
    return at;
  }

  private Fd step(Fd directory, String name, OpenFlags flags, boolean magicLinks) {
    OpenFlags itself = OpenFlags.O_NOFOLLOW;
    Fd place = keep(kernel.openat(directory, name, PLACE.or(itself), Mode.NONE));
    if (kernel.fstatat(place, "", AtFlags.AT_EMPTY_PATH).mode().isSymbolicLink()) {
      if (!magicLinks || kernel.fstatfsType(place) != PROC_SUPER_MAGIC) {
        throw isLink(name);
      }
      return keep(kernel.openat(directory, name, flags, Mode.NONE));
    }
    if (flags.has(OpenFlags.O_DIRECTORY)) {
      return keep(kernel.openat(place, ".", flags.or(itself), Mode.NONE));
    }
    return place;
  }

  private static KernelException isLink(String name) {
    return new KernelException(
        Errno.ELOOP, "openat(" + OsStrings.quoted(name) + ", O_PATH|O_NOFOLLOW)");
  }

  private static String withoutSlashesAtTheEnd(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }
}
