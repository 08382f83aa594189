package org.ctrtool.conformance.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.ctrtool.conformance.jvm.Packaged.Caller;
import org.ctrtool.conformance.jvm.Packaged.Ran;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The start script does what the static binary does. */
class FrontEndTest {
  @BeforeAll
  static void assumePossible() throws Exception {
    Packaged.assumeRootAndBuilt();
  }

  static List<List<String>> commands() {
    return List.of(
        List.of("--version"),
        List.of("run", "--", "id"),
        List.of("run", "--init", "--", "id", "-u"),
        List.of("run", "--", "sh", "-c", "exit 7"),
        List.of("run", "--", "sh", "-c", "kill -TERM $$"),
        List.of("run", "--", "/nonexistent"),
        List.of("run", "--", "/etc/passwd"),
        List.of("run", "--image", "/nonexistent", "--", "true"),
        List.of("run", "--nonsense"),
        List.of("nonsense"),
        List.of("explain", "run", "--", "true"),
        List.of(
            "run",
            "--",
            "grep",
            "-e",
            "^Sig[BI]",
            "-e",
            "^Cap",
            "-e",
            "^NoNew",
            "/proc/self/status"),
        List.of("run", "--", "sh", "-c", "ulimit -n; ulimit -Hn; umask; ls /proc/self/fd; env"));
  }

  private static void bothDoTheSame(Caller caller, List<String> command) throws Exception {
    Ran binary = Packaged.call(caller, Packaged.BINARY, command.toArray(new String[0]));
    Ran jvm = Packaged.call(caller, Packaged.JVM, command.toArray(new String[0]));

    assertThat(jvm).isEqualTo(binary);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void asRoot(List<String> command) throws Exception {
    bothDoTheSame(Caller.ROOT, command);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void asAnOrdinaryUser(List<String> command) throws Exception {
    bothDoTheSame(Caller.USER, command);
  }

  @Test
  void ignoredSignalsStayIgnored() throws Exception {
    for (String signal : new String[] {"PIPE", "INT", "HUP", "TERM", "QUIT", "USR1"}) {
      String script = "trap '' " + signal + "; exec \"$0\" run -- grep SigIgn /proc/self/status";

      Ran binary = Packaged.call(Caller.ROOT, "sh", "-c", script, Packaged.BINARY.toString());
      Ran jvm = Packaged.call(Caller.ROOT, "sh", "-c", script, Packaged.JVM.toString());

      assertThat(jvm.succeeded()).as(signal).isEqualTo(binary.succeeded());
    }
  }

  @Test
  void theScriptIsFoundThroughALink(@TempDir Path folder) throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("ctrtool"), Packaged.JVM);

    Ran ran = Packaged.call(Caller.ROOT, link, "run", "--", "echo", "x");

    Files.delete(link);
    assertThat(ran.succeeded()).isEqualTo("x\n");
  }

  @Test
  void aJarWithoutTheStaticBinarySaysSo(@TempDir Path folder) throws Exception {
    for (String name : new String[] {"ctrtool.jar", "ctrtool-jvm", "with-jvm"}) {
      Files.copy(
          Packaged.JVM.resolveSibling(name),
          folder.resolve(name),
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    try (var jar = java.nio.file.FileSystems.newFileSystem(folder.resolve("ctrtool.jar"))) {
      for (String name : Set.of("ctrtool", "aarch64/ctrtool")) {
        Files.deleteIfExists(jar.getPath("/org/ctrtool/linux").resolve(name));
      }
    }

    Ran ran = Packaged.call(Caller.ROOT, folder.resolve("ctrtool-jvm"), "run", "--", "true");

    assertThat(ran.status()).isEqualTo(125);
    assertThat(ran.err())
        .matches("ctrtool run: [^\n]*this jar was built without the static binary [^\n]*\n");
  }

  @ParameterizedTest
  @EnumSource
  void aSimulatedRunChangesNothingAndSaysWhatItDid(Caller caller) throws Exception {
    Ran ran = Packaged.call(caller, Packaged.JVM, "--simulate", "run", "--", "true");

    assertThat(ran.succeeded()).isEmpty();
    assertThat(ran.err()).contains("pivot_root(\".\", \".\") = 0").contains("exit status: 0");
  }

  @ParameterizedTest
  @EnumSource
  void aPlanIsTextOrJson(Caller caller) throws Exception {
    String text = Packaged.call(caller, Packaged.JVM, "plan", "run", "--", "true").succeeded();
    String json =
        Packaged.call(caller, Packaged.JVM, "plan", "--json", "run", "--", "true").succeeded();

    assertThat(text)
        .contains("executed: ")
        .doesNotContain("refused: ")
        .doesNotContain("not known: ");
    assertThat(json).startsWith("{\n  \"steps\": [").contains("\"allowed\": true");
  }

  @Test
  void aPlanThatIsRefusedSaysWhy() throws Exception {
    Ran ran =
        Packaged.call(
            Caller.USER, Packaged.JVM, "plan", "mount_seq", "-m", "/mnt", "-s", "/usr", "-Ob");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).contains("refused: EPERM: ");
  }

  @Test
  void aCapturedHostIsPlannedForElsewhere(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("host.json");
    Files.writeString(file, Packaged.call(Caller.USER, Packaged.JVM, "capture").succeeded());

    Ran plan =
        Packaged.call(Caller.ROOT, Packaged.JVM, "plan", "--host=" + file, "run", "--", "true");
    Ran simulated =
        Packaged.call(
            Caller.ROOT,
            Packaged.JVM,
            "--simulate=" + file,
            "mount_seq",
            "-m",
            "/mnt",
            "-t",
            "tmpfs");

    assertThat(plan.succeeded()).contains("CLONE_NEWUSER");
    assertThat(simulated.status()).as("%s", simulated).isNotZero();
    assertThat(simulated.err()).contains("refused: EPERM: ");
  }

  @Test
  void aFileThatDescribesNoHostIsRefused(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("host.json"), "{\"format\": 99}");

    Ran ran =
        Packaged.call(Caller.ROOT, Packaged.JVM, "plan", "--host=" + file, "run", "--", "true");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("format 99");
  }
}
