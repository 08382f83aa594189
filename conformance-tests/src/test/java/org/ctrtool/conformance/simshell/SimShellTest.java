package org.ctrtool.conformance.simshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.conformance.simshell.ShellScripts.Script;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shells of the simulated machine do what shells do. */
class SimShellTest {
  private static final String OUTPUT = "/output";
  private static final long CALLS = 100_000;

  static List<Script> scripts() throws IOException {
    return ShellScripts.all();
  }

  private static String run(Script script) {
    return Watchdog.guard(() -> runOn(script));
  }

  private static String runOn(Script script) {
    SimHost host = SimHost.with().directory("/work").file(OUTPUT, "");
    SimShell.installInto(host, "/usr/bin/");
    try (SimKernel machine = host.boot()) {
      machine.machine().scheduler().limitCalls(CALLS);
      WaitStatus end = machine.run(kernel -> start(kernel, script));
      machine.settle();
      assertThat(machine.failures()).isEmpty();
      return SimShell.read(machine, OUTPUT) + "=" + end.shellStatus();
    }
  }

  private static void start(Kernel kernel, Script script) {
    Fd nothing = kernel.openat(Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDONLY, Mode.NONE);
    OpenFlags append = OpenFlags.O_WRONLY.or(OpenFlags.O_APPEND);
    Fd output = kernel.openat(Fd.AT_FDCWD, OUTPUT, append, Mode.NONE);
    kernel.dup3(nothing, Fd.STDIN, PipeFlags.NONE);
    kernel.dup3(output, Fd.STDOUT, PipeFlags.NONE);
    kernel.dup3(output, Fd.STDERR, PipeFlags.NONE);
    kernel.close(nothing);
    kernel.close(output);
    kernel.chdir("/work");
    kernel.execve(
        "/usr/bin/" + script.shell(),
        List.of(script.shell(), "-c", script.text()),
        new Environment(List.of("PATH=/usr/bin")));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void prints(Script script) {
    assertThat(run(script)).isEqualTo(script.expected());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo {a,b}",
        "[[ a = a ]]",
        "echo ${a/b/c}",
        "a=(1 2)",
        "((1))",
        "echo ~",
        "echo <(true)",
        "function f { :; }",
        "case a in a) ;& esac",
        "echo 'a",
        "cat <<E",
        "if true; then",
        "a | ",
        "echo )"
      })
  void whatIsNotKnownIsNoGuess(String script) {
    assertThat(SimShell.obstacle(script, Set.of())).isNotNull();
  }

  @Test
  void saysWhatItLacks() {
    assertThat(SimShell.obstacle("ctrtool x; nosuch y", Set.of("ctrtool"))).isEqualTo("no nosuch");
    assertThat(SimShell.obstacle("true -c; sh -c 'nosuch p'", Set.of())).isEqualTo("no nosuch");
    assertThat(SimShell.obstacle("f() { :; }; f; echo $(ls)", Set.of())).isNull();
    assertThat(SimShell.obstacle("x='nosuch a'; $x b", Set.of())).isEqualTo("no nosuch");
    assertThat(SimShell.obstacle("env /usr/bin/python3 -c x", Set.of())).isEqualTo("no python3");
    assertThat(SimShell.obstacle("for i in $(nosuch); do :; done", Set.of())).isNotNull();
  }
}
