package org.ctrtool.sim.path;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Rule;
import org.ctrtool.sim.fd.DescriptorCalls;
import org.ctrtool.sim.fd.ReadWriteCalls;

/**
 * The calls of one task with paths from its working directory, short enough to arrange a test with.
 */
public final class Files {
  private final TestTask task;

  /** The calls of {@code task}. */
  public Files(TestTask task) {
    this.task = task;
  }

  /** Makes directories, whatever the umask is. */
  public Files mkdir(int mode, String... paths) {
    for (String path : paths) {
      NameCalls.mkdirat(task, AT_FDCWD, path, new Mode(mode));
      chmod(path, mode);
    }
    return this;
  }

  /** Makes a regular file, whatever the umask is. */
  public Files file(String path, String content, int mode) {
    Fd fd = open(path, OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT));
    ReadWriteCalls.write(task, fd, OsStrings.encode(content));
    DescriptorCalls.close(task, fd);
    return chmod(path, mode);
  }

  /** Makes a symbolic link. */
  public Files link(String target, String path) {
    NameCalls.symlinkat(task, target, AT_FDCWD, path);
    return this;
  }

  /** Makes a device node or FIFO, whatever the umask is. */
  public Files node(int mode, Dev device, String path) {
    NameCalls.mknodat(task, AT_FDCWD, path, new Mode(mode), device);
    return chmod(path, mode);
  }

  /** Changes permissions. */
  public Files chmod(String path, int mode) {
    AttributeCalls.fchmodat(task, AT_FDCWD, path, new Mode(mode));
    return this;
  }

  /** Renames. */
  public void rename(String from, String to, RenameFlags flags) {
    RenameCall.renameat2(task, AT_FDCWD, from, AT_FDCWD, to, flags);
  }

  /** Removes a name that is no directory's. */
  public void unlink(String path) {
    NameCalls.unlinkat(task, AT_FDCWD, path, AtFlags.NONE);
  }

  /** Removes a directory. */
  public void rmdir(String path) {
    NameCalls.unlinkat(task, AT_FDCWD, path, AtFlags.AT_REMOVEDIR);
  }

  /** Opens a file, which gets mode 0666 if it is made. */
  public Fd open(String path, OpenFlags flags) {
    return OpenCalls.openat(task, AT_FDCWD, path, flags, new Mode(0666));
  }

  /** Opens a file with a say in how the path is walked. */
  public Fd open(Fd directory, String path, OpenFlags flags, ResolveFlags resolve) {
    return OpenCalls.openat2(task, directory, path, OpenHow.of(flags, resolve));
  }

  /** What a file is, without following a final link. */
  public Stat lstat(String path) {
    return AttributeCalls.fstatat(task, AT_FDCWD, path, AtFlags.AT_SYMLINK_NOFOLLOW);
  }

  /** What a file is. */
  public Stat stat(String path) {
    return AttributeCalls.fstatat(task, AT_FDCWD, path, AtFlags.NONE);
  }

  /** What an open file is. */
  public Stat stat(Fd fd) {
    return AttributeCalls.fstatat(task, fd, "", AtFlags.AT_EMPTY_PATH);
  }

  /** Type and permissions in octal digits. */
  public String mode(String path) {
    return Integer.toOctalString(lstat(path).mode().bits());
  }

  /** The names in a directory as they are listed, without dot and dot-dot. */
  public List<String> list(String path) {
    Fd fd = open(path, OpenFlags.O_DIRECTORY);
    try {
      List<String> names = new ArrayList<>();
      List<DirectoryEntry> batch = ReadWriteCalls.getdents64(task, fd);
      while (!batch.isEmpty()) {
        batch.forEach(entry -> names.add(entry.name()));
        batch = ReadWriteCalls.getdents64(task, fd);
      }
      names.removeAll(List.of(".", ".."));
      return names;
    } finally {
      DescriptorCalls.close(task, fd);
    }
  }

  /** Every name below a directory with what it is, in order, without crossing mounts. */
  public List<String> tree(String directory) {
    List<String> tree = new ArrayList<>();
    for (String name : list(directory).stream().sorted().toList()) {
      String path = directory.equals("/") ? "/" + name : directory + "/" + name;
      Stat stat = lstat(path);
      tree.add(path + " " + stat);
      if (stat.mode().isDirectory()
          && !PathWalk.lookup(task, path, Lookup.NO_FOLLOW).isMountRoot()) {
        tree.addAll(tree(path));
      }
    }
    return tree;
  }

  /** Asserts that a rule refuses the call. */
  public static void assertRefused(Rule rule, ThrowingCallable call) {
    Assertions.assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> Assertions.assertThat(refusal.rule()).isEqualTo(rule));
  }
}
