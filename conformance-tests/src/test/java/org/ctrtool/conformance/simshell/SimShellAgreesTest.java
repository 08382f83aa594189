package org.ctrtool.conformance.simshell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ctrtool.conformance.simshell.ShellScripts.Script;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The real shells say the same about the scripts that the simulated ones are tested with. */
class SimShellAgreesTest {
  private static final long SECONDS = 60;

  @TempDir Path folder;

  static List<Script> scripts() throws IOException {
    return ShellScripts.all();
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void theRealShellPrintsTheSame(Script script) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
    Path sh = Path.of("/bin/sh");
    assumeTrue(
        Files.exists(sh) && sh.toRealPath().endsWith("dash"), "sh is another shell than dash");
    Path output = folder.resolve("output");
    Path work = Files.createDirectory(folder.resolve("work"));

    Process process =
        new ProcessBuilder(
                "env",
                "-i",
                "PATH=/usr/bin",
                "bash",
                "-c",
                "umask 022; exec \"$@\"",
                "bash",
                script.shell(),
                "-c",
                script.text())
            .directory(work.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .redirectErrorStream(true)
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();

    assertThat(ended).isTrue();
    String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertThat(printed + "=" + process.exitValue()).isEqualTo(script.expected());
  }
}
