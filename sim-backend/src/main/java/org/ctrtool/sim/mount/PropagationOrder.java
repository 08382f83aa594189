package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.List;

/**
 * Which mounts see what happens on a mount: its peers, its slaves, their peers and slaves, and so
 * on.
 */
final class PropagationOrder {
  private PropagationOrder() {}

  /**
   * The receivers of events on {@code origin}, without itself: the slaves of each mount before its
   * next peer; follows propagation_next() in fs/pnode.c.
   */
  static List<Mount> receivers(Mount origin) {
    List<Mount> result = new ArrayList<>();
    Mount peer = origin;
    do {
      if (peer != origin) {
        result.add(peer);
      }
      addSlaves(peer, result);
      peer = peer.nextPeer();
    } while (peer != origin);
    return result;
  }

  private static void addSlaves(Mount mount, List<Mount> result) {
    if (mount.namespace() == null) {
      return;
    }
    for (Mount slave : mount.slaves()) {
      result.add(slave);
      addSlaves(slave, result);
    }
  }
}
