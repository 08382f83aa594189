package org.ctrtool.conformance.simshell;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.SimProgram;

/** The utilities of the simulated machine: what the examples use of them, and not more. */
final class Utilities {
  private static final OpenFlags CREATE =
      OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT).or(OpenFlags.O_CLOEXEC);

  static final Map<String, SimProgram> ALL =
      Map.ofEntries(
          entry("bash", Shell::bash),
          entry("cat", named(Utilities::cat)),
          entry("chmod", each(1, (kernel, words, file) -> chmod(kernel, words.get(0), file))),
          entry("client", Sockets::client),
          entry("cut", Filters::cut),
          entry("echo", (kernel, argv, environment) -> echo(kernel, argv)),
          entry("env", (kernel, argv, environment) -> env(kernel, argv, environment)),
          entry("false", (kernel, argv, environment) -> 1),
          entry("grep", Filters::grep),
          entry("head", Filters::head),
          entry("hostname", (kernel, argv, environment) -> hostname(kernel)),
          entry("id", (kernel, argv, environment) -> id(kernel, argv)),
          entry("ln", (kernel, argv, environment) -> link(kernel, argv)),
          entry("listen", Sockets::listen),
          entry("ls", (kernel, argv, environment) -> list(kernel, argv)),
          entry("mi", (kernel, argv, environment) -> mi(kernel)),
          entry("mkdir", each(0, (kernel, words, name) -> makeDirectory(kernel, words, name))),
          entry("mount", (kernel, argv, environment) -> mount(kernel, argv)),
          entry("printenv", (kernel, argv, environment) -> printenv(kernel, argv, environment)),
          entry("readlink", named(Utilities::readlink)),
          entry("rm", each(0, (kernel, words, name) -> remove(kernel, name, AtFlags.NONE))),
          entry(
              "rmdir",
              each(0, (kernel, words, name) -> remove(kernel, name, AtFlags.AT_REMOVEDIR))),
          entry("sh", Shell::sh),
          entry("sk", SocketFormat::main),
          entry("sleep", (kernel, argv, environment) -> sleep(kernel, argv.get(1))),
          entry("sort", Filters::sort),
          entry("stat", (kernel, argv, environment) -> StatFormat.stat(kernel, argv)),
          entry("touch", each(0, (kernel, words, name) -> touch(kernel, name))),
          entry("tr", Filters::translate),
          entry("true", (kernel, argv, environment) -> 0),
          entry("umount", each(0, (kernel, words, target) -> unmount(kernel, words, target))),
          entry("wc", Filters::count));

  private Utilities() {}

  // How utilities go through their operands

  private interface OfFile {
    void run(Kernel kernel, List<String> words, String file);
  }

  /**
   * A utility that does something with each operand after the first few, and goes on if it fails.
   */
  private static SimProgram each(int skipped, OfFile action) {
    return (kernel, argv, environment) -> {
      int status = 0;
      List<String> words = argv.subList(1, argv.size());
      List<String> files = words.stream().filter(word -> !word.matches("-[a-zA-Z].*")).toList();
      for (String file : files.subList(skipped, files.size())) {
        KernelException refusal =
            Attempt.of(
                    () -> {
                      action.run(kernel, words, file);
                      return file;
                    })
                .refusal();
        if (refusal != null) {
          complain(kernel, argv.get(0), file, refusal.errno());
          status = 1;
        }
      }
      return status;
    };
  }

  private interface Print {
    void run(Kernel kernel, String file);
  }

  private static SimProgram named(Print action) {
    SimProgram files = each(0, (kernel, words, file) -> action.run(kernel, file));
    return (kernel, argv, environment) -> {
      if (argv.size() == 1) {
        print(kernel, Streams.readAll(kernel, Fd.STDIN));
        return 0;
      }
      return files.run(kernel, argv, environment);
    };
  }

  /** In the words of the GNU utilities. */
  private static void complain(Kernel kernel, String who, String file, Errno errno) {
    String what =
        switch (who) {
          case "chmod", "ls" -> "cannot access '" + file + "'";
          case "mkdir" -> "cannot create directory '" + file + "'";
          case "rm" -> "cannot remove '" + file + "'";
          case "rmdir" -> "failed to remove '" + file + "'";
          case "touch" -> "cannot touch '" + file + "'";
          default -> file;
        };
    Streams.write(kernel, Fd.STDERR, who + ": " + what + ": " + errno.description() + "\n");
  }

  static void print(Kernel kernel, String text) {
    Streams.write(kernel, Fd.STDOUT, text);
  }

  static Stat look(Kernel kernel, String path) {
    return kernel.fstatat(Fd.AT_FDCWD, path, AtFlags.AT_SYMLINK_NOFOLLOW);
  }

  // Files

  private static void cat(Kernel kernel, String file) {
    print(kernel, Streams.readFile(kernel, file));
  }

  private static void readlink(Kernel kernel, String file) {
    if (Attempt.of(() -> look(kernel, file)).refusal() == null) {
      print(kernel, kernel.readlinkat(Fd.AT_FDCWD, file) + "\n");
    } else {
      kernel.exit(1); // readlink(1) fails without a word
    }
  }

  private static void chmod(Kernel kernel, String mode, String file) {
    kernel.fchmodat(Fd.AT_FDCWD, file, new Mode(Integer.parseInt(mode, 8)));
  }

  private static void makeDirectory(Kernel kernel, List<String> words, String name) {
    if (!words.contains("-p")) {
      kernel.mkdirat(Fd.AT_FDCWD, name, new Mode(0777));
      return;
    }
    for (int slash = name.indexOf('/', 1); ; slash = name.indexOf('/', slash + 1)) {
      String part = slash < 0 ? name : name.substring(0, slash);
      Attempt.errno(() -> kernel.mkdirat(Fd.AT_FDCWD, part, new Mode(0777)));
      if (slash < 0) {
        return;
      }
    }
  }

  private static void touch(Kernel kernel, String name) {
    kernel.close(kernel.openat(Fd.AT_FDCWD, name, CREATE, new Mode(0666)));
  }

  private static void remove(Kernel kernel, String name, AtFlags flags) {
    kernel.unlinkat(Fd.AT_FDCWD, name, flags);
  }

  private static int link(Kernel kernel, List<String> argv) {
    if (!argv.get(1).equals("-s")) {
      throw new Syntax.Unsupported("ln without -s");
    }
    kernel.symlinkat(argv.get(2), Fd.AT_FDCWD, argv.get(3));
    return 0;
  }

  private static int list(Kernel kernel, List<String> argv) {
    List<String> operands = argv.subList(1, argv.size());
    if (operands.stream().anyMatch(word -> word.startsWith("-"))) {
      throw new Syntax.Unsupported("ls " + operands);
    }
    int status = 0;
    for (String each : operands.isEmpty() ? List.of(".") : operands) {
      Attempt<List<String>> names = Attempt.of(() -> names(kernel, each));
      KernelException refusal = names.refusal();
      if (refusal == null) {
        names.orThrow().forEach(name -> print(kernel, name + "\n"));
      } else {
        complain(kernel, "ls", each, refusal.errno());
        status = 2;
      }
    }
    return status;
  }

  private static List<String> names(Kernel kernel, String path) {
    if (!kernel.fstatat(Fd.AT_FDCWD, path, AtFlags.NONE).mode().isDirectory()) {
      return List.of(path);
    }
    OpenFlags flags = OpenFlags.O_DIRECTORY.or(OpenFlags.O_CLOEXEC);
    Fd directory = kernel.openat(Fd.AT_FDCWD, path, flags, Mode.NONE);
    List<String> names = new ArrayList<>();
    List<DirectoryEntry> some = kernel.getdents64(directory);
    while (!some.isEmpty()) {
      some.stream()
          .map(DirectoryEntry::name)
          .filter(name -> !name.startsWith("."))
          .forEach(names::add);
      some = kernel.getdents64(directory);
    }
    kernel.close(directory);
    Collections.sort(names);
    return names;
  }

  // Mounts

  private static int mi(Kernel kernel) {
    for (String line : Streams.readFile(kernel, "/proc/self/mountinfo").lines().toList()) {
      List<String> words = Arrays.asList(line.split(" "));
      int dash = words.indexOf("-");
      if (words.get(4).startsWith("/tmp/lab/")) {
        List<String> peers = words.subList(6, dash);
        String target = words.get(4).substring("/tmp/lab/".length());
        String propagation = peers.isEmpty() ? "" : String.join(" ", peers) + " ";
        List<String> rest = words.subList(dash + 1, words.size());
        print(
            kernel,
            "%s %s [%s] %s%n".formatted(target, words.get(5), propagation, String.join(" ", rest)));
      }
    }
    return 0;
  }

  private static int mount(Kernel kernel, List<String> argv) {
    String type = null;
    String data = null;
    MountFlags flags = MountFlags.NONE;
    List<String> operands = new ArrayList<>();
    for (int i = 1; i < argv.size(); i++) {
      switch (argv.get(i)) {
        case "-t" -> type = argv.get(++i);
        case "-o" -> data = argv.get(++i);
        case "--bind" -> flags = flags.or(MountFlags.MS_BIND);
        case "--make-shared" -> flags = flags.or(MountFlags.MS_SHARED);
        default -> operands.add(argv.get(i));
      }
    }
    if (operands.get(0).startsWith("-") || data != null && !data.contains("=")) {
      throw new Syntax.Unsupported("mount " + argv);
    }
    String target = operands.get(operands.size() - 1);
    kernel.mount(operands.get(0), target, type, flags, data);
    return 0;
  }

  private static void unmount(Kernel kernel, List<String> words, String target) {
    if (words.contains("-R")) {
      throw new Syntax.Unsupported("umount -R");
    }
    kernel.umount2(target, words.contains("-l") ? UmountFlags.MNT_DETACH : UmountFlags.NONE);
  }

  // The process

  private static int echo(Kernel kernel, List<String> argv) {
    print(kernel, String.join(" ", argv.subList(1, argv.size())) + "\n");
    return 0;
  }

  private static int id(Kernel kernel, List<String> argv) {
    Ids ids =
        switch (argv.subList(1, argv.size()).toString()) {
          case "[-u]" -> kernel.getresuid();
          case "[-g]" -> kernel.getresgid();
          default -> throw new Syntax.Unsupported("id " + argv);
        };
    print(kernel, ids.effective() + "\n");
    return 0;
  }

  private static int sleep(Kernel kernel, String seconds) {
    long nanoseconds = (long) (Double.parseDouble(seconds) * 1e9);
    kernel.ppoll(List.of(), new Timespec(nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000));
    return 0;
  }

  private static int hostname(Kernel kernel) {
    print(kernel, kernel.uname().node() + "\n");
    return 0;
  }

  private static int env(Kernel kernel, List<String> argv, Environment environment) {
    if (argv.size() > 1) {
      throw new Syntax.Unsupported("env with operands");
    }
    environment.variables().forEach(variable -> print(kernel, variable + "\n"));
    return 0;
  }

  private static int printenv(Kernel kernel, List<String> argv, Environment environment) {
    String start = argv.get(1) + "=";
    List<String> found =
        environment.variables().stream().filter(each -> each.startsWith(start)).toList();
    found.forEach(each -> print(kernel, each.substring(start.length()) + "\n"));
    return found.isEmpty() ? 1 : 0;
  }
}
