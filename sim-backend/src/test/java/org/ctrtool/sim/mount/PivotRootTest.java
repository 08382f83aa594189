package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.mount.MountHost.Session;
import org.junit.jupiter.api.Test;

class PivotRootTest {
  private final Session host = new MountHost().session();

  @Test
  void putsTheOldRootBelowTheNewOne() {
    host.tmpfs("/new", "new");

    host.pivotRoot("/new", "/new/old");

    assertThat(host.sourceAt("/")).isEqualTo("new");
    assertThat(host.sourceAt("/old")).isEqualTo("root");
    assertThat(host.fs.workingDirectory()).isEqualTo(host.root());
  }

  @Test
  void canStackTheOldRootOnTheNewOne() {
    host.tmpfs("/new", "new");
    host.fs.setWorkingDirectory(host.at("/new"));

    host.pivotRoot(".", ".");

    assertThat(host.sourceAt("/")).isEqualTo("new");
    assertThat(host.sourceAt("/..")).isEqualTo("root");
    assertThat(host.mounts()).hasSize(2).allMatch(line -> line.startsWith("/ "));
    host.umount(".", UmountFlags.MNT_DETACH);
    assertThat(host.mounts()).hasSize(1);
  }

  @Test
  void refusesASharedPlace() {
    host.shared("/").tmpfs("/new");

    assertRefused(MountRule.PIVOT_ON_SHARED_MOUNT, () -> host.pivotRoot("/new", "/new/old"));
  }

  @Test
  void refusesTheCurrentRoot() {
    host.tmpfs("/new");

    assertRefused(MountRule.PIVOT_ON_THE_CURRENT_ROOT, () -> host.pivotRoot("/", "/"));
    assertRefused(MountRule.PIVOT_ON_THE_CURRENT_ROOT, () -> host.pivotRoot("/new", "/old"));
  }

  @Test
  void refusesANewRootThatIsNoMount() {
    host.tmpfs("/m");

    assertRefused(MountRule.NEW_ROOT_IS_NOT_A_MOUNT, () -> host.pivotRoot("/m/new", "/m/new/old"));
  }

  @Test
  void refusesAPutOldOutsideTheNewRoot() {
    host.tmpfs("/new").tmpfs("/old");

    assertRefused(MountRule.PUT_OLD_IS_NOT_BELOW_NEW_ROOT, () -> host.pivotRoot("/new", "/old"));
  }

  @Test
  void handsTheLockOfTheOldRootToTheNewOne() {
    host.tmpfs("/a");
    Session child = host.unshareWithUser();
    Mount old = child.root().mount();
    child.tmpfs("/new");

    child.pivotRoot("/new", "/new/old");

    assertThat(child.root().mount().isLocked()).isTrue();
    assertThat(old.isLocked()).isFalse();
  }

  @Test
  void refusesALockedNewRoot() {
    host.tmpfs("/a");
    Session child = host.unshareWithUser();

    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> child.pivotRoot("/a", "/a/old"));
  }
}
