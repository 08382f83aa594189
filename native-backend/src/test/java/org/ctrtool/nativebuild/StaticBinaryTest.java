package org.ctrtool.nativebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The static binary as a process: what it is given, how it forks, how it fails. */
class StaticBinaryTest {
  private static final Path SHIM = Path.of("src/main/c").toAbsolutePath();
  private static final Path WORK = Path.of("target/demo").toAbsolutePath();
  private static final Path BINARY = WORK.resolve("ctrtool");
  private static final Path AARCH64 = WORK.resolve("aarch64/ctrtool");
  private static final Path TOOLS = Path.of("target/ctrtool").toAbsolutePath();

  @BeforeAll
  static void buildTheDemonstration() throws Exception {
    assumeTrue(CCompiler.forX8664().isPresent(), "no static C compiler");
    NativeProgram demo =
        new NativeProgram("org.ctrtool.nativebackend.Demo", LanguageGateTest.classFolders(), SHIM);
    demo.generate(WORK.resolve("c"));
    CCompiler.forX8664().orElseThrow().compile(WORK.resolve("c"), SHIM, BINARY);
    if (CCompiler.forAarch64().isPresent()) {
      CCompiler.forAarch64().orElseThrow().compile(WORK.resolve("c"), SHIM, AARCH64);
    }
  }

