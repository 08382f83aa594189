package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;

/**
 * Makes the copies that peers and slaves receive of what is mounted on a shared mount; follows
 * propagate_mnt() in fs/pnode.c. One object is one propagation.
 *
 * <p>Peer groups are visited depth first: the group of the target, then group by group that of its
 * slaves. In each group the first copy is made from the nearest copy upstream, the others from the
 * one before, so copies are related as their places are.
 */
final class Propagation {
  private final Mount target;
  private final Dentry mountpoint;
  private final Mount source;
  private final List<Mount> copies = new ArrayList<>();
  private final Map<MountNamespace, Integer> pending = new LinkedHashMap<>();

  /** The masters of the mounts that have received a copy. */
  private final Set<Mount> mastersServed = new LinkedHashSet<>();

  private Mount lastCopy;

  private Propagation(Mount target, Dentry mountpoint, Mount source) {
    this.target = target;
    this.mountpoint = mountpoint;
    this.source = source;
    this.lastCopy = source;
  }

  /**
   * The copies of {@code source} for all who see {@code mountpoint} of {@code target}, in the order
   * in which they were made. Each has its place set, but does not appear there yet.
   *
   * @param alreadyPending how many mounts the target's namespace is about to get anyway
   */
  static List<Mount> copies(Mount target, Dentry mountpoint, Mount source, int alreadyPending) {
    Propagation propagation = new Propagation(target, mountpoint, source);
    propagation.pending.put(Objects.requireNonNull(target.namespace()), alreadyPending);
    try {
      propagation.run();
    } catch (Refusal refused) {
      discard(propagation.copies);
      throw refused;
    }
    return propagation.copies;
  }

  static void discard(List<Mount> copies) {
    for (Mount copy : copies.reversed()) {
      CloneTree.discard(copy);
    }
  }

  private void run() {
    noteMaster(target);
    Set<CloneTree.Mode> asPeer = EnumSet.of(CloneTree.Mode.MAKE_SHARED);
    for (Mount peer = target.nextPeer(); peer != target; peer = peer.nextPeer()) {
      if (receives(peer)) {
        copyTo(peer, lastCopy, asPeer);
      }
    }
    Mount member = target;
    do {
      visitSlavesOf(member);
      member = member.nextPeer();
    } while (member != target);
  }

  /**
   * The groups of the slaves of {@code master}, each with the groups below it; see next_group().
   */
  private void visitSlavesOf(Mount master) {
    if (master.namespace() == null || master.slaves().isEmpty()) {
      return;
    }
    // The list grows meanwhile: copies of slaves are slaves.
    for (Mount slave = master.slaves().getFirst(); slave != null; ) {
      copyToGroup(slave);
      Mount last = slave;
      visitSlavesOf(last);
      while (last.nextSlave() == last.nextPeer()) {
        last = last.nextPeer();
        visitSlavesOf(last);
      }
      slave = last.nextSlave();
    }
  }

  /** Copies for a group of slaves, entered at {@code first}. */
  private void copyToGroup(Mount first) {
    Set<CloneTree.Mode> modes = EnumSet.of(CloneTree.Mode.SLAVE);
    if (first.isShared()) {
      modes.add(CloneTree.Mode.MAKE_SHARED);
    }
    boolean firstCopy = true;
    Mount receiver = first;
    do {
      if (receives(receiver)) {
        copyTo(receiver, firstCopy ? nearestCopyUpstream(receiver) : lastCopy, modes);
        firstCopy = false;
        modes = EnumSet.of(CloneTree.Mode.MAKE_SHARED);
      }
      receiver = receiver.nextPeer();
    } while (receiver != first);
  }

  private void copyTo(Mount receiver, Mount original, Set<CloneTree.Mode> modes) {
    Mount copy = CloneTree.cloneTree(original, original.root(), modes);
    copy.setPlace(receiver, mountpoint);
    noteMaster(receiver);
    lastCopy = copy;
    copies.add(copy);
    MountNamespace namespace = Objects.requireNonNull(receiver.namespace());
    int more = pending.getOrDefault(namespace, 0) + copy.tree().size();
    Refuse.when(
        namespace.mounts().size() + more > target.table().mountMax(), MountRule.TOO_MANY_MOUNTS);
    pending.put(namespace, more);
  }

  private void noteMaster(Mount mount) {
    Mount master = mount.master();
    if (master != null) {
      mastersServed.add(master);
    }
  }

  /** The check of need_secondary(). */
  private boolean receives(Mount mount) {
    MountNamespace namespace = mount.namespace();
    return namespace != null && mountpoint.isAtOrBelow(mount.root()) && !namespace.isAnonymous();
  }

  /** The copy that the first copy of a group of slaves is made from; follows find_master(). */
  private Mount nearestCopyUpstream(Mount receiver) {
    Mount below = receiver;
    Mount served = below.master();
    while (served != null && !mastersServed.contains(served)) {
      below = served;
      served = below.master();
    }
    Mount copy = lastCopy;
    while (!copy.isPeerOf(source)) {
      Mount place = Objects.requireNonNull(copy.parent());
      if (place.master() == served) {
        return place.isPeerOf(below) ? copy : Objects.requireNonNull(copy.master());
      }
      copy = Objects.requireNonNull(copy.master());
    }
    return copy;
  }
}
