package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.OsStrings;

/**
 * Reads id maps: {@code INSIDE.OUTSIDE.COUNT}, several joined by colons. The numbers are decimal,
 * as the kernel reads them.
 */
public final class IdMaps {
  private IdMaps() {}

  /** The map, which has no defect that can be seen before the kernel sees it. */
  public static IdMap map(String word) {
    List<IdMap.Extent> extents = new ArrayList<>();
    for (String range : Values.fields(word, ':')) {
      extents.add(extent(range));
    }
    IdMap map = new IdMap(extents);
    String defect = map.defect();
    if (defect != null) {
      throw new UsageError(defect);
    }
    return map;
  }

  private static IdMap.Extent extent(String range) {
    List<String> numbers = Values.fields(range, '.');
    if (numbers.size() != 3) {
      throw new UsageError(OsStrings.quoted(range) + " is not INSIDE.OUTSIDE.COUNT");
    }
    return new IdMap.Extent(id(numbers.get(0)), id(numbers.get(1)), id(numbers.get(2)));
  }

  private static long id(String word) {
    return Values.decimal(word, 0xFFFFFFFFL);
  }
}
