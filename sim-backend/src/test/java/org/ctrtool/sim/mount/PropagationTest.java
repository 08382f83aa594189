package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.sim.mount.MountHost.Session;
import org.junit.jupiter.api.Test;

class PropagationTest {
  private final Session host = new MountHost().session();

  @Test
  void aMountAppearsOnPeersInOneNewGroup() {
    host.tmpfs("/p").shared("/p").bind("/p", "/q");

    host.tmpfs("/p/x", "x");

    assertThat(host.sourceAt("/q/x")).isEqualTo("x");
    assertThat(host.mountAt("/p/x").isPeerOf(host.mountAt("/q/x"))).isTrue();
  }

  @Test
  void aMountOnASlaveStaysThere() {
    host.tmpfs("/p", "p").shared("/p").bind("/p", "/s").slave("/s");

    host.tmpfs("/s/x", "x");

    assertThat(host.sourceAt("/p/x")).isEqualTo("p");
  }

  @Test
  void aCopyIsTuckedUnderneathWhatIsThere() {
    slaveWithMountInTheSamePlace();

    assertThat(host.sourceAt("/s/x")).isEqualTo("1M");
  }

  @Test
  void unmountingTheOriginalLetsWhatCoversTheCopySlideDown() {
    slaveWithMountInTheSamePlace();

    host.umount("/p/x");

    assertThat(host.sourceAt("/s/x")).isEqualTo("1M");
    assertThat(host.mountAt("/s/x").parent()).isSameAs(host.mountAt("/s"));
  }

  @Test
  void unmountingWhatCoversTheCopyShowsIt() {
    slaveWithMountInTheSamePlace();

    host.umount("/s/x");

    assertThat(host.sourceAt("/s/x")).isEqualTo("2M");
  }

  private void slaveWithMountInTheSamePlace() {
    host.tmpfs("/p").shared("/p").bind("/p", "/s").slave("/s");
    host.tmpfs("/s/x", "1M").tmpfs("/p/x", "2M");
  }

  @Test
  void aCopyWithAMountOfItsOwnOnItSurvives() {
    host.tmpfs("/p").shared("/p").bind("/p", "/s").slave("/s").tmpfs("/p/x", "x");
    host.makePrivate("/s/x").tmpfs("/s/x/k", "k");

    host.umount("/p/x");

    assertThat(host.sourceAt("/s/x")).isEqualTo("x");
    assertThat(host.sourceAt("/s/x/k")).isEqualTo("k");
  }

  @Test
  void anUnmountTakesEvenAnUnrelatedMountInTheSamePlaceAlong() {
    host.tmpfs("/p").shared("/p").bind("/p", "/s").slave("/s").tmpfs("/p/x");
    host.umount("/s/x").tmpfs("/s/x", "unrelated");

    host.umount("/p/x");

    assertThat(host.sourceAt("/s/x")).isEqualTo("tmpfs");
    assertThat(host.mountAt("/s/x")).isSameAs(host.mountAt("/s"));
  }

  @Test
  void anUnmountIsRefusedWhileACopyIsInUse() {
    host.tmpfs("/p").shared("/p").bind("/p", "/q").tmpfs("/p/x");
    Mount copy = host.mountAt("/q/x");
    copy.use();

    assertRefused(MountRule.MOUNT_IS_BUSY, () -> host.umount("/p/x"));

    copy.unuse();
    host.umount("/p/x");
    assertThat(copy.isUnmounted()).isTrue();
  }

  @Test
  void theDeathOfANamespaceDoesNotTakeBackWhatItPropagated() {
    host.tmpfs("/p").shared("/p");
    Session child = host.unshare();
    child.tmpfs("/p/x", "x");

    child.exit();

    assertThat(host.sourceAt("/p/x")).isEqualTo("x");
  }

  @Test
  void aLoneSharedMountBecomesPrivateWhenMadeASlave() {
    host.tmpfs("/a").shared("/a");

    host.slave("/a");

    assertThat(host.mountAt("/a").isShared()).isFalse();
    assertThat(host.mountAt("/a").master()).isNull();
  }

  @Test
  void aSharedSlaveWithAPeerBecomesSlaveOfThePeer() {
    host.tmpfs("/a").shared("/a").bind("/a", "/b").slave("/b").shared("/b").bind("/b", "/c");

    host.slave("/b");

    assertThat(host.mountAt("/b").master()).isSameAs(host.mountAt("/c"));
    assertThat(host.mountAt("/c").master()).isSameAs(host.mountAt("/a"));
  }

  @Test
  void slavesOfAMountThatBecomesPrivateGoToItsMaster() {
    host.tmpfs("/a").shared("/a").bind("/a", "/b").slave("/b").shared("/b");
    host.bind("/b", "/c").slave("/c");

    host.makePrivate("/b");

    assertThat(host.mountAt("/c").master()).isSameAs(host.mountAt("/a"));
  }

  @Test
  void twoTypesAtOnceAreRefused() {
    host.tmpfs("/a");

    assertRefused(
        MountRule.ONE_PROPAGATION_TYPE_ONLY,
        () ->
            host.flags(
                "/a",
                org.ctrtool.api.MountFlags.MS_SHARED.or(org.ctrtool.api.MountFlags.MS_SLAVE)));
  }

  @Test
  void mountinfoNamesTheNearestVisibleMasterGroup() {
    host.tmpfs("/c").tmpfs("/a").shared("/a").bind("/a", "/b").slave("/b").shared("/b");
    host.bind("/b", "/c/c").slave("/c/c").bind("/a", "/c/a");
    host.fs.setRoot(host.at("/c"));

    assertThat(host.mounts()).contains("/c rw,relatime master:2 propagate_from:1 - tmpfs tmpfs rw");
  }
}
