package org.ctrtool.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.tape.Player;
import org.ctrtool.api.tape.Tape;

/** A JVM that does what the binary of native-backend's {@code Probe} does. */
public final class JvmProbe {
  private static final Ending ENDING = new Ending("probe", 125);

  private static final SignalSet WAITED_FOR =
      SignalSet.of(
          Signal.SIGHUP,
          Signal.SIGINT,
          Signal.SIGQUIT,
          Signal.SIGTERM,
          Signal.SIGUSR2,
          Signal.SIGCHLD);

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
          case "read-signals" -> readSignals(kernel, Integer.parseInt(arguments[1]));
          case "takers" -> takers(kernel);
          default -> 2;
        };
    kernel.exit(status);
  }

  /** Says when it is ready, then which signals come. */
  private static int readSignals(JnaKernel kernel, int count) {
    kernel.sigprocmask(SignalMaskChange.SIG_SETMASK, SignalSet.ALL);
    Fd signals = kernel.signalfd(SignalSet.ALL, PipeFlags.O_CLOEXEC);
    kernel.write(Fd.STDOUT, "ready\n".getBytes(US_ASCII));
    for (int i = 0; i < count; i++) {
      byte number = kernel.read(signals, 128)[0]; // ssi_signo, and no signal has a larger number
      kernel.write(Fd.STDOUT, (new Signal(number) + "\n").getBytes(US_ASCII));
    }
    return 0;
  }

  /** Writes the names of the threads that take signals, after children were started. */
  private static int takers(JnaKernel kernel) throws IOException {
    int status = clone(kernel, 0, child -> child.exit(0));
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      for (Path thread : threads.toList()) {
        String text = Files.readString(thread.resolve("status"));
        long blocked = Long.parseUnsignedLong(text.split("SigBlk:\\s+")[1].split("\n")[0], 16);
        if ((blocked & WAITED_FOR.bits()) != WAITED_FOR.bits()) {
          String name = text.split("\\s+")[1];
          kernel.write(Fd.STDOUT, (name + "\n").getBytes(US_ASCII));
        }
      }
    }
    return status;
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
