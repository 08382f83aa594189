package org.ctrtool.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With the static binary a JVM starts so that no signal is lost. */
@Timeout(120)
class SignalsOfAStartTest {
  private static final int ENDED_BY_TERM = 128 + 15;

  @TempDir private Path folder;

  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void needTheBinary() {
    assumeTrue(Files.isExecutable(JvmStart.BINARY), "no " + JvmStart.BINARY);
  }

  @AfterEach
  void endWhatRuns() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void aSignalBeforeTheProgramRunsEndsItAsSoonAsItRuns() throws Exception {
    Process jvm = start("", JvmStart.withholdingSignals(javaThatGets("TERM")), "takers");

    assertThat(everythingFrom(jvm)).isEqualTo("the JVM starts\n");
    assertThat(statusOf(jvm)).isEqualTo(ENDED_BY_TERM);
  }

  @Test
  void aSignalThatTheCallerBlocksWaitsForWhoeverReadsIt() throws Exception {
    String before = "set -- env --block-signal=TERM \"$@\"; ";

    Process jvm =
        start(before, JvmStart.withholdingSignals(javaThatGets("TERM")), "read-signals", "1");

    assertThat(everythingFrom(jvm)).isEqualTo("the JVM starts\nready\nSIGTERM\n");
    assertThat(statusOf(jvm)).isZero();
  }

  @Test
  void allSignalsAreReadAlsoThoseThatAJvmKeepsToItself() throws Exception {
    List<String> signals =
        List.of("TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "CHLD", "PIPE", "TSTP");
    Process jvm = start("", JvmStart.withholdingSignals(), "read-signals", "" + signals.size());
    BufferedReader output = jvm.inputReader();
    assertThat(output.readLine()).isEqualTo("ready");

    for (String signal : signals) {
      Process kill = start("kill -" + signal + " " + jvm.pid() + "; ", List.of("true"));

      assertThat(output.readLine()).isEqualTo("SIG" + signal);
      assertThat(statusOf(kill)).isZero();
    }
    assertThat(statusOf(jvm)).isZero();
  }

  @Test
  void onlyTheThreadThatRunsTheProgramTakesSignals() throws Exception {
    Process jvm = start("", JvmStart.withholdingSignals(), "takers");

    assertThat(everythingFrom(jvm)).isEqualTo("java\n");
    assertThat(statusOf(jvm)).isZero();
  }

  /** A JVM that gets a signal before it has done anything. */
  private String javaThatGets(String signal) throws IOException {
    Path java = folder.resolve("java");
    Files.createFile(
        java, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    String real = System.getProperty("java.home") + "/bin/java";
    String script = "#!/bin/sh\nkill -%s $$\necho the JVM starts\nexec '%s' \"$@\"\n";
    return Files.writeString(java, script.formatted(signal, real)).toString();
  }

  private Process start(String before, List<String> program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$@\"", "sh"));
    command.addAll(program);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA"));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static String everythingFrom(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static int statusOf(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
