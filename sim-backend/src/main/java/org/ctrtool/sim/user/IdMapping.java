package org.ctrtool.sim.user;

import java.util.List;
import org.ctrtool.api.IdMap;

/**
 * A map between the ids of a user namespace and those of the kernel; the kernel's {@code struct
 * uid_gid_map}. Empty until it is written.
 *
 * @param extents the lines, in the order in which they were written
 */
record IdMapping(List<Extent> extents) {
  /** What stands for "no id". */
  static final long NO_ID = 0xFFFFFFFFL;

  /** Maps nothing. */
  static final IdMapping EMPTY = new IdMapping(List.of());

  /** Every id is itself: the map of the initial namespace. */
  static final IdMapping IDENTITY = new IdMapping(List.of(new Extent(0, 0, NO_ID)));

  /**
   * One line, resolved.
   *
   * @param first the first id inside
   * @param kernel the first id as the kernel counts
   * @param count how many
   */
  record Extent(long first, long kernel, long count) {
    boolean holdsInside(long id) {
      return id >= first && id < first + count;
    }

    boolean holdsKernel(long id) {
      return id >= kernel && id < kernel + count;
    }
  }

  IdMapping {
    extents = List.copyOf(extents);
  }

  /** A map to ids of the kernel. */
  static IdMapping of(IdMap map) {
    return new IdMapping(
        map.extents().stream()
            .map(each -> new Extent(each.inside(), each.outside(), each.count()))
            .toList());
  }

  boolean isEmpty() {
    return extents.isEmpty();
  }

  /** The kernel's number for {@code id}, {@link #NO_ID} if it is not mapped. */
  long toKernel(long id) {
    return rangeToKernel(id, 1);
  }

  /** As map_id_range_down() in kernel/user_namespace.c: the whole range must lie in one extent. */
  long rangeToKernel(long first, long count) {
    for (Extent each : extents) {
      if (each.holdsInside(first) && each.holdsInside(first + count - 1)) {
        return each.kernel + (first - each.first);
      }
    }
    return NO_ID;
  }

  /** The namespace's number for the kernel's {@code id}, {@link #NO_ID} if it has none. */
  long fromKernel(long id) {
    for (Extent each : extents) {
      if (each.holdsKernel(id)) {
        return each.first + (id - each.kernel);
      }
    }
    return NO_ID;
  }
}
