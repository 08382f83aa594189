package org.ctrtool.sim.task;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Resource;
import org.ctrtool.sim.Execution;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.SimProgram;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MntFlags;
import org.ctrtool.sim.path.DPath;
import org.ctrtool.sim.path.Lookup;
import org.ctrtool.sim.path.PathWalk;
import org.ctrtool.sim.path.Permission;
import org.ctrtool.sim.user.Exec;
import org.jspecify.annotations.Nullable;

/** execve(2) and execveat(2): fs/exec.c, fs/binfmt_script.c. */
public final class Execve {
  private static final int LONGEST_STRING = 131072;
  private static final long SMALLEST_LIMIT = 131072;
  private static final long LARGEST_LIMIT = 6291456;
  private static final int MOST_INTERPRETERS = 5;
  private static final int HEAD = 256;
  private static final AtFlags AT_EXECVE_CHECK = new AtFlags(0x10000);
  private static final AtFlags KNOWN =
      AtFlags.AT_EMPTY_PATH.or(AtFlags.AT_SYMLINK_NOFOLLOW).or(AT_EXECVE_CHECK);

  /**
   * A program that a task has become.
   *
   * @param code what it does; null if nothing is known about it
   * @param execution its file and arguments
   */
  public record Started(@Nullable SimProgram code, Execution execution) {}

  private final Task task;
  private final Fd directory;
  private final String givenPath;
  private List<String> argv;
  private Location file;
  private int interpreters;
  private Programs.@Nullable Binary binary;

  private Execve(Task task, Fd directory, String path, List<String> argv, AtFlags flags) {
    this.task = task;
    this.directory = directory;
    this.givenPath = path;
    this.argv = argv.isEmpty() ? List.of("") : argv;
    this.file = lookup(directory, path, flags);
  }

  /** execve(2). */
  public static @Nullable Started execve(
      Task task, String path, List<String> argv, Environment environment) {
    return execveat(task, Fd.AT_FDCWD, path, argv, environment, AtFlags.NONE);
  }

  /**
   * execveat(2).
   *
   * @return null if the call was only to say whether the file may be executed
   */
  public static @Nullable Started execveat(
      Task task,
      Fd directory,
      String path,
      List<String> argv,
      Environment environment,
      AtFlags flags) {
    Refuse.when(task.isOverProcessLimit(), TaskRule.EXEC_BY_TOO_MANY);
    Refuse.unless(flags.without(KNOWN).bits() == 0, TaskRule.EXECVEAT_UNKNOWN_FLAG);
    Execve exec = new Execve(task, directory, path, argv, flags);
    exec.checkFile();
    exec.checkSize(environment);
    if (flags.has(AT_EXECVE_CHECK)) {
      return null;
    }
    Location original = exec.file;
    exec.resolveScripts();
    return exec.commit(original, environment);
  }

  private Location lookup(Fd from, String path, AtFlags how) {
    boolean empty = how.has(AtFlags.AT_EMPTY_PATH);
    Lookup lookup = Lookup.following(!how.has(AtFlags.AT_SYMLINK_NOFOLLOW)).orEmpty(empty);
    return PathWalk.lookup(task, from, path, lookup);
  }

  /** do_open_execat(). */
  private void checkFile() {
    Inode inode = file.dentry().inode();
    Refuse.when(inode.mode().isSymbolicLink(), TaskRule.PROGRAM_IS_A_SYMBOLIC_LINK);
    Refuse.unless(inode.mode().type() == Mode.S_IFREG, TaskRule.NOT_A_REGULAR_FILE);
    Refuse.when(file.mount().flags().has(MntFlags.NOEXEC), TaskRule.MOUNTED_NOEXEC);
    Refuse.unless(
        Permission.allows(task.credentials(), file, Permission.MAY_EXEC), TaskRule.NOT_EXECUTABLE);
    Refuse.when(inode.writers() > 0, TaskRule.OPEN_FOR_WRITING);
  }

  private void checkSize(Environment environment) {
    long total = 0;
    for (String each : argv) {
      total += length(each);
    }
    for (String each : environment.variables()) {
      total += length(each);
    }
    long stack = task.limit(Resource.RLIMIT_STACK).soft();
    long quarter = stack < 0 ? LARGEST_LIMIT : Math.max(stack / 4, SMALLEST_LIMIT);
    Refuse.when(total > Math.min(quarter, LARGEST_LIMIT), TaskRule.ARGUMENTS_TOO_BIG);
  }

  private static long length(String text) {
    long length = OsStrings.encode(text).length + 1L;
    Refuse.when(length > LONGEST_STRING, TaskRule.ARGUMENTS_TOO_BIG);
    return length + 8;
  }

