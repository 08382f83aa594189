package org.ctrtool.conformance.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whenever a signal comes while the start script, the JVM and the program start, it ends them as it
 * ends the static binary.
 */
@Timeout(300)
class SignalledStartTest {
  private static final int STARTS = 24;
  private static final long LAST_MOMENT_MS = 240;

  @TempDir private Path folder;

  @BeforeAll
  static void assumePossible() throws Exception {
    Packaged.assumeRootAndBuilt();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "QUIT", "HUP"})
  void aSignalAtAnyMomentEndsTheProcess(String signal) throws Exception {
    for (int i = 0; i < STARTS; i++) {
      Path said = folder.resolve("said");
      Process process = start(said);

      Thread.sleep(LAST_MOMENT_MS * i / STARTS);
      send(signal, process.pid());

      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("%s at moment %d", signal, i).isTrue();
      assertThat(process.exitValue()).as("%s at moment %d", signal, i).isEqualTo(number(signal));
      assertThat(said).isEmptyFile();
    }
  }

  private static Process start(Path said) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(Packaged.JVM.toString(), "ppid_check", "sleep", "100"))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("JAVA_TOOL"));
    return builder.start();
  }

  private static void send(String signal, long process) throws Exception {
    String command = "kill -" + signal + " " + process;
    assertThat(new ProcessBuilder("sh", "-c", command).start().waitFor()).isZero();
  }

  /** How Process tells death by a signal. */
  private static int number(String signal) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "kill -" + signal + " $$").start();
    return shell.waitFor();
  }
}
