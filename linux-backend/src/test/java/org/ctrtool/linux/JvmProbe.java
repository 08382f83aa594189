package org.ctrtool.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Pid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.tape.Player;
import org.ctrtool.api.tape.Tape;

/** A JVM that does what the binary of native-backend's {@code Probe} does. */
public final class JvmProbe {
  private static final Ending ENDING = new Ending("probe", 125);

  private JvmProbe() {}

  public static void main(String[] arguments) throws IOException {
    Inherited.record();
    JnaKernel kernel = JnaKernel.open();
    int status =
        switch (arguments[0]) {
          case "clone" ->
              clone(kernel, Long.parseLong(arguments[1]), played(Path.of(arguments[2])));
          case "become" -> {
            kernel.become(ENDING, played(Path.of(arguments[1])));
            yield 1;
          }
          case "program" -> {
            List<String> command = List.of(arguments).subList(1, arguments.length);
            Environment environment = Inherited.environment();
            yield clone(
                kernel, 0, child -> child.execvpe(command.get(0), command, environment, "/bin"));
          }
          case "program-in-place" -> {
            List<String> command = List.of(arguments).subList(1, arguments.length);
            Environment environment = Inherited.environment();
            kernel.become(
                ENDING, child -> child.execvpe(command.get(0), command, environment, "/bin"));
            yield 1;
          }
          default -> 2;
        };
    kernel.exit(status);
  }

  private static int clone(JnaKernel kernel, long flags, Consumer<ChildKernel> child) {
    Pid pid = kernel.clone(new CloneRequest(new CloneFlags(flags), ENDING), child);
    return kernel.waitid(pid, WaitFlags.WEXITED).shellStatus();
  }

  private static Consumer<ChildKernel> played(Path file) throws IOException {
    Tape tape = Tape.decode(Files.readAllBytes(file));
    return child -> new Player((ChildCalls) child).play(tape);
  }
}