  /** search_binary_handler(): goes from script to interpreter until there is a binary. */
  private void resolveScripts() {
    String path = scriptPath();
    byte[] head = head();
    while (head.length >= 2 && head[0] == '#' && head[1] == '!') {
      Refuse.when(interpreters++ >= MOST_INTERPRETERS, TaskRule.TOO_MANY_INTERPRETERS);
      List<String> words = words(head);
      Refuse.when(interpreters == 1 && isClosedByExec(), TaskRule.SCRIPT_WOULD_BE_CLOSED);
      List<String> changed = new ArrayList<>(words);
      changed.add(path);
      changed.addAll(argv.subList(1, argv.size()));
      argv = changed;
      path = words.get(0);
      file = lookup(Fd.AT_FDCWD, path, AtFlags.NONE);
      checkFile();
      head = head();
    }
    binary = task.machine().programs().find(file.dentry().inode());
    Refuse.when(binary == null, TaskRule.UNKNOWN_FORMAT);
  }

  /** What a script is told as its own name: bprm->fdpath. */
  private String scriptPath() {
    if (directory.equals(Fd.AT_FDCWD) || givenPath.startsWith("/")) {
      return givenPath;
    }
    String device = "/dev/fd/" + directory.number();
    return givenPath.isEmpty() ? device : device + "/" + givenPath;
  }

  private boolean isClosedByExec() {
    boolean byDescriptor = !directory.equals(Fd.AT_FDCWD) && !givenPath.startsWith("/");
    return byDescriptor && task.descriptors().isCloseOnExec(directory);
  }

  private byte[] head() {
    return file.dentry().inode() instanceof RegularFile regular
        ? regular.read(0, HEAD)
        : new byte[0];
  }

  /** The interpreter and its one argument: load_script(). */
  private static List<String> words(byte[] head) {
    int end = 2;
    while (end < head.length && head[end] != '\n' && head[end] != 0) {
      end++;
    }
    String line = new String(head, 2, end - 2, StandardCharsets.ISO_8859_1);
    boolean cut = end == head.length && head.length == HEAD;
    String text = stripBlanks(line);
    int blank = firstBlank(text);
    Refuse.when(text.isEmpty() || cut && blank < 0, TaskRule.UNKNOWN_FORMAT);
    if (blank < 0) {
      return List.of(bytes(text));
    }
    String argument = stripBlanks(text.substring(blank));
    return List.of(bytes(text.substring(0, blank)), bytes(argument));
  }

  private static String bytes(String latin) {
    return OsStrings.decode(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static int firstBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isBlank(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static String stripBlanks(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** begin_new_exec() and what follows: there is no way back. */
  private Started commit(Location original, Environment environment) {
    Inode inode = file.dentry().inode();
    boolean trusted =
        !file.mount().flags().has(MntFlags.NOSUID)
            && file.mount().isIn(task.mountNamespace())
            && task.userNamespace().isAtOrBelow(inode.superBlock().owner());
    Exec.Result result =
        Exec.of(
            task.credentials(),
            new Exec.Program(
                inode.mode(),
                Permission.owner(file),
                Permission.group(file),
                task.machine().programs().capabilities(inode),
                trusted),
            task.sharesFs());
    boolean readable = Permission.allows(task.credentials(), file, Permission.MAY_READ);
    task.unshareDescriptors();
    task.commit(result.credentials());
    task.setDumpable(!result.raised() && readable);
    if (result.secure()) {
      task.setDeathSignal(null);
    }
    task.setProgram(new Program(file, name(original), argv, environment));
    task.setNamespaces(
        task.namespaces()
            .withTime(task.namespaces().timeForChildren(), task.namespaces().timeForChildren()));
    task.descriptors().closeForExec();
    return started(environment);
  }

  /** What the caller called the program; only a bare descriptor gives the file's own name. */
  private String name(Location original) {
    String name =
        givenPath.isEmpty()
            ? original.dentry().name()
            : givenPath.substring(givenPath.lastIndexOf('/') + 1);
    return ProcessCalls.first15Bytes(name);
  }

  private Started started(Environment environment) {
    SimProgram code = Objects.requireNonNull(binary).code();
    Location top = task.mountNamespace().root().topmost().rootLocation();
    String path = DPath.shown(file, top);
    int pid = task.id().numberIn(task.machine().pidNamespace());
    Execution execution = new Execution(pid, path, argv, environment, code != null);
    task.machine().programs().record(execution);
    return new Started(code, execution);
  }
}
