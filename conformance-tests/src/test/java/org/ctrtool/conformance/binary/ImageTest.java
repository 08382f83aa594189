package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ctrtool.conformance.binary.Host.Caller;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images: one that holds nothing but a shell, and hostile ones. */
class ImageTest {
  @RegisterExtension final Host host = new Host();

  private static final String LOOK =
      "find / -name proc -prune -o \\( -name 'libc.*' -o -name 'libc-*' -o -name 'ld-*'"
          + " -o -name '*jvm*' -o -name '*java*' \\) -print; id -u; ls /_fsroot_ro";

  private void squashfs(Path image, Path file) {
    Host.needs("mksquashfs");
    host.execute(List.of("mksquashfs", image.toString(), file.toString(), "-quiet", "-no-progress"))
        .succeeded();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROOT", "ROOT_ROOTLESS", "ROOT_MAPPED"})
  void aSquashfsImageThatHoldsOnlyAStaticShellRunsIt(Caller caller) throws Exception {
    Path file = host.folder().resolve("image.squashfs");
    squashfs(host.busyboxImage("image"), file);
    String before = Host.mounts();

    Ran ran = host.run(caller, "--image", file.toString(), "--", "sh", "-c", LOOK);

    assertThat(ran.succeeded().lines())
        .containsExactly("0", "bin", "etc", "lib", "opt", "sbin", "usr");
    assertThat(Host.mounts()).isEqualTo(before);
    ContainerTest.await(() -> !Host.loopFiles().contains(file.toString()));
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryIsAnImageToo(Caller caller) throws Exception {
    Path image = host.busyboxImage("image");

    Ran ran = host.run(caller, "--image", image.toString(), "--", "sh", "-c", LOOK);

    assertThat(ran.succeeded().lines())
        .containsExactly("0", "bin", "etc", "lib", "opt", "sbin", "usr");
  }

  @Test
  void anOrdinaryUserCannotMountAnImageFile() throws Exception {
    Path file = host.folder().resolve("image.squashfs");
    squashfs(host.busyboxImage("image"), file);

    Ran ran = host.run(Caller.USER, "--image", file.toString(), "--", "sh");

    assertThat(ran.failed(125).err())
        .matches("ctrtool run: opening the image [^\n]*: E(ACCES|PERM) [^\n]*\n");
  }

  @Test
  void whatIsNoImageIsRefusedAndLeavesNoLoopDevice() throws Exception {
    Path file = host.file("image.txt", "x".repeat(10_000));

    Ran ran = host.run(Caller.ROOT, "--image", file.toString(), "--", "sh");

    assertThat(ran.failed(125).err()).matches("ctrtool run: [^\n]*image.txt[^\n]*\n");
    ContainerTest.await(() -> !Host.loopFiles().contains(file.toString()));
  }

  /** Links in an image, as an attacker would put them where a bind is going to be. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOST",
        "../../../../../../../../..HOST",
        "/proc/self/rootHOST",
        "/proc/1/rootHOST",
        "/proc/1/cwd/..HOST",
        "/_fsroot_ro/../../../..HOST",
        "/dev/../../..HOST",
        "/_fsroot_ro/etc",
        "/proc/sys",
        "self",
        "/nonexistent/..HOST"
      })
  void aLinkInAnImageLeadsNoBindOutOfTheContainer(String link) throws Exception {
    Path target = host.directory("target");
    host.file("target/mine", "the host's");
    host.file("source/mine", "the container's");
    Path image = host.busyboxImage("image");
    Path to = Path.of(link.replace("HOST", target.toString()));
    Files.createSymbolicLink(image.resolve("opt/evil"), to);
    Files.delete(image.resolve("etc"));
    Files.createSymbolicLink(image.resolve("etc"), to);
    String before = Host.mounts();

    for (Caller caller : List.of(Caller.ROOT, Caller.USER)) {
      for (String place : List.of("/opt/evil", "/opt/evil/new", "/etc", "/etc/new", "/etc/mine")) {
        Ran ran =
            host.run(
                caller,
                "--image",
                image.toString(),
                "--bind",
                host.folder() + "/source:" + place,
                "--",
                "sh",
                "-c",
                "cat " + target + "/mine; echo ran");

        assertThat(ran.status()).as("%s", ran).isIn(0, 125);
        assertThat(ran.out()).doesNotContain("the host's");
      }
    }
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files).containsExactly(target.resolve("mine"));
    }
    assertThat(Files.readString(target.resolve("mine"))).isEqualTo("the host's");
    assertThat(Host.mounts()).isEqualTo(before);
  }

  @Test
  void aLinkInAnImageMovesNoBindOverDevicesOrProc() throws Exception {
    Path image = host.busyboxImage("image");
    Files.createSymbolicLink(image.resolve("opt/null"), Path.of("/dev/null"));
    Files.createSymbolicLink(image.resolve("opt/sys"), Path.of("/proc/sys"));
    host.file("fake", "not empty");
    host.file("fakes/kernel/ostype", "Fake");

    Ran file =
        host.run(
            Caller.ROOT,
            "--image",
            image.toString(),
            "--bind",
            host.folder() + "/fake:/opt/null",
            "--",
            "cat",
            "/dev/null");
    Ran directory =
        host.run(
            Caller.ROOT,
            "--image",
            image.toString(),
            "--bind",
            host.folder() + "/fakes:/opt/sys",
            "--",
            "cat",
            "/proc/sys/kernel/ostype");

    assertThat(file.out()).isEmpty();
    assertThat(directory.out()).doesNotContain("Fake");
  }
}
