package org.ctrtool.nativebackend;

import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.tape.Player;
import org.ctrtool.api.tape.Tape;
import org.ctrtool.nativebackend.helper.Helper;

/**
 * A binary for tests: runs a tape from a file on {@link NativeKernel}, without a helper. Arguments:
 *
 * <ul>
 *   <li>{@code clone FLAGS TAPE}: in a child; ends with the child's status
 *   <li>{@code become TAPE}
 *   <li>{@code program NAME}: clones a program that is searched for in /bin, with this process's
 *       environment
 *   <li>{@code program-in-place NAME}: becomes it
 *   <li>{@code open-in NAMESPACE TYPES PATH}: writes what it read from a file opened there
 *   <li>{@code clones COUNT}: children that do nothing
 * </ul>
 */
public final class Probe {
  private static final Ending ENDING = new Ending("probe", 125);

  private Probe() {}

  public static void main(String[] none) {
    NativeKernel kernel = new NativeKernel();
    List<String> argv = Start.arguments();
    Throwable failure =
        Attempt.failure(
            () -> {
              if (Helper.isMeant(argv)) {
                Helper.run(kernel, argv);
              }
              kernel.exit(run(kernel, argv));
            });
    kernel.end(ENDING, failure);
  }

  private static int run(NativeKernel kernel, List<String> argv) {
    return switch (argv.get(1)) {
      case "clone" -> clone(kernel, Long.parseLong(argv.get(2)), played(kernel, argv.get(3)));
      case "become" -> {
        kernel.become(ENDING, played(kernel, argv.get(2)));
        yield 1;
      }
      case "program" -> {
        List<String> command = argv.subList(2, argv.size());
        Environment environment = Start.environment();
        yield clone(
            kernel, 0, child -> child.execvpe(command.get(0), command, environment, "/bin"));
      }
      case "program-in-place" -> {
        List<String> command = argv.subList(2, argv.size());
        Environment environment = Start.environment();
        kernel.become(ENDING, child -> child.execvpe(command.get(0), command, environment, "/bin"));
        yield 1;
      }
      case "open-in" -> openIn(kernel, argv);
      case "clones" -> {
        for (int i = 0; i < Integer.parseInt(argv.get(2)); i++) {
          clone(kernel, 0, child -> {});
        }
        yield 0;
      }
      default -> 2;
    };
  }

  private static int clone(NativeKernel kernel, long flags, Consumer<ChildKernel> child) {
    Pid pid = kernel.clone(new CloneRequest(new CloneFlags(flags), ENDING), child);
    return kernel.waitid(pid, WaitFlags.WEXITED).shellStatus();
  }

  private static int openIn(NativeKernel kernel, List<String> argv) {
    OpenFlags flags = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
    Fd namespace = kernel.openat(Fd.AT_FDCWD, argv.get(2), flags, new Mode(0));
    SetnsTypes types = new SetnsTypes(Long.parseLong(argv.get(3)));
    NamespaceEntry where = new NamespaceEntry(List.of(new NamespaceEntry.Step(namespace, types)));
    Fd file =
        kernel.openIn(where, inside -> inside.openat(Fd.AT_FDCWD, argv.get(4), flags, new Mode(0)));
    kernel.say("descriptor " + file + ", flags " + kernel.fcntlGetfd(file) + "\n");
    kernel.writeAll(Fd.STDOUT, kernel.read(file, 65536));
    return 0;
  }

  private static Consumer<ChildKernel> played(NativeKernel kernel, String file) {
    OpenFlags flags = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
    Fd fd = kernel.openat(Fd.AT_FDCWD, file, flags, new Mode(0));
    byte[] bytes = kernel.read(fd, 1 << 20);
    kernel.close(fd);
    Tape tape = Tape.decode(bytes);
    return child -> new Player((ChildCalls) child).play(tape);
  }
}
