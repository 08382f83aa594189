package org.ctrtool.conformance.example;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ctrtool.conformance.example.Example.Caller;

/**
 * Where examples run: in mount and PID namespaces of their own, which take all mounts and processes
 * with them when the script ends. The host's /tmp is covered by a tmpfs that holds {@code lab}, an
 * empty tmpfs and the working directory, and {@code bin} with the programs; standard input is
 * empty, standard output and standard error are one file.
 */
public final class Lab {
  private static final Path BINARY = Path.of("../native-backend/target/ctrtool").toAbsolutePath();
  private static final Path JVM = Path.of("../cli/target/ctrtool-jvm").toAbsolutePath();
  private static final long SECONDS = 120;
  private static final List<String> PROGRAMS = List.of("ctrtool", "ctrtool-static");
  private static final List<String> HELPERS =
      List.of("mi", "mkroot", "sk", "listen", "client", "send");
  private static final List<String> ALL =
      Stream.concat(PROGRAMS.stream(), HELPERS.stream()).toList();

  /** What came of a script. */
  public record Ran(int status, String output) {
    /** The lines of the output. */
    public List<String> lines() {
      return output.lines().toList();
    }
  }

  /** Which ctrtool the scripts call. */
  public enum Front {
    BINARY,
    JVM
  }

  private Lab() {}

  /** Skips the test unless this is the superuser of a host with all that was built. */
  public static void assumePossible(Front front) throws IOException {
    assumeTrue(Files.isExecutable(BINARY), "there is no static binary");
    assumeTrue(
        front == Front.BINARY || Files.isExecutable(JVM), "the front end is not packaged yet");
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs the superuser");
  }

  /** Runs a script that calls the static binary. */
  public static Ran run(Caller caller, String script) throws IOException, InterruptedException {
    assumePossible(Front.BINARY);
    Path none = Path.of("");
    return run(new Example(none, 1, "", caller, false, null, script, 0, ""), Front.BINARY);
  }

  static Ran run(Example example, Front front) throws IOException, InterruptedException {
    return run(example, front, List.of());
  }

  /** The same, with more programs in PATH. */
  static Ran run(Example example, Front front, List<Path> programs)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("ctrtool-lab-");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path root = Files.createDirectory(folder.resolve("root"));
    Path script = Files.writeString(bin.resolve("example"), example.script() + "\n");
    Path output = Files.createFile(folder.resolve("output"));
    Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rw-rw-rw-"));
    try {
      fill(bin, front);
      for (Path program : programs) {
        Files.copy(program, bin.resolve(program.getFileName()), COPY_ATTRIBUTES);
      }
      Process process =
          new ProcessBuilder(
                  "env",
                  "-i",
                  "PATH=/tmp/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                  "unshare",
                  "-mpf",
                  "--kill-child",
                  "--mount-proc",
                  "sh",
                  "-c",
                  SET_UP,
                  "lab",
                  bin.toString(),
                  root.toString(),
                  Path.of("..").toRealPath().toString(),
                  becoming(example.caller()))
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile())
              .redirectErrorStream(true)
              .start();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (!ended) {
        throw new IOException("did not end in " + SECONDS + " s: " + text);
      }
      return new Ran(process.exitValue(), text.replace(output.toString(), "OUT"));
    } finally {
      Files.deleteIfExists(script);
      for (String name : ALL) {
        Files.deleteIfExists(bin.resolve(name));
      }
      for (Path program : programs) {
        Files.deleteIfExists(bin.resolve(program.getFileName()));
      }
      Files.delete(bin);
      Files.delete(root);
      Files.delete(output);
      Files.delete(folder);
    }
  }

  /** The tmpfs is filled at a place of its own and moved: the project itself may be below /tmp. */
  private static final String SET_UP =
      """
      bin=$1 root=$2 project=$3 become=$4
      mount -t tmpfs -o mode=1777 tmp "$root" && cp -a "$bin" "$root/bin" || exit 99
      case $project in /tmp/*)
        mkdir -p "$root/${project#/tmp/}" && mount --rbind "$project" "$root/${project#/tmp/}"
      esac
      mount --move "$root" /tmp && mkdir /tmp/lab && mount -t tmpfs -o mode=1777 lab /tmp/lab &&
        cd /tmp/lab || exit 99
      $become bash /tmp/bin/example
      exit $?
      """;

  private static String becoming(Caller caller) {
    String user = "setpriv --reuid=1234 --regid=1234 --clear-groups --bounding-set=+all ";
    return switch (caller) {
      case ROOT -> "";
      case USER -> user;
      case USERS_ROOT -> user + "unshare -Urm";
    };
  }

  private static void fill(Path bin, Front front) throws IOException {
    Files.setPosixFilePermissions(bin, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(BINARY, bin.resolve("ctrtool-static"));
    if (front == Front.BINARY) {
      Files.createLink(bin.resolve("ctrtool"), bin.resolve("ctrtool-static"));
    } else {
      String java = System.getProperty("java.home") + "/bin/java";
      String start = "#!/bin/sh\nCTRTOOL_JAVA=%s exec %s \"$@\"\n".formatted(java, JVM);
      Files.writeString(bin.resolve("ctrtool"), start);
    }
    for (String name : HELPERS) {
      try (InputStream source = Lab.class.getResourceAsStream("/examples/bin/" + name)) {
        Files.copy(Objects.requireNonNull(source, name), bin.resolve(name));
      }
    }
    for (String name : ALL) {
      Files.setPosixFilePermissions(
          bin.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
