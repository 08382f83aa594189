package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What holds for all mounts after every call; tests check it. */
public final class Invariants {
  private Invariants() {}

  /**
   * Checks that parents and children, peers, masters and slaves, and namespaces and their mounts
   * agree.
   *
   * @throws IllegalStateException if they do not, with what is wrong
   */
  public static void checkMounts(MountTable table) {
    Set<PeerGroup> groups = new LinkedHashSet<>();
    for (MountNamespace namespace : table.namespaces()) {
      checkNamespace(namespace);
      for (Mount mount : namespace.mounts()) {
        checkPlace(mount);
        checkSharing(mount);
        PeerGroup group = mount.peerGroup();
        if (group != null) {
          groups.add(group);
        }
      }
    }
    require(groups.size() == table.groupCount(), "a peer group without living members", table);
    for (PeerGroup group : groups) {
      require(table.isGroupId(group.id()), "number of the group is free", group);
    }
  }

  private static void checkNamespace(MountNamespace namespace) {
    Mount root = namespace.root();
    require(root.parent() == null, "the root of a namespace has a parent", root);
    List<Mount> tree = new ArrayList<>(root.tree());
    require(
        tree.size() == namespace.mounts().size() && tree.containsAll(namespace.mounts()),
        "lists other mounts than its tree has",
        namespace);
    for (Mount mount : namespace.mounts()) {
      require(mount.isIn(namespace), "is listed in another namespace", mount);
      require(!mount.isUnmounted(), "is unmounted but listed", mount);
    }
  }

  private static void checkPlace(Mount mount) {
    for (Mount child : mount.children()) {
      Location place = child.place();
      require(
          place != null && place.mount() == mount && mount.childAt(place.dentry()) == child,
          "does not know its place",
          child);
      require(
          place != null && place.dentry().isAtOrBelow(mount.root()),
          "sits outside what its parent shows",
          child);
      require(
          place != null && mount.table().isMountpoint(place.dentry()),
          "sits on something that is no mount point",
          child);
    }
  }

  private static void checkSharing(Mount mount) {
    PeerGroup group = mount.peerGroup();
    require(mount.isShared() == (group != null), "is shared without a group", mount);
    require(group == null || !mount.isUnbindable(), "is shared and unbindable", mount);
    if (group != null) {
      require(group.members().contains(mount), "is not in its group", mount);
      for (Mount peer : group.members()) {
        require(peer.peerGroup() == group, "is in a group it does not know", peer);
        require(!peer.isUnmounted(), "is unmounted but in a group", peer);
        require(sameMaster(mount, peer), "has another master than its peer", mount);
      }
    }
    Mount master = mount.master();
    require(master == null || master.slaves().contains(mount), "is no slave of its master", mount);
    require(master == null || master.isShared(), "is a slave of a private mount", mount);
    for (Mount slave : mount.slaves()) {
      require(slave.master() == mount, "has a slave with another master", mount);
      require(!slave.isUnmounted(), "is unmounted but a slave", slave);
    }
  }

  private static boolean sameMaster(Mount one, Mount other) {
    Mount master = one.master();
    Mount otherMaster = other.master();
    return master == otherMaster
        || master != null && otherMaster != null && master.isPeerOf(otherMaster);
  }

  private static void require(boolean condition, String what, Object who) {
    if (!condition) {
      throw new IllegalStateException(who + ": " + what);
    }
  }
}
