package org.ctrtool.nativebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The language gate: Java compiled by TeaVM and gcc must mean what it means on a JVM. A self-test
 * program and random methods in the style of the natively compiled modules run on both; their
 * outputs must be equal, byte for byte.
 *
 * <p>More seeds: {@code -Dgate.firstSeed=100 -Dgate.seeds=10 -Dgate.methods=90}.
 */
class LanguageGateTest {
  private static final Path WORK = Path.of("target/gate").toAbsolutePath();
  private static final Path SHIM = Path.of("src/main/c").toAbsolutePath();
  private static final Path GENERATED = WORK.resolve("c");
  private static String expected;
  private static Future<Path> x8664;
  private static Future<Path> aarch64;

  @BeforeAll
  static void translateTheProgram() throws Exception {
    long first = Long.getLong("gate.firstSeed", 1);
    List<RandomJava> random =
        LongStream.range(first, first + Long.getLong("gate.seeds", 3))
            .mapToObj(seed -> new RandomJava(seed, Integer.getInteger("gate.methods", 60)))
            .toList();
    Path classes = compile(random);
    expected = onThisJvm(classes);
    Files.writeString(WORK.resolve("expected.txt"), expected);
    List<Path> classPath = new ArrayList<>(List.of(classes));
    classPath.addAll(classFolders());
    new NativeProgram("gate.Gate", classPath, SHIM).generate(GENERATED);
    x8664 = compiled(CCompiler.forX8664(), "gate-x86-64");
    aarch64 = compiled(CCompiler.forAarch64(), "gate-aarch64");
  }

  @Test
  void theX8664BinaryAgreesWithTheJvm() throws Exception {
    assumeTrue(CCompiler.forX8664().isPresent(), "no musl-gcc");

    assertAgrees(Run.of(x8664.get().toString()));
  }

  @Test
  void theAarch64BinaryAgreesWithTheJvm() throws Exception {
    assumeTrue(CCompiler.forAarch64().isPresent(), "no aarch64 cross compiler");
    assumeTrue(CCompiler.isInstalled("qemu-aarch64-static"), "no qemu-aarch64-static");

    assertAgrees(Run.of("qemu-aarch64-static", aarch64.get().toString()));
  }

  /** Compiles in the background: gcc takes most of the time, and two of them can share it. */
  private static Future<Path> compiled(Optional<CCompiler> compiler, String name) {
    Path binary = WORK.resolve(name);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            if (compiler.isPresent()) {
              compiler.get().compile(GENERATED, SHIM, binary);
            }
            return binary;
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        },
        Thread::startVirtualThread);
  }

  /** The class folders of this module, its tests and the modules it uses. */
  static List<Path> classFolders() {
    return Stream.of(System.getProperty("java.class.path").split(":"))
        .map(Path::of)
        .filter(Files::isDirectory)
        .toList();
  }

  private static void assertAgrees(Run run) {
    assertThat(run.errors()).isEmpty();
    assertThat(differences(expected.lines().toList(), run.text().lines().toList())).isEmpty();
    assertThat(run.text().equals(expected)).as("equal bytes").isTrue();
    assertThat(run.status()).isZero();
  }

  /** The first few lines that differ: the whole outputs have thousands. */
  private static List<String> differences(List<String> expected, List<String> actual) {
    return IntStream.range(0, Math.max(expected.size(), actual.size()))
        .filter(
            i ->
                i >= expected.size()
                    || i >= actual.size()
                    || !expected.get(i).equals(actual.get(i)))
        .mapToObj(i -> "JVM: " + at(expected, i) + " / binary: " + at(actual, i))
        .limit(20)
        .toList();
  }

  private static String at(List<String> lines, int i) {
    return i < lines.size() ? lines.get(i) : "(nothing)";
  }

  private static Path compile(List<RandomJava> random) throws IOException {
    Path sources = WORK.resolve("java/gate");
    Path classes = WORK.resolve("classes");
    NativeProgram.deleteTree(WORK.resolve("java"));
    NativeProgram.deleteTree(classes);
    Files.createDirectories(sources);
    Files.createDirectories(classes);
    StringBuilder gate =
        new StringBuilder(
            "package gate;\npublic final class Gate {\n  public static String text() {\n");
    gate.append("    return org.ctrtool.nativebackend.SelfTest.run()");
    for (RandomJava one : random) {
      Files.writeString(sources.resolve(one.name() + ".java"), one.source());
      gate.append("\n        + ").append(one.name()).append(".text()");
    }
    gate.append(";\n  }\n\n  public static void main(String[] none) {\n");
    gate.append("    org.ctrtool.nativebackend.GateOutput.printAndExit(text());\n  }\n}\n");
    Files.writeString(sources.resolve("Gate.java"), gate);

    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = javac.getStandardFileManager(null, null, null);
        var all = Files.list(sources)) {
      List<String> options =
          List.of(
              "--release",
              "21",
              "-nowarn",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiled =
          javac
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(all.toList()))
              .call();
      assertThat(compiled).as("%s", messages).isTrue();
    }
    return classes;
  }

  private static String onThisJvm(Path classes) throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, LanguageGateTest.class.getClassLoader())) {
      return (String) loader.loadClass("gate.Gate").getMethod("text").invoke(null);
    }
  }
}
