package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IdMapTest {
  @Provide
  Arbitrary<IdMap> smallMaps() {
    Arbitrary<Long> id = Arbitraries.longs().between(-1, 12);
    Arbitrary<Long> count = Arbitraries.longs().between(-1, 4);
    return Combinators.combine(id, id, count)
        .as(IdMap.Extent::new)
        .list()
        .ofMaxSize(4)
        .map(IdMap::new);
  }

  @Property(tries = 5000)
  void aMapIsRightIfNoIdIsMappedTwice(@ForAll("smallMaps") IdMap map) {
    assertThat(map.defect() == null).isEqualTo(isRight(map, 0));
  }

  @Property(tries = 5000)
  void theEndOfTheIdsIsWhereTheKernelHasIt(@ForAll("smallMaps") IdMap map) {
    List<IdMap.Extent> high = new ArrayList<>();
    for (IdMap.Extent extent : map.extents()) {
      high.add(
          new IdMap.Extent(
              IdMap.LAST_ID - 8 + extent.inside(),
              IdMap.LAST_ID - 8 + extent.outside(),
              extent.count()));
    }

    assertThat(new IdMap(high).defect() == null).isEqualTo(isRight(map, 8));
  }

  /** Id by id. */
  private static boolean isRight(IdMap map, int last) {
    Set<Long> inside = new HashSet<>();
    Set<Long> outside = new HashSet<>();
    boolean right = !map.extents().isEmpty();
    for (IdMap.Extent extent : map.extents()) {
      right &= extent.count() > 0;
      for (long i = 0; i < extent.count(); i++) {
        right &= isId(extent.inside() + i, last) && isId(extent.outside() + i, last);
        right &= inside.add(extent.inside() + i) & outside.add(extent.outside() + i);
      }
    }
    return right;
  }

  private static boolean isId(long id, int last) {
    return last == 0 ? id >= 0 : id <= last;
  }

  @Example
  void aMapHas340RangesAtTheMost() {
    List<IdMap.Extent> extents = new ArrayList<>();
    for (int i = 0; i < IdMap.MAX_EXTENTS; i++) {
      extents.add(new IdMap.Extent(i, i, 1));
    }
    assertThat(new IdMap(extents).defect()).isNull();

    extents.add(new IdMap.Extent(IdMap.MAX_EXTENTS, IdMap.MAX_EXTENTS, 1));
    assertThat(new IdMap(extents).defect()).isEqualTo("more than 340 ranges");
  }

  @Example
  void hugeNumbersDoNotWrapAround() {
    assertThat(IdMap.of(1, 0, Long.MAX_VALUE).defect()).contains("beyond");
    assertThat(IdMap.of(Long.MAX_VALUE, 0, 1).defect()).contains("beyond");
    assertThat(IdMap.of(0, 0, 0xFFFFFFFFL).defect()).isNull();
    assertThat(IdMap.of(0, 0, 0x100000000L).defect()).contains("beyond");
  }

  @Example
  void linesAreWrittenAsTheFileHasThem() {
    IdMap map = new IdMap(List.of(new IdMap.Extent(0, 1000, 1), new IdMap.Extent(1, 100000, 9)));

    assertThat(map).hasToString("0 1000 1\n1 100000 9");
    assertThat(new IdMap(Collections.emptyList()).defect()).isEqualTo("the map is empty");
  }
}
