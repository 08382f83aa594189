package org.ctrtool.api;

import java.util.ArrayList;
import java.util.List;

/**
 * An ID map of a user namespace: the content of {@code uid_map} or {@code gid_map}; see
 * user_namespaces(7).
 *
 * @param extents the lines, in order
 */
public record IdMap(List<Extent> extents) {
  /** The number of lines a kernel takes at the most. */
  public static final int MAX_EXTENTS = 340;

  /** The last number that can be mapped; the one after it is no id. */
  public static final long LAST_ID = 0xFFFFFFFEL;

  /**
   * One line of a map.
   *
   * @param inside the first id inside the namespace
   * @param outside the first id in the parent namespace
   * @param count how many
   */
  public record Extent(long inside, long outside, long count) {
    @Override
    public String toString() {
      return inside + " " + outside + " " + count;
    }
  }

  /** Takes a copy of the list. */
  public IdMap {
    extents = List.copyOf(extents);
  }

  /** The map that has the one line. */
  public static IdMap of(long inside, long outside, long count) {
    return new IdMap(List.of(new Extent(inside, outside, count)));
  }

  /**
   * What is wrong with the map before any kernel sees it, or null: no line, too many, an empty or
   * too large range, ranges that overlap inside or outside.
   */
  public @org.jspecify.annotations.Nullable String defect() {
    if (extents.isEmpty()) {
      return "the map is empty";
    }
    if (extents.size() > MAX_EXTENTS) {
      return "more than " + MAX_EXTENTS + " ranges";
    }
    List<Extent> seen = new ArrayList<>();
    for (Extent extent : extents) {
      String defect = defect(extent, seen);
      if (defect != null) {
        return defect;
      }
      seen.add(extent);
    }
    return null;
  }

  private static @org.jspecify.annotations.Nullable String defect(
      Extent extent, List<Extent> earlier) {
    if (extent.count <= 0) {
      return "range \"" + extent + "\" is empty";
    }
    if (isOutOfRange(extent.inside, extent.count) || isOutOfRange(extent.outside, extent.count)) {
      return "range \"" + extent + "\" goes beyond id " + LAST_ID;
    }
    for (Extent other : earlier) {
      if (overlap(extent.inside, extent.count, other.inside, other.count)
          || overlap(extent.outside, extent.count, other.outside, other.count)) {
        return "ranges \"" + other + "\" and \"" + extent + "\" overlap";
      }
    }
    return null;
  }

  private static boolean isOutOfRange(long first, long count) {
    return first < 0 || first > LAST_ID || count > LAST_ID + 1 - first;
  }

  private static boolean overlap(long a, long aCount, long b, long bCount) {
    return a < b + bCount && b < a + aCount;
  }

  /** The lines as they are written to the file, each but the last with a line break. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Extent extent : extents) {
      if (text.length() > 0) {
        text.append('\n');
      }
      text.append(extent);
    }
    return text.toString();
  }
}
