package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.mount.MountHost.Session;
import org.junit.jupiter.api.Test;

class UmountTest {
  private final MountHost machine = new MountHost();
  private final Session host = machine.session();

  @Test
  void refusesAMountWithMountsOnIt() {
    host.tmpfs("/a").tmpfs("/a/x");

    assertRefused(MountRule.MOUNT_IS_BUSY, () -> host.umount("/a"));
  }

  @Test
  void detachesATreeEvenInUse() {
    host.tmpfs("/a").tmpfs("/a/x");
    Mount inner = host.mountAt("/a/x");
    inner.use();

    host.umount("/a", UmountFlags.MNT_DETACH);

    assertThat(host.mounts()).hasSize(1);
    assertThat(inner.parent()).isNull();
    assertThat(machine.table.mountsOf(inner.superBlock())).containsExactly(inner);
    inner.unuse();
    assertThat(machine.table.mountsOf(inner.superBlock())).isEmpty();
  }

  @Test
  void refusesADirectoryThatIsNoMount() {
    assertRefused(MountRule.NOT_A_MOUNT_POINT, () -> host.umount("/a"));
  }

  @Test
  void refusesUnknownFlagsFirst() {
    assertRefused(MountRule.UNKNOWN_FLAGS, () -> Umount.checkFlags(new UmountFlags(0x10)));
  }

  @Test
  void ofOnesOwnRootMakesItReadOnly() {
    host.umount("/");

    assertThat(host.mounts()).containsExactly("/ rw,relatime - tmpfs root ro");
  }

  @Test
  void withExpiryNeedsTwoCallsWithoutALookupBetween() {
    host.tmpfs("/a");
    Location place = host.at("/a");

    assertRefused(
        MountRule.EXPIRY_STARTS, () -> Umount.umount(host, place, UmountFlags.MNT_EXPIRE));
    host.at("/a");
    assertRefused(
        MountRule.EXPIRY_STARTS, () -> Umount.umount(host, place, UmountFlags.MNT_EXPIRE));
    Umount.umount(host, place, UmountFlags.MNT_EXPIRE);

    assertThat(place.mount().isUnmounted()).isTrue();
  }

  @Test
  void removingADirectoryUnmountsItInOtherNamespaces() {
    host.at("/a");
    Session child = host.unshare();
    child.tmpfs("/a").tmpfs("/a/x");
    Dentry directory = host.at("/a").dentry();
    assertThat(machine.table.isMountpointIn(directory, host.mountNamespace())).isFalse();
    assertThat(machine.table.isMountpointIn(directory, child.mountNamespace())).isTrue();

    host.at("/").dentry().remove(directory);
    machine.table.detachMountsOn(directory);

    assertThat(child.mounts()).hasSize(1);
    Invariants.checkMounts(machine.table);
  }

  @Test
  void nothingCanBeMountedOnWhatWasUnmounted() {
    host.tmpfs("/a");
    Location inside = host.at("/a");
    inside.mount().use();
    host.umount("/a", UmountFlags.MNT_DETACH);

    assertRefused(
        MountRule.TARGET_WAS_REMOVED, () -> Move.move(host, host.tmpfs("/b").at("/b"), inside));
    assertRefused(
        MountRule.SOURCE_MOUNT_OF_ANOTHER_NAMESPACE,
        () -> Bind.bind(host, inside, host.at("/c"), false));
  }
}