  @Test
  void argumentsAreTheBytesOfTheCaller() throws Exception {
    Run run = Run.of("sh", "-c", "exec " + BINARY + " echo \"$(printf 'a\\377\\303')\" '' \u00fc");

    assertThat(run.output())
        .isEqualTo(
            "a\u00ff\u00c3\n\n\u00c3\u00bc\n"
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertThat(run.status()).isZero();
  }

  @Test
  void theEnvironmentIsTheCallers() throws Exception {
    Run run = Run.of("env", "-i", "ONE=1", "EMPTY=", BINARY.toString(), "env");

    assertThat(run.text()).isEqualTo("ONE=1\nEMPTY=\n");
  }

  @Test
  void memoryOutsideTheJavaHeapKeepsBytes() throws Exception {
    assertThat(Run.of(BINARY.toString(), "native-memory").text())
        .isEqualTo("X86_64 0 0 0 0 2 3 4 0 0 0 0 0 0 0 0 0\n");
  }

  @Test
  void aThousandForkedChildrenAllocateAndAnswer() throws Exception {
    Run run = Run.of(BINARY.toString(), "forks");

    assertThat(run.text()).isEqualTo("1000 of 1000 children answered right\n");
    assertThat(run.status()).isZero();
  }

  @Test
  void childrenInTheParentsMemoryLeaveItIntact() throws Exception {
    Run run = Run.of(BINARY.toString(), "guests");

    assertThat(run.text()).isEqualTo("50 of 50 guests answered right, one refused: 99\n");
    assertThat(run.errors()).isEqualTo("guest: close(12345): EBADF (Bad file descriptor)\n");
    assertThat(run.status()).isZero();
  }

  @Test
  void aChildOfCloneWithNamespacesGoesOnInJava() throws Exception {
    Run run = Run.of(BINARY.toString(), "namespaces");

    assumeTrue(!run.text().startsWith("clone: "), "this host refuses user namespaces");
    assertThat(run.text()).isEqualTo("pid 1\n10 of 10 children answered right\n");
    assertThat(run.status()).isZero();
  }

  @Test
  void aFullHeapIsOneLine() throws Exception {
    assertFails(Run.of(BINARY.toString(), "memory"), "ctrtool: out of memory");
  }

  @Test
  void endlessRecursionIsOneLine() throws Exception {
    assertFails(Run.of(BINARY.toString(), "recursion"), "ctrtool: stack overflow");
  }

  @Test
  void aWildAddressIsOneLine() throws Exception {
    assertFails(Run.of(BINARY.toString(), "wild"), "ctrtool: invalid memory access");
  }

  @Test
  void anUncaughtFailureIsOneLine() throws Exception {
    assertFails(
        Run.of(BINARY.toString(), "failure"),
        "ctrtool: internal error: java.lang.IllegalStateException: injected");
  }

  @ParameterizedTest
  @ValueSource(ints = {12_000, 40_000, 60_000, 100_000})
  void aLimitedAddressSpaceMakesASmallerHeap(int kilobytes) throws Exception {
    String limit = "ulimit -v " + kilobytes;

    assertThat(Run.limited(limit, BINARY.toString(), "echo", "up").text()).isEqualTo("up\n");
    assertFails(Run.limited(limit, BINARY.toString(), "memory"), "ctrtool: out of memory");
  }

  @Test
  void noAddressSpaceForAHeapIsOneLine() throws Exception {
    assertFails(
        Run.limited("ulimit -v 1400", BINARY.toString(), "echo", "up"), "ctrtool: out of memory");
  }

  @Test
  void aSmallDataLimitIsOneLine() throws Exception {
    assertFails(
        Run.limited("ulimit -d 1000", BINARY.toString(), "echo", "up"), "ctrtool: out of memory");
  }

  @Test
  void theMessageNamesTheProgramAsItWasCalled() throws Exception {
    Path link = Files.createTempDirectory("named").resolve("other-name");
    Files.createSymbolicLink(link, BINARY);

    assertFails(Run.of(link.toString(), "memory"), "other-name: out of memory");
  }

  @Test
  void aFailureInAForkedChildIsTheSame() throws Exception {
    Run run = Run.of("sh", "-c", BINARY + " memory; echo $?");

    assertThat(run.text()).isEqualTo("125\n");
    assertThat(run.errors()).isEqualTo("ctrtool: out of memory\n");
  }

  @Test
  void startingTouchesNoFilesAndLeavesNoTimer() throws Exception {
    assumeTrue(CCompiler.isInstalled("strace"), "no strace");

    Run run = Run.of("strace", "-f", BINARY.toString());

    assumeTrue(run.status() == 0, "strace does not work here");
    assertThat(run.errors())
        .doesNotContain("open")
        .doesNotContain("timer_create")
        .doesNotContain("SIG_BLOCK, [");
    assertThat(run.errors().lines().count()).isLessThan(60);
  }

  @Test
  void theAarch64BinaryWorks() throws Exception {
    assumeTrue(Files.exists(AARCH64), "no aarch64 cross compiler");
    assumeTrue(CCompiler.isInstalled("qemu-aarch64-static"), "no qemu-aarch64-static");

    Run run = Run.of("qemu-aarch64-static", AARCH64.toString(), "native-memory");

    assertThat(run.text()).isEqualTo("AARCH64 0 0 0 0 2 3 4 0 0 0 0 0 0 0 0 0\n");
    assertFails(
        Run.of("qemu-aarch64-static", AARCH64.toString(), "memory"), "ctrtool: out of memory");
  }

  /** Figures for the reader; a shared machine is no place to assert them. */
  @Test
  void sizeAndStartUpTime() throws Exception {
    assumeTrue(Files.exists(TOOLS), "the static binary is not built");
    System.out.printf(
        Locale.ROOT,
        "static binary: %,d bytes, starts and ends in %.2f ms; without tools: %,d bytes, %.2f ms;"
            + " /bin/true %.2f ms (medians, with the cost of starting a process from Java)%n",
        Files.size(TOOLS),
        milliseconds(TOOLS.toString(), "--version"),
        Files.size(BINARY),
        milliseconds(BINARY.toString()),
        milliseconds("/bin/true"));
  }

  private static double milliseconds(String... program) throws Exception {
    long[] times = new long[100];
    for (int i = 0; i < times.length; i++) {
      long start = System.nanoTime();
      new ProcessBuilder(program).start().waitFor();
      times[i] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    return times[times.length / 2] / 1e6;
  }

  private static void assertFails(Run run, String line) {
    assertThat(run.errors()).isEqualTo(line + "\n");
    assertThat(run.output()).isEmpty();
    assertThat(run.status()).isEqualTo(125);
  }
}
