package org.ctrtool.sim.mount;

import java.util.BitSet;

/** Hands out the lowest free number; the kernel's {@code struct ida}. */
final class IdAllocator {
  private final int first;
  private final BitSet taken = new BitSet();

  IdAllocator(int first) {
    this.first = first;
  }

  int allocate() {
    int id = taken.nextClearBit(first);
    taken.set(id);
    return id;
  }

  void release(int id) {
    taken.clear(id);
  }

  boolean isTaken(int id) {
    return taken.get(id);
  }

  int count() {
    return taken.cardinality();
  }
}
