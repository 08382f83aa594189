package org.ctrtool.sim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.sim.SimAssert.assertRefused;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.Files;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.path.PathRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CgroupTest {
  private static final String OWN = "/proc/self/cgroup";

  private final SimKernel host = SimHost.with().user("alice", 1000).boot();

  @BeforeEach
  void makeGroups() {
    for (String each : new String[] {"/a", "/a/b", "/c"}) {
      host.mkdirat(AT_FDCWD, "/sys/fs/cgroup" + each, new Mode(0755));
    }
  }

  @AfterEach
  void switchOff() {
    host.close();
  }

  private static void enter(SimKernel task, String group) {
    Files.write(task, "/sys/fs/cgroup" + group + "/cgroup.procs", "0");
  }

  @Test
  void theGroupIsShownAsTheReadersNamespaceCounts() {
    SimKernel inside = host.fork();
    enter(inside, "/a/b");
    inside.unshare(UnshareFlags.CLONE_NEWCGROUP);
    SimKernel beside = host.fork();
    enter(beside, "/c");

    assertThat(Files.read(inside, OWN)).isEqualTo("0::/\n");
    assertThat(Files.read(host, pathOf(inside))).isEqualTo("0::/a/b\n");
    assertThat(Files.read(inside, pathOf(beside))).isEqualTo("0::/../../c\n");
    assertThat(Files.read(inside, pathOf(host))).isEqualTo("0::/../..\n");
  }

  private String pathOf(SimKernel task) {
    return "/proc/" + task.task().id().numberIn(host.machine().pidNamespace()) + "/cgroup";
  }

  @Test
  void childrenAreBornInTheGroupAndAnEndedProcessStillTellsIt() {
    SimKernel parent = host.fork();
    enter(parent, "/c");
    SimKernel child = parent.fork();

    assertThat(Files.read(child, OWN)).isEqualTo("0::/c\n");

    child.fork();
    assertThat(Files.read(host, "/sys/fs/cgroup/c/cgroup.procs").lines()).hasSize(3);
  }

  @Test
  void aRemovedGroupIsStillToldOfWhatEndedInIt() {
    SimKernel child = host.fork();
    enter(child, "/c");
    try {
      child.exit(0);
    } catch (org.ctrtool.sim.task.TaskEnded ended) {
      // as it is meant to be
    }
    host.unlinkat(AT_FDCWD, "/sys/fs/cgroup/c", AtFlags.AT_REMOVEDIR);

    assertThat(Files.read(host, pathOf(child))).isEqualTo("0::/c (deleted)\n");
  }

  @Test
  void mountinfoShowsTheRootAsTheReadersNamespaceCounts() {
    SimKernel inside = host.fork();
    enter(inside, "/a");
    inside.unshare(UnshareFlags.CLONE_NEWNS.or(UnshareFlags.CLONE_NEWCGROUP));
    inside.mount("own", "/mnt", "cgroup2", MountFlags.NONE, null);

    assertThat(Files.read(inside, "/proc/self/mountinfo"))
        .contains(" /.. /sys/fs/cgroup ")
        .contains(" / /mnt ");
    assertThat(Files.read(host, pathOf(inside).replace("cgroup", "mountinfo")))
        .contains(" / /sys/fs/cgroup ")
        .contains(" /a /mnt ");
  }

  @Test
  void theRootOfANamespaceThatWasRemovedCannotBeMounted() {
    SimKernel inside = host.fork();
    enter(inside, "/c");
    inside.unshare(UnshareFlags.CLONE_NEWCGROUP);
    enter(inside, "/a");
    host.unlinkat(AT_FDCWD, "/sys/fs/cgroup/c", AtFlags.AT_REMOVEDIR);

    assertRefused(
        PathRule.NO_SUCH_NAME, () -> inside.mount("own", "/mnt", "cgroup2", MountFlags.NONE, null));
  }

  @Test
  void otherThanItsOwnFilesThereAreNone() {
    SimKernel alice = host.as("alice");

    assertRefused(
        PathRule.PERMISSION_DENIED,
        () ->
            alice.openat(AT_FDCWD, "/sys/fs/cgroup/a/cgroup.procs", OpenFlags.O_WRONLY, Mode.NONE));
    assertRefused(
        PathRule.PERMISSION_DENIED,
        () -> alice.mkdirat(AT_FDCWD, "/sys/fs/cgroup/a/x", new Mode(0755)));
  }
}
