package org.ctrtool.conformance.simshell;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.sim.SimProgram;

/** Utilities that make, change, copy and remove files. */
final class FileUtilities {
  private static final OpenFlags CREATE =
      OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT).or(OpenFlags.O_CLOEXEC);

  static final Map<String, SimProgram> ALL =
      Map.ofEntries(
          entry("cat", FileUtilities::cat),
          entry("chmod", FileUtilities::chmod),
          entry("cp", FileUtilities::copy),
          entry("ln", FileUtilities::link),
          entry("mkdir", FileUtilities::makeDirectories),
          entry("mkfifo", FileUtilities::makeFifos),
          entry("mv", FileUtilities::move),
          entry("readlink", FileUtilities::readlink),
          entry("rm", FileUtilities::remove),
          entry("rmdir", FileUtilities::removeDirectories),
          entry("touch", FileUtilities::touch));

  private FileUtilities() {}

  private static int cat(Kernel kernel, List<String> argv, Environment environment) {
    List<String> files = Options.of(argv, "").operands();
    return Utilities.each(
        kernel,
        files.isEmpty() ? List.of("-") : files,
        "cat: %s: %s",
        file -> {
          Fd fd = file.equals("-") ? Fd.STDIN : Streams.open(kernel, file);
          Streams.copy(kernel, fd, Fd.STDOUT);
          if (!fd.equals(Fd.STDIN)) {
            kernel.close(fd);
          }
        });
  }

  private static int touch(Kernel kernel, List<String> argv, Environment environment) {
    return Utilities.each(
        kernel,
        Options.of(argv, "").operands(),
        "touch: cannot touch '%s': %s",
        file -> kernel.close(kernel.openat(Fd.AT_FDCWD, file, CREATE, new Mode(0666))));
  }

  private static int readlink(Kernel kernel, List<String> argv, Environment environment) {
    int status = 0;
    for (String file : Options.of(argv, "").operands()) {
      Attempt<String> target = Attempt.of(() -> kernel.readlinkat(Fd.AT_FDCWD, file));
      if (target.refusal() == null) {
        Utilities.print(kernel, target.orThrow() + "\n");
      } else {
        status = 1; // it fails without a word
      }
    }
    return status;
  }

  // Modes

  private static int chmod(Kernel kernel, List<String> argv, Environment environment) {
    List<String> operands = Options.of(argv, "").requireOperands(2, Integer.MAX_VALUE).operands();
    ModeChange change = ModeChange.of(operands.get(0));
    int mask = umask(kernel);
    return Utilities.each(
        kernel,
        operands.subList(1, operands.size()),
        "chmod: cannot access '%s': %s",
        file -> {
          Stat stat = kernel.fstatat(Fd.AT_FDCWD, file, AtFlags.NONE);
          kernel.fchmodat(Fd.AT_FDCWD, file, change.of(stat.mode(), mask));
        });
  }

  private static int umask(Kernel kernel) {
    String status = Streams.readFile(kernel, "/proc/self/status");
    String line = status.lines().filter(each -> each.startsWith("Umask:")).findFirst().orElse("0");
    return Integer.parseInt(line.replaceFirst("Umask:\t", ""), 8);
  }

  // Directories

  private static int makeDirectories(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "p m:");
    String mode = options.value("m");
    return Utilities.each(
        kernel,
        options.operands(),
        "mkdir: cannot create directory '%s': %s",
        name -> {
          if (options.has("p")) {
            makeParents(kernel, name);
          }
          makeDirectory(kernel, name, options.has("p"));
          if (mode != null) {
            kernel.fchmodat(Fd.AT_FDCWD, name, new Mode(Integer.parseInt(mode, 8)));
          }
        });
  }

  private static void makeParents(Kernel kernel, String name) {
    for (int slash = name.indexOf('/', 1); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      makeDirectory(kernel, name.substring(0, slash), true);
    }
  }

  private static void makeDirectory(Kernel kernel, String name, boolean mayExist) {
    KernelException refusal =
        Attempt.refusal(() -> kernel.mkdirat(Fd.AT_FDCWD, name, new Mode(0777)));
    if (refusal != null && !(mayExist && isDirectory(kernel, name))) {
      throw refusal;
    }
  }

  private static boolean isDirectory(Kernel kernel, String name) {
    Attempt<Stat> stat = Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, name, AtFlags.NONE));
    return stat.refusal() == null && stat.orThrow().mode().isDirectory();
  }

  private static int removeDirectories(Kernel kernel, List<String> argv, Environment environment) {
    return Utilities.each(
        kernel,
        Options.of(argv, "").operands(),
        "rmdir: failed to remove '%s': %s",
        name -> kernel.unlinkat(Fd.AT_FDCWD, name, AtFlags.AT_REMOVEDIR));
  }

  // Names

  private static int remove(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "f r");
    return Utilities.each(
        kernel,
        options.operands(),
        "rm: cannot remove '%s': %s",
        name -> {
          Attempt<Stat> stat = Attempt.of(() -> Utilities.look(kernel, name));
          if (options.has("f") && Errno.ENOENT.equals(stat.errno())) {
            return;
          }
          removeTree(kernel, name, options.has("r") && stat.orThrow().mode().isDirectory());
        });
  }

  private static void removeTree(Kernel kernel, String name, boolean directory) {
    if (directory) {
      for (String each : Listing.namesIn(kernel, name)) {
        String below = name + "/" + each;
        removeTree(kernel, below, Utilities.look(kernel, below).mode().isDirectory());
      }
    }
    kernel.unlinkat(Fd.AT_FDCWD, name, directory ? AtFlags.AT_REMOVEDIR : AtFlags.NONE);
  }

  /** {@code ln -s TARGET NAME}; a directory takes the link under the target's name. */
  private static int link(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "s").requireOperands(2, 2);
    if (!options.has("s")) {
      throw options.unknown();
    }
    String target = options.operands().get(0);
    String name = destination(kernel, target, options.operands().get(1));
    return Utilities.each(
        kernel,
        List.of(name),
        "ln: failed to create symbolic link '%s': %s",
        each -> kernel.symlinkat(target, Fd.AT_FDCWD, each));
  }

  private static String destination(Kernel kernel, String source, String named) {
    String last = source.substring(source.lastIndexOf('/') + 1);
    return isDirectory(kernel, named) ? named.replaceFirst("/*$", "/") + last : named;
  }

  private static int move(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "").requireOperands(2, 2);
    String source = options.operands().get(0);
    String target = destination(kernel, source, options.operands().get(1));
    int status =
        Utilities.each(
            kernel,
            List.of(source),
            "mv: cannot stat '%s': %s",
            each -> Utilities.look(kernel, each));
    if (status != 0) {
      return status;
    }
    return Utilities.each(
        kernel,
        List.of(source),
        "mv: cannot move '%s' to '" + target.replace("%", "%%") + "': %s",
        each -> kernel.renameat2(Fd.AT_FDCWD, each, Fd.AT_FDCWD, target, RenameFlags.NONE));
  }

  /** Copies one file, with its permissions if the copy is new. */
  private static int copy(Kernel kernel, List<String> argv, Environment environment) {
    Options options = Options.of(argv, "").requireOperands(2, 2);
    String source = options.operands().get(0);
    String target = destination(kernel, source, options.operands().get(1));
    Attempt<Stat> stat = Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, source, AtFlags.NONE));
    if (stat.refusal() == null && !stat.orThrow().mode().isRegular()) {
      throw options.unknown();
    }
    int status =
        Utilities.each(kernel, List.of(source), "cp: cannot stat '%s': %s", each -> stat.orThrow());
    if (status != 0) {
      return status;
    }
    return Utilities.each(
        kernel,
        List.of(target),
        "cp: cannot create regular file '%s': %s",
        each -> {
          Fd from = Streams.open(kernel, source);
          OpenFlags flags = CREATE.or(OpenFlags.O_TRUNC);
          Mode mode = new Mode(stat.orThrow().mode().permissions() & 0777);
          Fd to = kernel.openat(Fd.AT_FDCWD, each, flags, mode);
          Streams.copy(kernel, from, to);
          kernel.close(from);
          kernel.close(to);
        });
  }

  private static int makeFifos(Kernel kernel, List<String> argv, Environment environment) {
    return Utilities.each(
        kernel,
        Options.of(argv, "").operands(),
        "mkfifo: cannot create fifo '%s': %s",
        name -> kernel.mknodat(Fd.AT_FDCWD, name, new Mode(Mode.S_IFIFO | 0666), new Dev(0, 0)));
  }
}
