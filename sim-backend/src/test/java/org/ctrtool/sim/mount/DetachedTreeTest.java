package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.sim.mount.MountHost.Session;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.junit.jupiter.api.Test;

class DetachedTreeTest {
  private static final MountAttr READ_ONLY = MountAttr.set(MountAttrFlags.MOUNT_ATTR_RDONLY);

  private final MountHost machine = new MountHost();
  private final Session host = machine.session();

  @Test
  void isInvisibleUntilItIsAttached() {
    host.tmpfs("/a", "a");

    Location tree = host.openTree("/a", false);

    assertThat(host.mounts()).hasSize(2);
    host.moveMount(tree, "/b", MoveMountFlags.NONE);
    assertThat(host.sourceAt("/b")).isEqualTo("a");
  }

  @Test
  void dissolvesWithTheLastClose() {
    host.tmpfs("/a");
    Location tree = host.openTree("/a", false);

    host.close(tree);

    assertThat(machine.table.namespaces()).hasSize(1);
    assertRefused(
        MountRule.NOT_THE_ROOT_OF_A_DETACHED_TREE,
        () -> host.moveMount(tree, "/b", MoveMountFlags.NONE));
  }

  @Test
  void staysWhereItWasAttached() {
    host.tmpfs("/a");
    Location tree = host.openTree("/a", false);
    host.moveMount(tree, "/b", MoveMountFlags.NONE);

    host.close(tree);

    assertThat(host.mountAt("/b")).isSameAs(tree.mount());
  }

  @Test
  void ofASharedMountIsItsPeer() {
    host.tmpfs("/a", "a").shared("/a");
    Location tree = host.openTree("/a", false);
    host.moveMount(tree, "/b", MoveMountFlags.NONE);

    host.tmpfs("/b/x", "x");

    assertThat(host.sourceAt("/a/x")).isEqualTo("x");
  }

  @Test
  void canBeMadeReadOnlyBeforeAnyoneSeesIt() {
    host.tmpfs("/a").tmpfs("/a/s");
    Location tree = host.openTree("/a", true);

    host.setattr(tree, new AtFlags(AtFlags.AT_RECURSIVE.bits()), READ_ONLY);
    host.moveMount(tree, "/b", MoveMountFlags.NONE);

    assertThat(host.mountAt("/b/s").isReadOnly()).isTrue();
    assertThat(host.mountAt("/a/s").isReadOnly()).isFalse();
  }

  @Test
  void cannotBeMountedOnWithTheOldCalls() {
    host.tmpfs("/a");
    Location tree = host.openTree("/a", false);

    assertRefused(
        MountRule.MOUNT_OF_ANOTHER_NAMESPACE, () -> Bind.bind(host, host.at("/a"), tree, false));
    assertRefused(
        MountRule.MOUNT_OF_ANOTHER_NAMESPACE,
        () -> Umount.umount(host, tree, org.ctrtool.api.UmountFlags.NONE));
  }

  @Test
  void takesOtherTreesIn() {
    host.tmpfs("/a", "a").tmpfs("/b", "b");
    host.at("/a/x");
    Location outer = host.openTree("/a", false);
    Location inner = host.openTree("/b", false);
    Location place = new Location(outer.mount(), host.at("/a/x").dentry());

    host.moveMount(() -> inner, () -> place, MoveMountFlags.NONE);
    host.moveMount(outer, "/c", MoveMountFlags.NONE);

    assertThat(host.sourceAt("/c/x")).isEqualTo("b");
  }

  @Test
  void cannotBeClonedFromAnotherNamespaceThanItsOwn() {
    host.tmpfs("/a");
    Location tree = host.openTree("/a", false);
    Session child = host.unshare();

    assertRefused(
        MountRule.SOURCE_MOUNT_OF_ANOTHER_NAMESPACE, () -> OpenTree.clone(child, tree, false));
    child.moveMount(tree, "/b", MoveMountFlags.NONE);
  }

  @Test
  void aRefusedMemberRefusesTheWholeRecursiveChange() {
    host.tmpfs("/a").tmpfs("/a/s");
    host.mountAt("/a/s").startWriting();

    assertRefused(
        MountRule.FILES_ARE_OPEN_FOR_WRITING,
        () -> host.setattr(host.at("/a"), new AtFlags(AtFlags.AT_RECURSIVE.bits()), READ_ONLY));

    assertThat(host.mountAt("/a").isReadOnly()).isFalse();
  }

  @Test
  void nothingToChangeSucceedsWithoutLookingAtThePath() {
    MountSetattr.mountSetattr(
        host,
        AtFlags.NONE,
        MountAttr.set(MountAttrFlags.NONE),
        fd -> machine.init,
        () -> {
          throw new AssertionError("looked up");
        });
  }

  @Test
  void theAccessTimeModeIsClearedAsAWhole() {
    host.tmpfs("/a");

    assertRefused(
        MountRule.ATIME_IS_ONE_CHOICE,
        () ->
            host.setattr(
                host.at("/a"), AtFlags.NONE, MountAttr.set(MountAttrFlags.MOUNT_ATTR_NOATIME)));
  }

  @Test
  void twoPropagationTypesAreRefused() {
    host.tmpfs("/a");

    assertRefused(
        MountRule.ONE_PROPAGATION_TYPE_ONLY,
        () ->
            host.setattr(
                host.at("/a"),
                AtFlags.NONE,
                MountAttr.propagation(MountFlags.MS_SHARED.or(MountFlags.MS_REC))));
  }

  @Test
  void cannotBeMappedByTheInitialUserNamespace() {
    host.tmpfs("/a");
    Location tree = host.openTree("/a", false);

    assertRefused(MountRule.IDMAP_OF_THE_INITIAL_USER_NAMESPACE, () -> idmap(tree, machine.init));
  }

  @Test
  void cannotBeMappedByAnEmptyMap() {
    host.tmpfs("/a");
    Location tree = host.openTree("/a", false);
    UserNamespace unmapped = new UserNamespace(machine.init, Kuid.ROOT, Kgid.ROOT);

    assertRefused(MountRule.IDMAP_IS_EMPTY, () -> idmap(tree, unmapped));
  }

  private void idmap(Location tree, UserNamespace namespace) {
    MountSetattr.mountSetattr(
        host,
        AtFlags.NONE,
        MountAttr.set(MountAttrFlags.MOUNT_ATTR_IDMAP),
        fd -> namespace,
        () -> tree);
  }

  @Test
  void whoseRootWasRemovedCannotBeAttached() {
    host.tmpfs("/a");
    Location directory = host.at("/a/d");
    Location tree = host.openTree("/a/d", false);
    host.at("/a").dentry().remove(directory.dentry());

    assertRefused(
        MountRule.SOURCE_WAS_REMOVED, () -> host.moveMount(tree, "/b", MoveMountFlags.NONE));
  }
}
