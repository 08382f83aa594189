package org.ctrtool.sim.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Dev;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Mode;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.junit.jupiter.api.Test;

class SnapshotJsonTest {
  private static final HostSnapshot EMPTY =
      new HostSnapshot(
          HostSnapshot.FORMAT,
          new HostSnapshot.KernelFacts("6.18.0", "x86_64", 40),
          new UserFacts(
              true, IdMap.of(0, 0, 1), IdMap.of(0, 0, 1), true, List.of("mnt"), Map.of("net", 7)),
          new ProcessFacts(
              new Ids(0, 1, 2),
              new Ids(3, 4, 5),
              List.of(6L),
              new ProcessFacts.CapabilityFacts(
                  CapabilitySet.ALL,
                  CapabilitySet.NONE,
                  CapabilitySet.NONE,
                  CapabilitySet.NONE,
                  new CapabilitySet(-1)),
              false,
              Map.of(),
              0022,
              "/"),
          List.of(),
          List.of());

  private static Arbitrary<Long> ids() {
    return Arbitraries.longs().between(0, 0xFFFFFFFEL);
  }

  private static Arbitrary<Integer> numbers() {
    return Arbitraries.integers().greaterOrEqual(0);
  }

  /** Also what needs escapes, and bytes that are no UTF-8. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("a /\\\"\n\té\u4e2d")
        .withCharRange('\uDC80', '\uDCFF')
        .ofMaxLength(8);
  }

  private static Arbitrary<Dev> devices() {
    return Combinators.combine(numbers(), numbers()).as(Dev::new);
  }

  private static Arbitrary<MountFact> mounts() {
    Arbitrary<MountFact.Sharing> sharing =
        Combinators.combine(numbers(), numbers(), numbers(), Arbitraries.of(true, false))
            .as(MountFact.Sharing::new);
    Arbitrary<List<String>> words = texts().list().ofMaxSize(3);
    return Combinators.combine(
            numbers(), devices(), texts(), texts(), words, sharing, texts(), words)
        .as(
            (id, device, root, point, flags, shared, type, options) ->
                new MountFact(
                    id, id / 2, device, root, point, flags, shared, type, type + "x", options));
  }

  private static Arbitrary<PathFact> paths() {
    Arbitrary<Integer> types =
        Arbitraries.of(Mode.S_IFREG, Mode.S_IFDIR, Mode.S_IFCHR, Mode.S_IFSOCK);
    Arbitrary<PathFact> there =
        Combinators.combine(texts(), types, ids(), ids(), devices())
            .as(
                (path, type, owner, group, device) ->
                    new PathFact("/" + path, new Mode(type | 0755), owner, group, device, ""));
    Arbitrary<PathFact> links =
        Combinators.combine(texts(), texts())
            .as(
                (path, target) ->
                    new PathFact(
                        "/" + path, new Mode(Mode.S_IFLNK | 0777), 0, 0, Dev.NONE, target));
    return Arbitraries.oneOf(there, links, texts().map(path -> PathFact.nothing("/" + path)));
  }

  private static Arbitrary<ProcessFacts> processes() {
    Arbitrary<Ids> three = Combinators.combine(ids(), ids(), ids()).as(Ids::new);
    Arbitrary<CapabilitySet> set = Arbitraries.longs().map(CapabilitySet::new);
    Arbitrary<ProcessFacts.CapabilityFacts> sets =
        Combinators.combine(set, set, set, set, set).as(ProcessFacts.CapabilityFacts::new);
    Arbitrary<Map<Resource, RLimit>> limits =
        Combinators.combine(Arbitraries.longs(), Arbitraries.of(Resource.class))
            .as(
                (limit, resource) -> {
                  Map<Resource, RLimit> one = new EnumMap<>(Resource.class);
                  one.put(resource, new RLimit(limit, RLimit.INFINITY));
                  return one;
                });
    return Combinators.combine(
            three,
            three,
            ids().list().ofMaxSize(3),
            sets,
            Arbitraries.of(true, false),
            limits,
            Arbitraries.integers().between(0, 0777),
            texts())
        .as(ProcessFacts::new);
  }

  @Provide
  Arbitrary<HostSnapshot> snapshots() {
    return Combinators.combine(
            processes(), mounts().list().ofMaxSize(3), paths().list().ofMaxSize(4), texts())
        .as(
            (process, mounts, paths, release) ->
                new HostSnapshot(
                    HostSnapshot.FORMAT,
                    new HostSnapshot.KernelFacts(release, "x86_64", 40),
                    EMPTY.users(),
                    process,
                    mounts,
                    paths));
  }

  @Property(tries = 300)
  void whatIsWrittenIsReadAgain(@ForAll("snapshots") HostSnapshot snapshot) {
    assertThat(SnapshotJson.read(SnapshotJson.write(snapshot))).isEqualTo(snapshot);
  }

  @Test
  void anotherFormatIsRefused() {
    String newer = SnapshotJson.write(EMPTY).replaceFirst("\"format\" : 1", "\"format\" : 2");

    assertThatThrownBy(() -> SnapshotJson.read(newer))
        .isInstanceOf(SnapshotException.class)
        .hasMessage("the description has format 2, this version of ctrtool reads format 1");
  }

  @Test
  void anUnknownFieldIsRefused() {
    String more = SnapshotJson.write(EMPTY).replaceFirst("\"uidMap\"", "\"x\" : 1, \"uidMap\"");

    assertThatThrownBy(() -> SnapshotJson.read(more)).hasMessage("unknown field \"users.x\"");
  }

  @Test
  void aMissingFieldIsRefused() {
    String less = SnapshotJson.write(EMPTY).replaceFirst("\"machine\" : \"x86_64\",", "");

    assertThatThrownBy(() -> SnapshotJson.read(less))
        .hasMessage("field \"kernel.machine\" is missing");
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() {
    String wrong = SnapshotJson.write(EMPTY).replaceFirst("\"initial\" : true", "\"initial\" : 1");

    assertThatThrownBy(() -> SnapshotJson.read(wrong))
        .hasMessage("field \"users.initial\" is not true or false");
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> SnapshotJson.read("mounts: none"))
        .isInstanceOf(SnapshotException.class)
        .hasMessageStartingWith("this is no JSON object: ");
    assertThatThrownBy(() -> SnapshotJson.read("")).isInstanceOf(SnapshotException.class);
  }
}
