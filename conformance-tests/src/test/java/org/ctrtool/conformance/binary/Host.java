package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * This machine, with a folder of its own for each test and a copy of the binary in it that every
 * user may execute. Processes that outlive their time are ended, and with them what they started.
 */
final class Host implements BeforeEachCallback, AfterEachCallback {
  /** What came of a process. */
  record Ran(int status, String out, String err) {
    Ran succeeded() {
      assertThat(status).as("%s", this).isZero();
      return this;
    }

    Ran failed(int expected) {
      assertThat(status).as("%s", this).isEqualTo(expected);
      return this;
    }

    List<String> lines() {
      return out.lines().toList();
    }
  }

  /** Who calls ctrtool, and with which options. */
  enum Caller {
    /** The superuser. */
    ROOT(0, true),
    /** The superuser, with a user namespace in which user 0 is he himself. */
    ROOT_ROOTLESS(0, true, "--rootless"),
    /** The superuser, with a range of IDs. */
    ROOT_MAPPED(100000, false, "--uid-map", "0.100000.65536", "--gid-map", "0.100000.65536"),
    /** An ordinary user. */
    USER(1234, false);

    final int outside;

    /** Whether user 0 inside is user 0 of the machine. */
    final boolean machinesRoot;

    final List<String> options;

    Caller(int outside, boolean machinesRoot, String... options) {
      this.outside = outside;
      this.machinesRoot = machinesRoot;
      this.options = List.of(options);
    }
  }

  private static final Path BINARY = Path.of("../native-backend/target/ctrtool").toAbsolutePath();
  private static final long SECONDS = 60;

  private final List<Process> started = new ArrayList<>();
  private Path folder = Path.of("/nonexistent");

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    assumeTrue(Files.exists(BINARY), "there is no static binary");
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs the superuser");
    folder = Files.createTempDirectory("ctrtool-test-");
    allow(folder, "rwxr-xr-x");
    allow(Files.copy(BINARY, binary(), StandardCopyOption.COPY_ATTRIBUTES), "rwxr-xr-x");
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    started.forEach(Host::end);
    // What a test that fails has left: its command line names the test's folder.
    processesWith(folder.getFileName().toString()).stream()
        .map(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroyForcibly);
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Skips the test unless all of these programs are installed. */
  static void needs(String... programs) {
    for (String program : programs) {
      boolean there =
          Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
      assumeTrue(there, program + " is not installed");
    }
  }

  /** The test's folder. */
  Path folder() {
    return folder;
  }

  Path binary() {
    return folder.resolve("ctrtool");
  }

  /** A new directory in the test's folder, which every user may write to. */
  Path directory(String name) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(name));
    allow(directory, "rwxrwxrwx");
    return directory;
  }

  Path file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** The command line of {@code ctrtool run}. */
  List<String> command(Caller caller, String... arguments) {
    List<String> command = new ArrayList<>();
    if (caller == Caller.USER) {
      command.addAll(List.of("setpriv", "--reuid=1234", "--regid=1234", "--clear-groups"));
    }
    command.addAll(List.of(binary().toString(), "run"));
    command.addAll(caller.options);
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs {@code ctrtool run}. */
  Ran run(Caller caller, String... arguments) {
    return execute(command(caller, arguments));
  }

  /** Runs a shell script in a container of the host's programs. */
  Ran script(Caller caller, String script) {
    return run(caller, "--", "sh", "-c", script);
  }

  /** Runs a shell script on the host, in which {@code $ctrtool} is the binary. */
  Ran shell(String script) {
    return execute(List.of("sh", "-c", "ctrtool=" + binary() + "; " + script));
  }

  /** Starts a process that the test will wait for or end. */
  Process start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      Process process = builder.start();
      started.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Ran execute(List<String> command) {
    try {
      Path out = Files.createTempFile(folder, "out", "");
      Path err = Files.createTempFile(folder, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      Process process = builder.start();
      started.add(process);
      boolean inTime = process.waitFor(SECONDS, TimeUnit.SECONDS);
      if (!inTime) {
        end(process);
      }
      Ran ran = new Ran(inTime ? process.exitValue() : -1, read(out), read(err));
      assertThat(inTime).as("%s ended in time: %s", command, ran).isTrue();
      Files.delete(out);
      Files.delete(err);
      return ran;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** As text of one byte per character, so that any bytes can be looked at. */
  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static void end(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** The host's table of mounts. */
  static String mounts() {
    try {
      return Files.readString(Path.of("/proc/self/mountinfo"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Command lines of processes that contain {@code token}. */
  static List<String> processesWith(String token) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path each :
          processes.filter(p -> p.getFileName().toString().matches("[0-9]+")).toList()) {
        String line = commandLine(each);
        if (line.contains(token)) {
          found.add(each.getFileName() + " " + line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
          .replace('\0', ' ');
    } catch (IOException ended) {
      return "";
    }
  }

  /** The files behind loop devices. */
  static List<String> loopFiles() {
    List<String> files = new ArrayList<>();
    try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
      for (Path each : devices.toList()) {
        Path file = each.resolve("loop/backing_file");
        if (Files.exists(file)) {
          files.add(backingFile(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private static String backingFile(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException gone) {
      return "";
    }
  }

  /** An image that holds nothing but a static busybox, as a directory. */
  Path busyboxImage(String name) throws IOException {
    needs("busybox");
    Path image = folder.resolve(name);
    Files.createDirectories(image.resolve("bin"));
    for (String top : List.of("lib", "usr", "etc", "sbin", "opt")) {
      Files.createDirectories(image.resolve(top));
    }
    Path busybox = Files.copy(Path.of("/usr/bin/busybox"), image.resolve("bin/busybox"));
    allow(busybox, "rwxr-xr-x");
    for (String applet : List.of("sh", "ls", "cat", "find", "mount", "umount", "id", "stat")) {
      Files.createSymbolicLink(image.resolve("bin/" + applet), Path.of("busybox"));
    }
    return image;
  }

  /** A static program made of the C file of that name beside this class. */
  Path compiled(String name) throws IOException {
    needs("musl-gcc");
    Path source = folder.resolve(name + ".c");
    try (InputStream text = Objects.requireNonNull(Host.class.getResourceAsStream(name + ".c"))) {
      Files.copy(text, source);
    }
    Path program = directory("tools").resolve(name);
    execute(
            List.of(
                "musl-gcc",
                "-idirafter",
                "/usr/include",
                "-idirafter",
                "/usr/include/x86_64-linux-gnu",
                "-static",
                "-O",
                "-o",
                program.toString(),
                source.toString()))
        .succeeded();
    return program;
  }
}
