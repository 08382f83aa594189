package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.sim.SimProgram;

/** The utility ls(1), {@code ls [-A] [-a] [-d] [-R] [FILE...]}, with one name in each line. */
final class Listing {
  static final Map<String, SimProgram> ALL = Map.of("find", Find::main, "ls", Listing::main);

  private static final int TROUBLE = 2;

  private final Kernel kernel;
  private final Options options;
  private int status;

  /** Whether something was printed: the next directory's name comes after an empty line. */
  private boolean begun;

  private Listing(Kernel kernel, Options options) {
    this.kernel = kernel;
    this.options = options;
  }

  private static int main(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "1 A a d R");
    if (Attempt.of(() -> kernel.ioctlTcgets(Fd.STDOUT)).refusal() == null) {
      throw new Syntax.Unsupported("columns of ls on a terminal");
    }
    return new Listing(kernel, options).list();
  }

  private int list() {
    List<String> files = new ArrayList<>();
    List<String> directories = new ArrayList<>();
    boolean none = options.operands().isEmpty();
    for (String operand : none ? List.of(".") : options.operands()) {
      Attempt<Stat> stat = Attempt.of(() -> look(operand));
      KernelException refusal = stat.refusal();
      if (refusal == null) {
        boolean opened = stat.orThrow().mode().isDirectory() && !options.has("d");
        (opened ? directories : files).add(operand);
      } else {
        complain("cannot access", operand, refusal);
      }
    }
    Collections.sort(files);
    Collections.sort(directories);
    files.forEach(this::line);
    boolean titles = options.operands().size() > 1 || options.has("R");
    directories.forEach(directory -> directory(directory, titles));
    return status;
  }

  /** The file that a link leads to, if it leads anywhere. */
  private Stat look(String path) {
    Attempt<Stat> target = Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, path, AtFlags.NONE));
    return target.refusal() == null && !options.has("d")
        ? target.orThrow()
        : Utilities.look(kernel, path);
  }

  private void directory(String path, boolean title) {
    Attempt<List<String>> found = Attempt.of(() -> namesIn(kernel, path));
    KernelException refusal = found.refusal();
    if (refusal != null) {
      complain("cannot open directory", path, refusal);
      return;
    }
    if (title) {
      line((begun ? "\n" : "") + path + ":");
    }
    List<String> names = new ArrayList<>(found.orThrow());
    names.removeIf(name -> name.startsWith(".") && !options.has("A") && !options.has("a"));
    if (options.has("a")) {
      names.addAll(List.of(".", ".."));
    }
    Collections.sort(names);
    names.forEach(this::line);
    if (options.has("R")) {
      names.stream()
          .filter(name -> !name.equals(".") && !name.equals(".."))
          .map(name -> path + "/" + name)
          .filter(each -> Utilities.look(kernel, each).mode().isDirectory())
          .forEach(each -> directory(each, true));
    }
  }

  private void line(String text) {
    Utilities.print(kernel, text + "\n");
    begun = true;
  }

  private void complain(String what, String path, KernelException refusal) {
    String why = refusal.errno().description();
    Utilities.complain(kernel, "ls: " + what + " '" + path + "': " + why);
    status = TROUBLE;
  }

  /** The names in a directory, in its own order. */
  static List<String> namesIn(Kernel kernel, String path) {
    OpenFlags flags = OpenFlags.O_DIRECTORY.or(OpenFlags.O_CLOEXEC);
    Fd directory = kernel.openat(Fd.AT_FDCWD, path, flags, Mode.NONE);
    List<String> names = new ArrayList<>();
    List<DirectoryEntry> some = kernel.getdents64(directory);
    while (!some.isEmpty()) {
      some.stream().map(DirectoryEntry::name).forEach(names::add);
      some = kernel.getdents64(directory);
    }
    kernel.close(directory);
    names.removeAll(List.of(".", ".."));
    return names;
  }
}
