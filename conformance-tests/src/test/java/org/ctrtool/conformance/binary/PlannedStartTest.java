package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.conformance.jvm.Packaged;
import org.ctrtool.conformance.jvm.Packaged.Caller;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.snapshot.HostSnapshot;
import org.ctrtool.sim.snapshot.SnapshotJson;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Front;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan for this host is what then happens on it. */
class PlannedStartTest {
  private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

  /** What the language's runtime does by itself. */
  private static final String OWN = "brk|mmap|munmap|mprotect|madvise|rt_sig.*|gettid|getpid";

  @BeforeAll
  static void assumePossible() throws Exception {
    Packaged.assumeRootAndBuilt();
  }

  static List<List<String>> commands() {
    return List.of(
        List.of("run", "--", "true"),
        List.of("run", "--init", "--", "true"),
        List.of("run", "--rootless", "--", "true"),
        List.of("run", "--uid-map", "0.100000.65536", "--gid-map", "0.100000.65536", "--", "true"),
        List.of(
            "run",
            "--tmpfs",
            "/srv/x",
            "--bind",
            "/etc:/mnt/e:ro",
            "--workdir",
            "/tmp",
            "--",
            "true"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theCallsOfTheContainersFirstProcess(List<String> command) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed");

    assertThat(planned(command)).hasSizeGreaterThan(50).isEqualTo(made(command));
  }

  private static List<String> planned(List<String> command) throws Exception {
    List<String> words = new ArrayList<>(List.of("plan", "--json"));
    words.addAll(command);
    Map<String, Object> plan =
        JSON.std.mapFrom(
            Packaged.call(Caller.ROOT, Packaged.JVM, words.toArray(new String[0])).succeeded());
    List<String> names = new ArrayList<>();
    for (Object step : (List<?>) plan.get("steps")) {
      Map<?, ?> fields = (Map<?, ?>) step;
      String call = (String) fields.get("call");
      if (fields.get("task").equals("child 1")) {
        names.add(call.substring(0, call.indexOf('(')));
      }
    }
    return names;
  }

  /** Up to the exec that succeeds. */
  private static List<String> made(List<String> command) throws Exception {
    Path file = Files.createTempFile("ctrtool", ".strace");
    List<String> words =
        new ArrayList<>(List.of("-f", "-q", "-o", file.toString(), Packaged.BINARY.toString()));
    words.addAll(command);
    Packaged.call(Caller.ROOT, "strace", words.toArray(new String[0])).succeeded();
    List<String> lines = Files.readAllLines(file);
    Files.delete(file);
    String child =
        lines.stream().filter(line -> line.contains(" pivot_root(")).findFirst().orElseThrow();
    String process = child.substring(0, child.indexOf(' '));
    List<String> names = new ArrayList<>();
    for (String line : lines) {
      Matcher call = CALL.matcher(line);
      if (call.matches() && call.group(1).equals(process) && !call.group(2).matches(OWN)) {
        names.add(call.group(2));
        if (call.group(2).startsWith("exec") && !call.group(3).contains(" = -1 ")) {
          return names;
        }
      }
    }
    throw new AssertionError("nothing was executed: " + names);
  }

  @ParameterizedTest
  @EnumSource
  void theMountsInTheContainer(Caller caller, @TempDir Path folder) throws Exception {
    Path image = image(folder);
    String[] command = {"run", "--image", image.toString(), "--", "cat", "/proc/self/mountinfo"};

    List<String> real = told(Packaged.call(caller, Packaged.BINARY, command).succeeded());

    HostSnapshot snapshot =
        SnapshotJson.read(
            Packaged.call(
                    caller,
                    Packaged.JVM,
                    "capture",
                    image + "/bin/cat",
                    image + "/lib",
                    image + "/usr",
                    image + "/etc",
                    image + "/sbin",
                    image + "/opt")
                .succeeded());
    assertThat(told(simulated(snapshot, image, command))).isEqualTo(real);
  }

  private static String simulated(HostSnapshot snapshot, Path image, String... command) {
    SimHost host =
        SimHost.from(snapshot)
            .program(
                image + "/bin/cat",
                (kernel, argv, environment) -> {
                  kernel.writeAll(Fd.STDOUT, mountinfo(kernel));
                  return 0;
                });
    List<String> argv = new ArrayList<>(List.of("ctrtool"));
    argv.addAll(List.of(command));
    try (SimKernel login = host.boot()) {
      WaitStatus end =
          login.run(
              kernel ->
                  kernel.exit(
                      new Front(AllTools.tools(), List.of())
                          .run(argv, new Environment(List.of()), "/usr/bin/ctrtool", kernel)));
      assertThat(end.shellStatus()).as(login.errors()).isZero();
      return login.output();
    }
  }

  private static byte[] mountinfo(org.ctrtool.api.Kernel kernel) {
    var file =
        kernel.openat(
            Fd.AT_FDCWD,
            "/proc/self/mountinfo",
            org.ctrtool.api.OpenFlags.O_RDONLY,
            org.ctrtool.api.Mode.NONE);
    var content = new java.io.ByteArrayOutputStream();
    for (byte[] part = kernel.read(file, 4096); part.length > 0; part = kernel.read(file, 4096)) {
      content.writeBytes(part);
    }
    return content.toByteArray();
  }

  /** Where mounts are, on what, what they show and allow; not sources and options. */
  private static List<String> told(String mountinfo) {
    return Packaged.renumbered(mountinfo.lines().toList()).stream()
        .map(line -> line.replaceFirst(" - (\\S+) .*", " - $1"))
        .toList();
  }

  private static Path image(Path folder) throws IOException {
    Path busybox = Path.of("/usr/bin/busybox");
    assumeTrue(Files.isExecutable(busybox), "busybox is not installed");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path image = folder.resolve("image");
    for (String each : List.of("bin", "lib", "usr", "etc", "sbin", "opt")) {
      Files.createDirectories(image.resolve(each));
    }
    Path cat = Files.copy(busybox, image.resolve("bin/cat"));
    Files.setPosixFilePermissions(cat, PosixFilePermissions.fromString("rwxr-xr-x"));
    return image;
  }
}
