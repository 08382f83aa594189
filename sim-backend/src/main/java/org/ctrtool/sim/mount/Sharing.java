package org.ctrtool.sim.mount;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes of how a mount shares; follows change_mnt_propagation() and others of fs/pnode.c. */
final class Sharing {
  private Sharing() {}

  /** The propagation types of mount_namespaces(7). */
  enum Type {
    SHARED,
    PRIVATE,
    SLAVE,
    UNBINDABLE
  }

  /** Gives {@code mount} a type. To become shared it must be in a peer group already. */
  static void change(Mount mount, Type type) {
    if (type == Type.SHARED) {
      mount.setShared();
      return;
    }
    Mount successor = mount.master();
    if (mount.isShared()) {
      successor = successor(mount);
      mount.leavePeerGroup();
      mount.handOverSlavesTo(successor);
    }
    mount.leaveMaster();
    if (type != Type.SLAVE) {
      mount.setUnbindable(type == Type.UNBINDABLE);
    } else if (successor != null) {
      mount.becomeFirstSlaveOf(successor);
    }
  }

  /** Who feeds the slaves of a mount that leaves its peer group: a peer, or else its own master. */
  private static @Nullable Mount successor(Mount mount) {
    Mount peer = mount.nextPeer();
    return peer == mount ? mount.master() : peer;
  }

  /**
   * Takes unmounted mounts out of all sharing at once; follows bulk_make_private() in fs/pnode.c.
   * Slaves go to the first successor that is not unmounted itself.
   */
  static void makePrivate(List<Mount> unmounted) {
    Set<Mount> all = new LinkedHashSet<>(unmounted);
    Set<Mount> done = new LinkedHashSet<>();
    Map<Mount, Mount> successors = new LinkedHashMap<>();
    for (Mount mount : unmounted) {
      traceTransfers(mount, all, done, successors);
    }
    for (Mount mount : unmounted) {
      mount.handOverSlavesTo(lastSuccessor(mount, all, successors));
    }
  }

  private static void traceTransfers(
      Mount start, Set<Mount> all, Set<Mount> done, Map<Mount, Mount> successors) {
    Mount mount = start;
    while (mount != null && all.contains(mount) && done.add(mount)) {
      Mount next = successor(mount);
      mount.leavePeerGroup();
      mount.leaveMaster();
      if (next != null) {
        successors.put(mount, next);
      }
      mount = next;
    }
  }

  private static @Nullable Mount lastSuccessor(
      Mount mount, Set<Mount> all, Map<Mount, Mount> successors) {
    Mount successor = successors.get(mount);
    while (successor != null && all.contains(successor)) {
      successor = successors.get(successor);
    }
    return successor;
  }
}
