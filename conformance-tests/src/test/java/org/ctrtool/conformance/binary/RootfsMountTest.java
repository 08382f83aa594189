package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Failures of rootfs-mount, in a mount namespace of the test's own; what it makes is in examples.
 */
class RootfsMountTest {
  @RegisterExtension final Host host = new Host();

  @BeforeEach
  void needsUnshare() throws Exception {
    Host.needs("unshare", "find", "stat");
    host.directory("r");
  }

  /** What a script leaves and says that runs where its mounts are nobody else's. */
  private Ran alone(String script) {
    return host.execute(
        List.of(
            "unshare",
            "-mi",
            "--propagation",
            "private",
            "sh",
            "-c",
            "ctrtool=" + host.binary() + "; " + script));
  }

  @Test
  void aFailureAtAnyStepLeavesNothingMounted() {
    int failures = 0;
    int status = 1;
    for (int files = 2; status != 0; files++) {
      Ran ran =
          alone(
              "cat /proc/self/mountinfo > before; $ctrtool rootfs-mount -o"
                  + " tmpfs_mount_opts=nr_inodes="
                  + files
                  + " r; s=$?; cat /proc/self/mountinfo > after;"
                  + " [ $s = 0 ] || cmp before after || exit 99; exit $s");
      status = ran.status();
      if (status != 0) {
        failures++;
        assertThat(ran.failed(1).err()).matches("ctrtool rootfs-mount: [^\n]*ENOSPC[^\n]*\n");
      }
      assertThat(files).isLessThan(100);
    }
    assertThat(failures).as("steps that make a file").isGreaterThan(25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$ctrtool rootfs-mount nonexistent",
        "touch f; $ctrtool rootfs-mount f",
        "$ctrtool rootfs-mount -o tmpfs_mount_opts=bad=1 r",
        "mount -t tmpfs none /dev; B; $ctrtool rootfs-mount r",
        "mount --bind /dev/zero /dev/null; B; $ctrtool rootfs-mount r",
        "touch f; mount --bind f /dev/full; B; $ctrtool rootfs-mount r"
      })
  void aFailureOfTheSurroundingsLeavesNothingMounted(String script) {
    assertNothingIsLeft(script, 1);
  }

  /** {@code B} in the script is where the mounts before it are counted. */
  private void assertNothingIsLeft(String script, int status) {
    Ran ran =
        alone(
            "cat /proc/self/mountinfo > before; "
                + script.replace("B;", "cat /proc/self/mountinfo > before;")
                + "; s=$?; cat /proc/self/mountinfo > after; cmp before after || exit 99; exit $s");

    assertThat(ran.failed(status).err()).startsWith("ctrtool rootfs-mount: ");
  }

  @Test
  void aDeviceThatIsNotWhatItsNameSaysIsRefused() {
    Ran ran = alone("mount --bind /dev/zero /dev/null; $ctrtool rootfs-mount r");

    assertThat(ran.failed(1).err()).contains("/dev/null is not makedev(1, 3)").contains("ENODEV");
  }
}
