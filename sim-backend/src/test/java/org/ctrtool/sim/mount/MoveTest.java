package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.sim.mount.MountHost.Session;
import org.junit.jupiter.api.Test;

class MoveTest {
  private static final MoveMountFlags BENEATH = MoveMountFlags.MOVE_MOUNT_BENEATH;

  private final Session host = new MountHost().session();

  @Test
  void keepsIdAndSubmounts() {
    host.tmpfs("/a").tmpfs("/a/s", "s");
    Mount moved = host.mountAt("/a");

    host.move("/a", "/b");

    assertThat(host.mountAt("/b")).isSameAs(moved);
    assertThat(host.sourceAt("/b/s")).isEqualTo("s");
    assertThat(host.mountAt("/a")).isNotSameAs(moved);
  }

  @Test
  void intoItselfIsALoop() {
    host.tmpfs("/a");

    assertRefused(MountRule.MOVE_INTO_ITSELF, () -> host.move("/a", "/a/b"));
    assertRefused(MountRule.MOVE_INTO_ITSELF, () -> host.move("/a", "/a"));
    assertRefused(MountRule.MOVE_INTO_ITSELF, () -> host.move("/", "/b"));
  }

  @Test
  void ofADirectoryThatIsNoMountIsRefused() {
    assertRefused(MountRule.SOURCE_IS_NOT_A_MOUNT, () -> host.move("/a", "/b"));
  }

  @Test
  void offASharedMountIsRefused() {
    host.tmpfs("/p").shared("/p").tmpfs("/p/x");

    assertRefused(MountRule.PARENT_IS_SHARED, () -> host.move("/p/x", "/b"));
  }

  @Test
  void beneathPutsTheSourceUnderTheTarget() {
    host.tmpfs("/b", "1M").tmpfs("/a", "2M");

    host.moveMount(host.at("/a"), "/b", BENEATH);

    assertThat(host.sourceAt("/b")).isEqualTo("1M");
    host.umount("/b");
    assertThat(host.sourceAt("/b")).isEqualTo("2M");
  }

  @Test
  void beneathPropagates() {
    host.tmpfs("/p").shared("/p").bind("/p", "/q").tmpfs("/p/m", "1M").tmpfs("/a", "2M");

    host.moveMount(host.at("/a"), "/p/m", BENEATH);
    host.umount("/p/m");

    assertThat(host.sourceAt("/p/m")).isEqualTo("2M");
    assertThat(host.sourceAt("/q/m")).isEqualTo("2M");
  }

  @Test
  void beneathTheRootIsRefused() {
    host.tmpfs("/a");

    assertRefused(
        MountRule.CANNOT_MOUNT_BENEATH_THE_ROOT, () -> host.moveMount(host.at("/a"), "/", BENEATH));
  }

  @Test
  void beneathSomethingThatIsNoMountIsRefused() {
    host.tmpfs("/a");

    assertRefused(
        MountRule.NOTHING_TO_MOUNT_BENEATH, () -> host.moveMount(host.at("/a"), "/b", BENEATH));
  }

  @Test
  void ofTheSharingMakesPeers() {
    host.tmpfs("/a").bind("/a", "/b").shared("/a");

    host.moveMount(host.at("/a"), "/b", MoveMountFlags.MOVE_MOUNT_SET_GROUP);

    assertThat(host.mountAt("/b").isPeerOf(host.mountAt("/a"))).isTrue();
  }

  @Test
  void ofTheSharingBetweenFileSystemsIsRefused() {
    host.tmpfs("/a").tmpfs("/b").shared("/a");

    assertRefused(
        MountRule.GROUPS_ARE_PER_FILE_SYSTEM,
        () -> host.moveMount(host.at("/a"), "/b", MoveMountFlags.MOVE_MOUNT_SET_GROUP));
  }
}
