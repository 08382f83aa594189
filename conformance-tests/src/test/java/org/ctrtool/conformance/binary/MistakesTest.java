package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input: one line that says what is wrong, the right status, and nothing has changed. */
class MistakesTest {
  @RegisterExtension final Host host = new Host();

  static Stream<Arguments> usageErrors() {
    return Stream.of(
        usage("", "nosuch"),
        usage("", "--nosuch", "run", "true"),
        usage("run", "run"),
        usage("run", "run", "--"),
        usage("run", "run", "--nosuch", "true"),
        usage("run", "run", "--bind"),
        usage("run", "run", "--bind", "/etc", "true"),
        usage("run", "run", "--bind", "/etc:/", "true"),
        usage("run", "run", "--bind", "/etc:/x/../y", "true"),
        usage("run", "run", "--bind", "/etc:x", "true"),
        usage("run", "run", "--uid-map", "0.0.2:1.9.1", "true"),
        usage("run", "run", "--uid-map", "0.0.4294967296", "true"),
        usage("run", "run", "--uid-map", "1.0.1", "true"),
        usage("run", "run", "--cap-add", "nosuch", "true"),
        usage("run", "run", "--hostname", "x".repeat(65), "true"),
        usage("run", "run", "--rlimit", "nofile=x", "true"),
        usage("run", "run", "--keep-fd", "77", "true"),
        usage("run", "run", "--keep-fd", "1", "true"),
        usage("run", "run", "--net", "", "true"),
        usage("run", "run", "--workdir", "x", "true"),
        usage("run", "run", "--rootless", "--net", "/proc/1/ns/net", "true"),
        usage("rootfs-mount", "rootfs-mount"),
        usage("rootfs-mount", "rootfs-mount", "-o", "dev_opts=3", "/nonexistent"),
        usage("rootfs-mount", "rootfs-mount", "-o", "nosuch=1", "/nonexistent"),
        usage("rootfs-mount", "rootfs-mount", "-o", "umask=x", "/nonexistent"));
  }

  private static Arguments usage(String tool, String... words) {
    return Arguments.of(tool, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("usageErrors")
  void aUsageErrorIsStatus2(String tool, List<String> words) {
    String before = Host.mounts();

    Ran ran = run(words);

    ran.failed(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .matches("ctrtool( " + tool + ")?: [^\n]+\nTry 'ctrtool help( " + tool + ")?'\n");
    assertThat(Host.mounts()).isEqualTo(before);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        failure(125, "/nonexistent", "run", "--image", "/nonexistent", "true"),
        failure(125, "ENOENT", "run", "--bind", "/nonexistent:/x", "true"),
        failure(125, "ENOTDIR", "run", "--bind", "/etc/passwd/x:/x", "true"),
        failure(125, "EROFS", "run", "--bind", "/etc:/usr/nonexistent-ctrtool", "true"),
        failure(125, "ENOENT", "run", "--workdir", "/nonexistent", "true"),
        failure(125, "EINVAL", "run", "--tmpfs", "/x:nosuch=1", "true"),
        failure(125, "EINVAL", "run", "--rlimit", "nofile=10:5", "true"),
        failure(125, "ENOENT", "run", "--net", "/nonexistent", "true"),
        failure(125, "EINVAL", "run", "--net", "/proc/self/ns/uts", "true"),
        failure(126, "EACCES", "run", "/etc"),
        failure(127, "ENOENT", "run", "nonexistent"),
        failure(1, "ENOENT", "rootfs-mount", "/nonexistent"),
        failure(1, "ENOTDIR", "rootfs-mount", "/etc/passwd"),
        failure(1, "EINVAL", "rootfs-mount", "-o", "tmpfs_mount_opts=nosuch=1", "/proc/driver"));
  }

  private static Arguments failure(int status, String error, String... words) {
    return Arguments.of(status, error, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsOneLineWithTheCallAndItsError(int status, String error, List<String> words) {
    String before = Host.mounts();

    Ran ran = run(words);

    ran.failed(status);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).matches("ctrtool " + words.get(0) + ": [^\n]+\n").contains(error);
    assertThat(Host.mounts()).isEqualTo(before);
    assertThat(Host.processesWith(host.binary().toString())).isEmpty();
  }

  private Ran run(List<String> words) {
    return host.execute(
        Stream.concat(Stream.of(host.binary().toString()), words.stream()).toList());
  }
}
