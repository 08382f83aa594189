package org.ctrtool.nativebuild;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a program came to: its status (128 + signal where one ended it) and what it wrote. */
record Run(int status, byte[] output, String errors) {
  static Run of(String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("run", ".out");
    Path err = Files.createTempFile("run", ".err");
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("did not end: " + List.of(command));
    }
    Run run = new Run(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return run;
  }

  /** The same under a shell's limits, such as {@code ulimit -v 40000}. */
  static Run limited(String limits, String... command) throws IOException, InterruptedException {
    List<String> shell = new ArrayList<>(List.of("sh", "-c", limits + " && exec \"$@\"", "sh"));
    shell.addAll(List.of(command));
    return of(shell.toArray(String[]::new));
  }

  String text() {
    return new String(output, StandardCharsets.UTF_8);
  }
}
