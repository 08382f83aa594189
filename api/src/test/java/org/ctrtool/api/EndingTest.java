package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {
  private static final Ending ENDING = new Ending("ctrtool run", 125);

  @Test
  void aRefusalIsToldInOneLineWithWhatWasBeingDone() {
    KernelException refused = new KernelException(Errno.EINVAL, "umount2(\"/mnt\", 0)");

    assertThat(ENDING.message("tidying up", refused))
        .isEqualTo("ctrtool run: tidying up: umount2(\"/mnt\", 0): EINVAL (Invalid argument)\n");
    assertThat(ENDING.message("", refused))
        .isEqualTo("ctrtool run: umount2(\"/mnt\", 0): EINVAL (Invalid argument)\n");
  }

  @Test
  void aKernelThatSaysWhyIsQuoted() {
    Reason locked =
        new Reason("MOUNT_IS_LOCKED", Errno.EINVAL, "the mount is locked", "mount_namespaces(7)");
    KernelException refused = new KernelException(Errno.EINVAL, "umount2(\"/mnt\", 0)", locked);

    assertThat(ENDING.message("", refused)).endsWith(": EINVAL (the mount is locked)\n");
  }

  @Test
  void whatIsNotModelledIsSaidWithoutTheNameOfAClass() {
    assertThat(ENDING.message("", new NotModelled("quotactl")))
        .doesNotContain("NotModelled:")
        .contains("quotactl");
    assertThat(ENDING.message("", new IllegalStateException("broken")))
        .isEqualTo("ctrtool run: IllegalStateException: broken\n");
    assertThat(ENDING.message("", new IllegalStateException()))
        .isEqualTo("ctrtool run: IllegalStateException\n");
  }

  @ParameterizedTest
  @CsvSource({
    "2, execve, 127",
    "20, execve, 127",
    "2, execvp, 127",
    "2, execveat, 127",
    "13, execve, 126",
    "8, execve, 126",
    "26, execve, 126",
    "7, execve, 126",
    "40, execve, 126",
    "2, openat, 125",
    "1, mount, 125"
  })
  void anExecHasStatusesOfItsOwn(int errno, String call, int status) {
    KernelException refused = new KernelException(new Errno(errno), call + "(\"x\")");

    assertThat(ENDING.statusOf(refused)).isEqualTo(status);
  }

  @Test
  void anythingElseHasTheStatusOfTheTool() {
    assertThat(ENDING.statusOf(new IllegalStateException("execve"))).isEqualTo(125);
    assertThat(new Ending("ctrtool mount_seq", 3).statusOf(new NotModelled("x"))).isEqualTo(3);
  }
}
