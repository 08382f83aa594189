package org.ctrtool.sim.mount;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ctrtool.sim.fs.Dentry;

/**
 * Works out which mounts go together with unmounted ones because they sit where the unmount is
 * propagated to; follows propagate_umount() in fs/pnode.c. One object is one unmount.
 *
 * <p>A candidate goes unless that would take away or uncover something: a mount on it that stays
 * (but not if that just covers it), or a locked mount that stays.
 */
final class UmountPropagation {
  private final List<Mount> unmounted;

  /** Undecided, in the order in which they are looked at; some are no candidates any more. */
  private final Deque<Mount> undecided = new ArrayDeque<>();

  private final Set<Mount> candidates = new LinkedHashSet<>();
  private final List<Mount> committed = new ArrayList<>();

  private UmountPropagation(List<Mount> unmounted) {
    this.unmounted = unmounted;
  }

  /** Unlocks what will go with {@code mount}, which may be unmounted, so all its copies may. */
  static void unlockCopies(Mount mount) {
    for (Mount copy : counterparts(mount)) {
      copy.setLocked(false);
    }
  }

  /** The mounts in the same place wherever the parent of {@code mount} propagates to. */
  static List<Mount> counterparts(Mount mount) {
    List<Mount> result = new ArrayList<>();
    Mount parent = mount.parent();
    Dentry mountpoint = mount.mountpoint();
    if (parent != null && mountpoint != null) {
      for (Mount receiver : PropagationOrder.receivers(parent)) {
        Mount child = receiver.childAt(mountpoint);
        if (child != null) {
          result.add(child);
        }
      }
    }
    return result;
  }

  /**
   * Marks as unmounted what goes with {@code unmounted}, all of which is marked already, and lets
   * the mounts that covered it and stay slide down.
   *
   * @return what goes, too
   */
  static List<Mount> propagate(List<Mount> unmounted) {
    UmountPropagation propagation = new UmountPropagation(unmounted);
    propagation.gatherCandidates();
    List.copyOf(propagation.undecided).forEach(propagation::trim);
    propagation.handleLocked();
    propagation.slideSurvivorsDown();
    return propagation.committed;
  }

  private void gatherCandidates() {
    for (Mount mount : unmounted) {
      for (Mount counterpart : counterparts(mount)) {
        if (!counterpart.isUnmounted() && candidates.add(counterpart)) {
          undecided.addFirst(counterpart);
        }
      }
    }
  }

  private void trim(Mount mount) {
    if (!candidates.contains(mount)) {
      undecided.remove(mount);
      return;
    }
    boolean childrenLeft = false;
    boolean survivor = false;
    boolean survivorBeside = false;
    for (Mount child : mount.children()) {
      if (child.isUnmounted()) {
        continue;
      }
      childrenLeft = true;
      if (!candidates.contains(child)) {
        survivor = true;
        survivorBeside |= child != mount.overmount();
      }
    }
    if (survivor) {
      trimAncestors(mount);
      if (survivorBeside) {
        drop(mount);
      }
    } else if (!childrenLeft && !mount.isLocked()) {
      drop(mount);
      commit(mount);
    }
  }

  /** What stays keeps the mounts it sits on, except those that are merely covered. */
  private void trimAncestors(Mount mount) {
    Mount below = mount;
    Mount parent = below.parent();
    while (parent != null && candidates.contains(parent)) {
      if (parent.overmount() != below) {
        candidates.remove(parent);
      }
      below = parent;
      parent = below.parent();
    }
  }

  private void handleLocked() {
    while (!undecided.isEmpty()) {
      Mount mount = undecided.getFirst();
      if (!candidates.contains(mount)) {
        undecided.remove(mount);
        continue;
      }
      Mount cutoff = mount;
      Mount above = mount;
      while (above != null && candidates.contains(above)) {
        drop(above);
        if (!above.isLocked()) {
          cutoff = above.parent();
        }
        above = above.parent();
      }
      if (above != null && above.isUnmounted()) {
        cutoff = above;
      }
      for (Mount each = mount; each != null && each != cutoff; each = each.parent()) {
        commit(each);
      }
    }
  }

  private void drop(Mount mount) {
    candidates.remove(mount);
    undecided.remove(mount);
  }

  private void commit(Mount mount) {
    UmountTree.leaveNamespace(mount);
    committed.add(mount);
  }

  private void slideSurvivorsDown() {
    for (Mount mount : committed) {
      Mount over = mount.overmount();
      if (over != null && !over.isUnmounted()) {
        slideDown(over);
      }
    }
  }

  private static void slideDown(Mount survivor) {
    Mount lowest = survivor.parent();
    for (Mount each = lowest; each != null && each.isUnmounted(); each = each.parent()) {
      lowest = each;
    }
    Location place = lowest == null ? null : lowest.place();
    if (lowest != null && place != null) {
      lowest.detach();
      survivor.reattach(place.mount(), place.dentry());
    }
  }
}
