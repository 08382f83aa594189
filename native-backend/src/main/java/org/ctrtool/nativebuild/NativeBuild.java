package org.ctrtool.nativebuild;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds {@code target/ctrtool} (x86-64) and, unless the system property {@code native.only} is
 * set, {@code target/aarch64/ctrtool}. Does nothing if class files, C code and this package are
 * what they were.
 *
 * <p>Arguments: the main class (found, as the rest of the program, on this JVM's class path), the
 * folder of the C code, the target folder.
 */
public final class NativeBuild {
  private NativeBuild() {}

  public static void main(String[] arguments) throws IOException {
    String mainClass = arguments[0];
    var classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(Files::exists)
            .toList();
    Path shim = Path.of(arguments[1]);
    Path target = Path.of(arguments[2]);
    NativeProgram program = new NativeProgram(mainClass, classPath, shim);
    Path generated = target.resolve("native/c");

    Fingerprint inputs = new Fingerprint().add(mainClass).add(shim);
    for (Path entry : classPath) {
      inputs.add(entry);
    }
    String fingerprint = inputs.value();
    if (!isCurrent(generated, fingerprint)) {
      program.generate(generated);
      mark(generated, fingerprint);
    }
    compile(
        "x86-64", CCompiler.forX8664(), generated, shim, target.resolve("ctrtool"), fingerprint);
    if (Boolean.getBoolean("native.only")) {
      return;
    }
    compile(
        "aarch64",
        CCompiler.forAarch64(),
        generated,
        shim,
        target.resolve("aarch64/ctrtool"),
        fingerprint);
  }

  private static void compile(
      String processor,
      Optional<CCompiler> compiler,
      Path generated,
      Path shim,
      Path binary,
      String inputs)
      throws IOException {
    if (compiler.isEmpty()) {
      Files.deleteIfExists(binary);
      System.out.println("no static C compiler for " + processor + ": " + binary + " is not built");
      return;
    }
    String fingerprint = new Fingerprint().add(inputs).add(compiler.get().toString()).value();
    if (Files.exists(binary) && isCurrent(binary, fingerprint)) {
      return;
    }
    compiler.get().compile(generated, shim, binary);
    mark(binary, fingerprint);
    System.out.println(binary + ": " + Files.size(binary) + " bytes, " + compiler.get().program());
  }

  private static boolean isCurrent(Path product, String fingerprint) throws IOException {
    Path mark = markOf(product);
    return Files.exists(mark) && Files.readString(mark).equals(fingerprint);
  }

  private static void mark(Path product, String fingerprint) throws IOException {
    Files.writeString(markOf(product), fingerprint);
  }

  private static Path markOf(Path product) {
    return product.resolveSibling(product.getFileName() + ".inputs");
  }
}
