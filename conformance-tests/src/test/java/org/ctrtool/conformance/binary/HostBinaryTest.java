package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import org.ctrtool.conformance.binary.Host.Caller;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hostile image whose program is a link to /proc/self/exe: what it reaches is not ctrtool's file
 * on the host (CVE-2019-5736).
 */
class HostBinaryTest {
  /** The program's name makes what it leads to a process 1 that starts the thief. */
  private static final List<String> ATTACK = List.of("_init", "/bin/thief");

  private static final String THIEF =
      "#!/bin/busybox sh\n"
          + "busybox readlink /proc/1/exe\n"
          + "busybox chmod 4777 /proc/1/exe\n"
          + "busybox chown 4321:4321 /proc/1/exe\n"
          + "echo x >> /proc/1/exe\n";

  @RegisterExtension final Host host = new Host();

  private Path hostileImage() throws Exception {
    Path image = host.busyboxImage("hostile");
    Files.createSymbolicLink(image.resolve("bin/_init"), Path.of("/proc/self/exe"));
    Path thief = Files.writeString(image.resolve("bin/thief"), THIEF);
    Host.allow(thief, "rwxr-xr-x");
    return image;
  }

  /** All that the thief could have changed. */
  private static List<Object> state(Path file) throws Exception {
    return List.of(
        Files.getAttribute(file, "unix:mode"),
        Files.getAttribute(file, "unix:uid"),
        Files.getAttribute(file, "unix:ctime"),
        Files.size(file));
  }

  @Test
  void aContainerWithoutPrecautionsLosesItsFile() throws Exception {
    Path naive = host.compiled("naive");
    Path image = hostileImage();
    List<String> command = new ArrayList<>(List.of(naive.toString(), image.toString()));
    command.addAll(ATTACK);

    Ran ran = host.execute(command);

    assertThat(ran.lines()).first().isEqualTo(naive.toString());
    assertThat(Files.getPosixFilePermissions(naive))
        .as("%s", ran)
        .contains(PosixFilePermission.OTHERS_WRITE);
    assertThat(Files.getAttribute(naive, "unix:uid")).as("%s", ran).isEqualTo(4321);
  }

  @ParameterizedTest
  @EnumSource
  void theThiefFindsACopy(Caller caller) throws Exception {
    Path image = hostileImage();
    Files.setAttribute(host.binary(), "unix:uid", caller.outside);
    List<Object> before = state(host.binary());

    for (String init : List.of("", "--init")) {
      List<String> arguments = new ArrayList<>(List.of("--image", image.toString()));
      arguments.addAll(init.isEmpty() ? List.of() : List.of(init));
      arguments.add("--");
      arguments.addAll(ATTACK);

      Ran ran = host.run(caller, arguments.toArray(String[]::new));

      assertThat(ran.lines()).as("%s", ran).first().isEqualTo("/memfd:ctrtool (deleted)");
      assertThat(state(host.binary())).as("%s", ran).isEqualTo(before);
    }
  }

  @Test
  void theInterpreterOfAScriptIsACopyToo() throws Exception {
    Path image = hostileImage();
    Path script = Files.writeString(image.resolve("bin/script"), "#!/proc/self/exe help\n");
    Host.allow(script, "rwxr-xr-x");
    List<Object> before = state(host.binary());
    Path strace = host.folder().resolve("calls");
    Host.needs("strace");
    List<String> command =
        new ArrayList<>(List.of("strace", "-f", "-e", "trace=execve,execveat", "-o"));
    command.add(strace.toString());
    command.addAll(host.command(Caller.ROOT, "--image", image.toString(), "--", "script"));

    Ran ran = host.execute(command);

    assertThat(ran.err()).contains("unknown tool \"/bin/script\"");
    List<String> execs =
        Files.readAllLines(strace).stream().filter(line -> line.contains(" = 0")).toList();
    assertThat(execs).as("%s", ran).hasSize(3);
    assertThat(execs.get(1)).contains("execve(\"/bin/script\"");
    assertThat(execs.get(2)).contains("execveat(", "\"/proc/self/exe\", \"help\"");
    assertThat(state(host.binary())).as("%s", ran).isEqualTo(before);
  }

  @Test
  void anOrdinaryProgramIsExecutedWithoutACopy() {
    Ran ran = host.run(Caller.ROOT, "--", "readlink", "/proc/1/exe");

    assertThat(ran.succeeded().out()).startsWith("/_fsroot_ro/usr/bin/");
  }

  @Test
  void aProgramOfTheContainersOwnMountsIsNotCopied() throws Exception {
    Path image = host.busyboxImage("image");
    Host.allow(Files.copy(host.binary(), image.resolve("bin/ctrtool")), "rwxr-xr-x");

    Ran ran =
        host.run(
            Caller.ROOT,
            "--image",
            image.toString(),
            "--",
            "ctrtool",
            "_init",
            "/bin/busybox",
            "readlink",
            "/proc/1/exe");

    assertThat(ran.succeeded().lines()).containsExactly("/_fsroot_ro/bin/ctrtool");
  }
}
