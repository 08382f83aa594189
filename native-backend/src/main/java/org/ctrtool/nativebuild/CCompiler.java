package org.ctrtool.nativebuild;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A C compiler that makes static binaries for one processor. */
public record CCompiler(String program, List<String> options) {
  /**
   * What the generated code needs to mean what the Java code meant; without -fwrapv an int overflow
   * is undefined.
   */
  private static final List<String> MEANING =
      List.of("-std=gnu11", "-fwrapv", "-fno-strict-aliasing", "-DTEAVM_CUSTOM_LOG=1");

  private static final List<String> SHAPE =
      List.of("-static", "-s", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections");

  /**
   * The compiler for x86-64: musl, or nothing. glibc's static binaries start slower and are three
   * times the size.
   */
  public static Optional<CCompiler> forX8664() {
    return firstOf("musl-gcc", "x86_64-linux-musl-gcc");
  }

  /** The compiler for aarch64: musl if there is one, else glibc. */
  public static Optional<CCompiler> forAarch64() {
    return firstOf("aarch64-linux-musl-gcc", "aarch64-linux-gnu-gcc");
  }

  private static Optional<CCompiler> firstOf(String... programs) {
    return Stream.of(programs)
        .filter(CCompiler::isInstalled)
        .findFirst()
        .map(program -> new CCompiler(program, List.of("-O1")));
  }

  public static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * Compiles generated code; the old binary is gone first, so that a failure cannot pass for a
   * success.
   */
  public void compile(Path generated, Path shim, Path binary) throws IOException {
    Files.deleteIfExists(binary);
    Files.createDirectories(binary.toAbsolutePath().getParent());
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(MEANING);
    command.addAll(SHAPE);
    command.addAll(options);
    command.addAll(
        List.of(
            "-w",
            "-iquote",
            generated.toString(),
            "-o",
            binary.toString(),
            shim.resolve("ctrtool.c").toString(),
            "-lm"));
    Path messages = Files.createTempFile("cc", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    int status;
    try {
      status = process.waitFor();
    } catch (InterruptedException stop) {
      process.destroy();
      throw new IOException("interrupted", stop);
    }
    String said = Files.readString(messages);
    Files.delete(messages);
    if (status != 0 || !Files.exists(binary)) {
      Files.deleteIfExists(binary);
      throw new IOException(
          String.join(" ", command) + " ended with status " + status + ":\n" + said);
    }
  }

  public CCompiler with(String... otherOptions) {
    return new CCompiler(program, List.of(otherOptions));
  }
}
