package org.ctrtool.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.tape.Recorder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes of a sequence does not depend on whether a JVM or the static binary runs it. */
@Timeout(120)
class SameAsNativeTest {
  private static final Path NATIVE = Path.of("../native-backend/target/probe/ctrtool");
  private static final Environment EMPTY = new Environment(List.of());

  /** What a program sees that it gets from its parent. */
  private static final String SHOW =
      """
      for f in /proc/$$/fd/*; do printf '%s %s\\n' "${f##*/}" "$(readlink "$f")"; done
      grep -E '^(SigBlk|SigIgn|SigCgt|Cap|NoNew|Seccomp|Umask|Groups|Uid|Gid)' /proc/self/status
      cat /proc/self/limits /proc/self/coredump_filter /proc/self/oom_score_adj
      tr '\\0' '\\n' </proc/self/environ
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void needTheBinary() {
    assumeTrue(Files.isExecutable(NATIVE), "no " + NATIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "program, true",
    "program-in-place, true",
    "program, trap '' PIPE QUIT INT USR1",
    "program-in-place, trap '' PIPE QUIT INT USR1",
    "program, exec 5</etc/passwd 9>/dev/null 8<&1",
    "program-in-place, exec 5</etc/passwd 9>/dev/null 8<&1",
    "program, ulimit -Sn 100; umask 027",
    "program-in-place, ulimit -Sn 100; umask 027",
    "program, export WORD=$(printf '\\377\\303a') EMPTY=",
    "program, 'set -- env --block-signal=TERM,USR2,RTMIN+3 \"$@\"'",
    "program-in-place, 'set -- env --block-signal=TERM,USR2,RTMIN+3 \"$@\"'",
    "program, export _JAVA_SR_SIGNUM=20",
  })
  void aProgramGetsWhatTheCallerOfTheJvmHad(String how, String before) throws Exception {
    List<String> arguments = List.of(how, "sh", "-c", SHOW);

    Outcome direct = onNative(before, arguments);
    assertThat(direct.status()).as(direct.text()).isZero();
    assertThat(onJvm(before, arguments)).isEqualTo(direct);
    assertThat(run(before, JvmStart.withholdingSignals(), arguments)).isEqualTo(direct);
  }

  /** The static binary that withholds signals would open it. */
  @Test
  void aStandardDescriptorThatWasClosedIsClosed() throws Exception {
    List<String> arguments = List.of("program", "sh", "-c", SHOW);

    Outcome direct = onNative("exec 0<&-", arguments);

    assertThat(direct.status()).as(direct.text()).isZero();
    assertThat(onJvm("exec 0<&-", arguments)).isEqualTo(direct);
  }

  enum Failing {
    NO_EXEC(0, child -> child.umask(new Mode(022))),
    EXIT(3, child -> child.exit(3)),
    MISSING(127, child -> child.execve("/no/such", List.of("a", "b"), EMPTY)),
    MISSING_IN_A_FILE(127, child -> child.execve("/etc/passwd/a", List.of("a"), EMPTY)),
    NOT_EXECUTABLE(126, child -> child.execve("/etc/passwd", List.of("a"), EMPTY)),
    SEARCHED(127, child -> child.execvpe("no-such", List.of("a"), EMPTY, "/bin:/usr/bin")),
    SEARCHED_DENIED(126, child -> child.execvpe("passwd", List.of("a"), EMPTY, "/nowhere:/etc")),
    REFUSED(125, child -> child.chdir("/no/such")),
    REFUSED_WHILE(
        125,
        child -> {
          child.doing("looking around");
          child.chdir("/etc/passwd");
        }),
    TOLERATED(
        125,
        child -> {
          child.tolerating(Errno.ENOENT, c -> c.chdir("/no/such"));
          child.tolerating(Errno.ENOENT, c -> c.chdir("/etc/passwd"));
        }),
    CLOSED(125, child -> child.close(new Fd(77))),
    KILLED(137, child -> child.execve("/bin/sh", List.of("sh", "-c", "kill -9 $$"), EMPTY));

    private final int status;
    private final Consumer<ChildKernel> sequence;

    Failing(int status, Consumer<ChildKernel> sequence) {
      this.status = status;
      this.sequence = sequence;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureLooksTheSame(Failing failing) throws Exception {
    Path tape = tape(failing.sequence);
    List<String> arguments = List.of("clone", "0", tape.toString());

    Outcome direct = onNative("true", arguments);

    assertThat(direct.status()).as(direct.text()).isEqualTo(failing.status);
    assertThat(onJvm("true", arguments)).isEqualTo(direct);
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFUSED_WHILE", "MISSING"})
  void aFailureInPlaceLooksTheSame(Failing failing) throws Exception {
    Path tape = tape(failing.sequence);
    List<String> arguments = List.of("become", tape.toString());

    Outcome direct = onNative("true", arguments);

    assertThat(direct.status()).as(direct.text()).isEqualTo(failing.status);
    assertThat(onJvm("true", arguments)).isEqualTo(direct);
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED_WHILE", "MISSING", "NO_EXEC"})
  void aFailureInANewNamespaceLooksTheSame(Failing failing) throws Exception {
    Path tape = tape(failing.sequence);
    String flags = Long.toString(CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWPID).bits());
    List<String> arguments = List.of("clone", flags, tape.toString());

    Outcome direct = onNative("true", arguments);

    assumeTrue(!direct.text().contains("clone("), direct.text());
    assertThat(direct.status()).as(direct.text()).isEqualTo(failing.status);
    assertThat(onJvm("true", arguments)).isEqualTo(direct);
  }

  @Test
  void aCloneThatIsRefusedLooksTheSame() throws Exception {
    List<String> arguments = List.of("clone", "65536", tape(child -> {}).toString());

    assertThat(onJvm("true", arguments).text()).contains("clone(0x10000|SIGCHLD): EINVAL");
    assertThat(onNative("true", arguments).text()).contains("clone(0x10000|SIGCHLD): EINVAL");
  }

  @Test
  void childrenWithADeathSignalDieWithTheJvm() throws Exception {
    String script = "echo $$; exec sleep 50";
    Path tape =
        tape(
            child -> {
              child.prctlSetPdeathsig(org.ctrtool.api.Signal.SIGKILL);
              child.execve("/bin/sh", List.of("sh", "-c", script), EMPTY);
            });
    Process jvm =
        new ProcessBuilder(
                command(JvmStart.plain(), "true", List.of("clone", "0", tape.toString())))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long pid = Long.parseLong(jvm.inputReader().readLine());

    jvm.destroyForcibly().waitFor();

    ProcessHandle.of(pid).ifPresent(child -> child.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive))
        .isNotEqualTo(java.util.Optional.of(true));
  }

  // What the tests are made of

  /** How a process ended, and everything that it wrote. */
  private record Outcome(int status, String text) {}

  private Path tape(Consumer<ChildKernel> sequence) throws IOException {
    return Files.write(folder.resolve("tape"), Recorder.record(sequence).encode());
  }

  private Outcome onNative(String before, List<String> arguments) throws Exception {
    return run(before, List.of(NATIVE.toAbsolutePath().toString()), arguments);
  }

  private Outcome onJvm(String before, List<String> arguments) throws Exception {
    return run(before, JvmStart.plain(), arguments);
  }

  private static List<String> command(List<String> program, String before, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", before + "; exec \"$@\"", "sh"));
    command.addAll(program);
    command.addAll(arguments);
    return command;
  }

  private Outcome run(String before, List<String> program, List<String> arguments)
      throws Exception {
    Path output = folder.resolve("output");
    Files.deleteIfExists(output);
    ProcessBuilder builder =
        new ProcessBuilder(command(program, before, arguments))
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA"));
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("did not end: " + arguments);
    }
    String text = Files.readString(output, StandardCharsets.ISO_8859_1);
    // The pipe in which the shell of SHOW has readlink's answer.
    return new Outcome(process.exitValue(), text.replaceAll("pipe:\\[[0-9]+\\]", "pipe"));
  }
}
