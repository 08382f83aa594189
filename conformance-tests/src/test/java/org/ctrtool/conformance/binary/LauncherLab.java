package org.ctrtool.conformance.binary;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs shell scripts that call the static binary: in an empty directory, in mount and PID
 * namespaces that end with the script and take all its mounts and processes with them.
 *
 * <p>In a script, {@code ctrtool} is the binary, {@code mkroot DIR} mounts a small root file system
 * with a static busybox on DIR, {@code alice COMMAND...} runs a command as user 1234.
 */
final class LauncherLab {
  private static final Path BINARY = Path.of("../native-backend/target/ctrtool").toAbsolutePath();
  private static final long SECONDS = 60;

  private static final String SET_UP =
      """
      mount -t tmpfs -o mode=1777 lab "$1" && cd "$1" && mkdir bin && cp "$2" bin/ctrtool || exit 99
      script=$3
      PATH=$1/bin:$PATH
      cat >bin/mkroot <<'E'
      #!/bin/sh
      mount -t tmpfs -o mode=755 newroot "$1" && cd "$1" && mkdir bin proc tmp || exit
      cp /usr/bin/busybox bin/ && : >ISNEW
      for a in sh ls cat id pwd grep awk; do ln -s busybox bin/$a; done
      E
      cat >bin/alice <<'E'
      #!/bin/sh
      exec setpriv --reuid 1234 --regid 1234 --clear-groups "$@"
      E
      chmod 755 bin/*
      . "$script"
      """;

  private LauncherLab() {}

  /** Skips the test unless this host can make such namespaces and has the programs. */
  static void assumePossible() throws Exception {
    assumeTrue(Files.isExecutable(BINARY), "no static binary");
    assumeTrue(run("setpriv --version && test -x /usr/bin/busybox").contains("setpriv"), "no root");
  }

  /**
   * Runs a script and returns what it wrote, with {@code <message>} for each diagnostic of ctrtool.
   */
  static String run(String script) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (String line : runVerbatim(script).split("\n", -1)) {
      if (!line.startsWith("Try 'ctrtool help")) {
        lines.add(line.startsWith("ctrtool launcher: ") ? "<message>" : line);
      }
    }
    return String.join("\n", lines);
  }

  /** The same, with the diagnostics as they are. */
  static String runVerbatim(String script) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("launcher-lab");
    Path file = Files.createTempFile("launcher-lab", ".sh");
    Path output = Files.createTempFile("launcher-lab", ".out");
    Files.writeString(file, script);
    Process process =
        new ProcessBuilder(
                "unshare",
                "-mpf",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                SET_UP,
                "lab",
                directory.toString(),
                BINARY.toString(),
                file.toString())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectErrorStream(true)
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    Files.delete(file);
    Files.delete(directory);
    if (!ended) {
      throw new IOException("did not end: " + text);
    }
    return text;
  }
}
