package org.ctrtool.conformance.simshell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Stat;
import org.ctrtool.sim.SimProgram;

/**
 * The utilities of the simulated machine: what the examples use of them, and not more. What one
 * does not know is {@link Syntax.Unsupported}.
 */
final class Utilities {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  static final Map<String, SimProgram> ALL = all();

  private Utilities() {}

  private static Map<String, SimProgram> all() {
    Map<String, SimProgram> all = new LinkedHashMap<>();
    all.put("bash", Shell::bash);
    all.put("busybox", Utilities::busybox);
    all.put("client", Sockets::client);
    all.put("listen", Sockets::listen);
    all.put("logger", Logger::main);
    all.put("send", Send::main);
    all.put("sh", Shell::sh);
    all.put("sk", SocketFormat::main);
    all.put("stat", StatFormat::main);
    all.putAll(FileUtilities.ALL);
    all.putAll(Filters.ALL);
    all.putAll(Listing.ALL);
    all.putAll(MountUtilities.ALL);
    all.putAll(NamespaceUtilities.ALL);
    all.putAll(Parts.ALL);
    all.putAll(ProcessList.ALL);
    all.putAll(ProcessUtilities.ALL);
    all.putAll(TerminalUtilities.ALL);
    return all;
  }

  /** One program for all: which utility it is, the name it was called by tells. */
  private static int busybox(Kernel kernel, List<String> argv, Environment environment) {
    String called = argv.get(0).substring(argv.get(0).lastIndexOf('/') + 1);
    boolean byFirstOperand = called.equals("busybox") && argv.size() > 1;
    String name = byFirstOperand ? argv.get(1) : called;
    SimProgram utility = ALL.get(name);
    if (utility == null || name.equals("busybox")) {
      throw new Syntax.Unsupported(String.join(" ", argv));
    }
    return utility.run(kernel, byFirstOperand ? argv.subList(1, argv.size()) : argv, environment);
  }

  /** What is done with a file. */
  interface OfFile {
    void run(String file);
  }

  /**
   * Does something with each file, and goes on with the next if it is refused.
   *
   * @param complaint what to say of a refusal: the file's name, then why
   * @return the exit status
   */
  static int each(Kernel kernel, List<String> files, String complaint, OfFile action) {
    int status = 0;
    for (String file : files) {
      KernelException refusal = Attempt.refusal(() -> action.run(file));
      if (refusal != null) {
        complain(kernel, complaint.formatted(file, refusal.errno().description()));
        status = 1;
      }
    }
    return status;
  }

  static void complain(Kernel kernel, String message) {
    Streams.write(kernel, Fd.STDERR, message + "\n");
  }

  static void print(Kernel kernel, String text) {
    Streams.write(kernel, Fd.STDOUT, text);
  }

  static Stat look(Kernel kernel, String path) {
    return kernel.fstatat(Fd.AT_FDCWD, path, AtFlags.AT_SYMLINK_NOFOLLOW);
  }

  /**
   * Becomes a program that PATH leads to.
   *
   * @param complaint what to say if it cannot be executed: its name, then why
   * @return the exit status then
   */
  static int execute(Kernel kernel, List<String> words, Environment environment, String complaint) {
    String program = words.get(0);
    String path = environment.value("PATH");
    Errno refused =
        Attempt.errno(
            () ->
                kernel.execvpe(program, words, environment, path == null ? "/bin:/usr/bin" : path));
    if (refused == null) {
      return 0;
    }
    complain(kernel, complaint.formatted(program, refused.description()));
    return refused.equals(Errno.ENOENT) ? NOT_FOUND : NOT_EXECUTABLE;
  }
}
