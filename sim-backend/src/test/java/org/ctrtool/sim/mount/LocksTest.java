package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.api.MountFlags;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.MountHost.Session;
import org.junit.jupiter.api.Test;

/** Mounts that came from a more privileged mount namespace. */
class LocksTest {
  private static final MountFlags REMOUNT = MountFlags.MS_REMOUNT.or(MountFlags.MS_BIND);

  private final MountHost machine = new MountHost();
  private final Session host = machine.session();

  @Test
  void aMountFromAMorePrivilegedNamespaceIsLocked() {
    host.tmpfs("/a");
    Session child = host.unshareWithUser();

    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> child.umount("/a"));
    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> child.umount("/a", UmountFlags.MNT_DETACH));
    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> child.move("/a", "/b"));
  }

  @Test
  void aMountOfTheSameOwnerIsNotLocked() {
    host.tmpfs("/a");

    Session child = host.unshare().umount("/a");

    assertThat(child.mounts()).hasSize(1);
    assertThat(host.mounts()).hasSize(2);
  }

  @Test
  void aFlagThatWasSetCannotBeCleared() {
    host.tmpfs("/a", MountFlags.MS_NODEV);
    Session child = host.unshareWithUser();

    assertRefused(MountRule.LOCKED_FLAG_CANNOT_BE_CLEARED, () -> child.flags("/a", REMOUNT));
    child.flags("/a", REMOUNT.or(MountFlags.MS_NODEV).or(MountFlags.MS_NOSUID));
    child.flags("/a", REMOUNT.or(MountFlags.MS_NODEV));
  }

  @Test
  void theAccessTimeModeCannotChange() {
    host.tmpfs("/a");
    Session child = host.unshareWithUser();

    assertRefused(
        MountRule.LOCKED_FLAG_CANNOT_BE_CLEARED,
        () -> child.flags("/a", REMOUNT.or(MountFlags.MS_NOATIME)));
  }

  @Test
  void whatALockedMountCoversCannotBeBound() {
    host.tmpfs("/a").tmpfs("/a/x", "x");
    Session child = host.unshareWithUser();

    assertRefused(MountRule.COPY_WOULD_UNCOVER_A_LOCKED_MOUNT, () -> child.bind("/a", "/b"));
    child.rbind("/a", "/b");

    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> child.umount("/b/x"));
    child.umount("/b", UmountFlags.MNT_DETACH);
  }

  @Test
  void theRootOfAPropagatedTreeCanBeUnmountedButNotWhatIsInIt() {
    host.tmpfs("/p").shared("/p").tmpfs("/t", MountFlags.MS_NODEV).tmpfs("/t/sub");
    Session child = host.unshareWithUser();

    host.rbind("/t", "/p/t");

    assertRefused(MountRule.LOCKED_FLAG_CANNOT_BE_CLEARED, () -> child.flags("/p/t", REMOUNT));
    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> child.umount("/p/t/sub"));
    child.umount("/p/t", UmountFlags.MNT_DETACH);
  }

  @Test
  void theMiddleOfThreeCanLockOutTheInnermost() {
    Session middle = host.unshareWithUser();
    middle.tmpfs("/b");

    middle.unshare().umount("/b");
    Session inner = middle.unshareWithUser();

    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> inner.umount("/b"));
  }

  @Test
  void aSharedMountHasASlaveInALessPrivilegedNamespace() {
    host.tmpfs("/p").shared("/p");
    Session child = host.unshareWithUser();

    host.tmpfs("/p/x", "host");
    child.tmpfs("/p/y", "child");

    assertThat(child.mountAt("/p").master()).isSameAs(host.mountAt("/p"));
    assertThat(child.sourceAt("/p/x")).isEqualTo("host");
    assertThat(host.sourceAt("/p/y")).isEqualTo("tmpfs");
  }

  @Test
  void anUnmountOutsideTakesTheLockedCopyAlong() {
    host.tmpfs("/p").shared("/p").tmpfs("/p/x");
    Session child = host.unshareWithUser();

    host.umount("/p/x");

    assertThat(child.mounts()).noneMatch(line -> line.startsWith("/p/x "));
  }

  @Test
  void theUserNamespaceOfTheMountNamespaceDecides() {
    Session child = host.unshareWithUser();
    Session stranger =
        machine.new Session(child.mountNamespace().owner(), host.mountNamespace(), host.root());

    assertRefused(MountRule.MOUNTING_NEEDS_CAP_SYS_ADMIN, () -> stranger.tmpfs("/a"));
  }

  @Test
  void procIsRefusedWhereNoneIsVisible() {
    Session child = host.unshareWithUser();

    assertRefused(MountRule.FILE_SYSTEM_WOULD_REVEAL_TOO_MUCH, () -> proc(child, MountFlags.NONE));
  }

  @Test
  void procIsRefusedWhereSomethingCoversAPartOfTheVisibleOne() {
    host.mount("proc", "/proc", "proc", MountFlags.NONE);
    Session clear = host.unshareWithUser();
    host.tmpfs("/proc/sys");
    Session covered = host.unshareWithUser();

    proc(clear, MountFlags.NONE);

    assertRefused(
        MountRule.FILE_SYSTEM_WOULD_REVEAL_TOO_MUCH, () -> proc(covered, MountFlags.NONE));
  }

  @Test
  void procThatIsVisibleReadOnlyCanOnlyBeMountedReadOnly() {
    host.mount("proc", "/proc", "proc", MountFlags.MS_RDONLY);
    Session child = host.unshareWithUser();

    assertRefused(MountRule.FILE_SYSTEM_WOULD_REVEAL_TOO_MUCH, () -> proc(child, MountFlags.NONE));
    proc(child, MountFlags.MS_RDONLY);

    assertThat(child.mountAt("/new").lockedFlags().has(MntFlags.READONLY)).isTrue();
  }

  @Test
  void aMountThatTheUserMadeOnProcDoesNotMatter() {
    host.mount("proc", "/proc", "proc", MountFlags.NONE);
    Session child = host.unshareWithUser();
    child.tmpfs("/proc/sys");

    proc(child, MountFlags.NONE);
  }

  private static void proc(Session session, MountFlags flags) {
    session.mount("proc", "/new", "proc", flags);
  }

  @Test
  void aRemountNeedsTheFileSystemToBeOnesOwn() {
    host.tmpfs("/a");
    Session child = host.unshareWithUser();
    SuperBlock before = child.mountAt("/a").superBlock();

    assertRefused(
        MountRule.FILE_SYSTEM_BELONGS_TO_ANOTHER_USER_NAMESPACE,
        () -> child.flags("/a", MountFlags.MS_REMOUNT));

    assertThat(before.isReadOnly()).isFalse();
  }
}
