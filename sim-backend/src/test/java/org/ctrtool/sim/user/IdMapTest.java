package org.ctrtool.sim.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.ctrtool.sim.user.IdMapKind.GID;
import static org.ctrtool.sim.user.IdMapKind.PROJID;
import static org.ctrtool.sim.user.IdMapKind.UID;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdMapTest {
  private final UserNamespace initial = new UserNamespace();
  private final Credentials root = Credentials.root(initial);
  private final Credentials alice =
      Credentials.ordinary(initial, new Kuid(1000), new Kgid(1000), List.of());
  private final UserNamespace rootsChild =
      new UserNamespace(initial, 1, Kuid.ROOT, Kgid.ROOT, true);
  private final UserNamespace alicesChild =
      new UserNamespace(initial, 2, new Kuid(1000), new Kgid(1000), false);

  private static void write(
      UserNamespace target, IdMapKind kind, Credentials opener, Credentials writer, String text) {
    IdMapFile.write(target, kind, opener, writer, 0, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void assertRefused(Rule rule, Runnable call) {
    Refusal refusal = catchThrowableOfType(Refusal.class, call::run);
    assertThat(refusal).isNotNull();
    assertThat(refusal.rule()).isEqualTo(rule);
  }

  @Test
  void mapsARangeBothWays() {
    write(rootsChild, UID, root, root, "0 100000 65536\n");

    assertThat(rootsChild.toKuid(new Uid(33))).isEqualTo(new Kuid(100033));
    assertThat(rootsChild.toUid(new Kuid(100033))).isEqualTo(new Uid(33));
    assertThat(rootsChild.toKuid(new Uid(65536)).isValid()).isFalse();
    assertThat(rootsChild.toUid(Kuid.ROOT)).isEqualTo(new Uid(65534));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 1",
        "0 0 1\n",
        " 0\t0  1 \n",
        "4294967296 0 1",
        "0 0 4294967295",
        "0 0 1\n1 1 1\n5 9 2",
        "5 0 1\n1 7 1",
        "0 0 4294967297",
        "0 0 010",
        "0 0 1\0rest",
      })
  void takesWhatIsWellFormed(String text) {
    write(rootsChild, UID, root, root, text);

    assertThat(rootsChild.isMapped(UID)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "0 0",
        "0 0 1 1",
        "0 0 1\n\n",
        "\n0 0 1",
        "0x0 0 1",
        "-1 0 1",
        "+1 0 1",
        "0,0,1",
        "0 0 0",
        "4294967295 0 1",
        "0 4294967295 1",
        "1 0 4294967295",
        "0 0 2\n1 5 1",
        "0 0 2\n5 1 1",
        "a 0 1",
        "0 0 4294967296",
      })
  void refusesWhatIsNotWellFormed(String text) {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> write(rootsChild, UID, root, root, text));

    assertThat(refusal.rule().errno().name()).isEqualTo("EINVAL");
    assertThat(rootsChild.isMapped(UID)).isFalse();
  }

  @Test
  void readsNumbersModulo32Bits() {
    write(rootsChild, UID, root, root, "0 0 4294967297");

    assertThat(IdMapFile.text(rootsChild, UID, initial))
        .isEqualTo("         0          0          1\n");
  }

  @Test
  void has340LinesAtTheMost() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 340; i++) {
      text.append(i).append(' ').append(i).append(" 1\n");
    }

    assertRefused(
        IdMapRule.MAP_TOO_LONG, () -> write(rootsChild, UID, root, root, text + "400 400 1"));
    write(rootsChild, UID, root, root, text.toString());
    assertThat(rootsChild.isMapped(UID)).isTrue();
  }

  @Test
  void isWrittenOnce() {
    write(rootsChild, UID, root, root, "0 0 1");

    assertRefused(
        IdMapRule.MAP_WRITTEN_ALREADY, () -> write(rootsChild, UID, root, root, "garbage"));
  }

  @Test
  void isWrittenAtTheStartOfTheFile() {
    assertRefused(
        IdMapRule.MAP_NOT_WRITTEN_AT_ONCE,
        () -> IdMapFile.write(rootsChild, UID, root, root, 5, new byte[] {'0'}));
    assertRefused(
        IdMapRule.MAP_NOT_WRITTEN_AT_ONCE,
        () -> IdMapFile.write(rootsChild, UID, root, root, 0, new byte[4096]));
  }

  @Test
  void ofTheInitialNamespaceIsNeverWritten() {
    assertRefused(
        IdMapRule.MAP_OF_THE_INITIAL_NAMESPACE, () -> write(initial, UID, root, root, "0 0 1"));
  }

  @Test
  void isNotWrittenByTheGrandparent() {
    UserNamespace grandchild = new UserNamespace(rootsChild, Kuid.ROOT, Kgid.ROOT);

    assertRefused(
        IdMapRule.MAP_OPENED_BY_A_STRANGER, () -> write(grandchild, UID, root, root, "0 0 1"));
  }

  @Test
  void anOrdinaryUserMapsItsOwnIdFromInside() {
    Credentials inside = alice.in(alicesChild);

    write(alicesChild, UID, inside, inside, "0 1000 1");
    assertRefused(
        IdMapRule.MAP_OF_OWN_GROUP_NEEDS_SETGROUPS_DENIED,
        () -> write(alicesChild, GID, inside, inside, "0 1000 1"));
    IdMapFile.writeSetgroups(alicesChild, 0, "deny".getBytes(StandardCharsets.US_ASCII));
    write(alicesChild, GID, inside, inside, "0 1000 1");

    assertThat(alicesChild.isMapped(GID)).isTrue();
  }

  @Test
  void anOrdinaryUserMapsNothingElse() {
    assertRefused(
        IdMapRule.MAP_OF_OTHER_IDS_NEEDS_CAPABILITY,
        () -> write(alicesChild, UID, alice, alice, "0 1001 1"));
    assertRefused(
        IdMapRule.MAP_OF_OTHER_IDS_NEEDS_CAPABILITY,
        () -> write(alicesChild, UID, alice, alice, "0 1000 2"));
  }

  @Test
  void theParentsRootNeedsCapSetfcap() {
    Credentials weak = without(root, Capability.CAP_SETFCAP);

    assertRefused(
        IdMapRule.MAP_OF_ROOT_NEEDS_CAP_SETFCAP, () -> write(rootsChild, UID, weak, weak, "0 0 1"));
    write(rootsChild, UID, weak, weak, "0 1 1");
    write(rootsChild, GID, weak, weak, "0 0 1");
  }

  @Test
  void rootMapsItsOwnIdWithoutCapSetuid() {
    Credentials weak = without(root, Capability.CAP_SETUID);

    assertRefused(
        IdMapRule.MAP_OF_OTHER_IDS_NEEDS_CAPABILITY,
        () -> write(rootsChild, UID, weak, weak, "0 0 2"));
    write(rootsChild, UID, weak, weak, "5 0 1");
  }

  @Test
  void openerAndWriterBothNeedTheCapability() {
    assertRefused(
        IdMapRule.MAP_OF_OTHER_IDS_NEEDS_CAPABILITY,
        () -> write(rootsChild, UID, root, alice, "0 5 2"));
    assertRefused(
        IdMapRule.MAP_NEEDS_CAP_SYS_ADMIN, () -> write(rootsChild, UID, alice, root, "0 5 2"));
  }

  @Test
  void anOwnIdIsJudgedByTheOpener() {
    write(alicesChild, UID, alice, root, "7 1000 1");

    assertThat(alicesChild.toUid(new Kuid(1000))).isEqualTo(new Uid(7));
  }

  @Test
  void aRangeLiesWithinOneRangeOfTheParent() {
    write(rootsChild, UID, root, root, "0 100000 10\n10 100010 10");
    UserNamespace nested = new UserNamespace(rootsChild, 3, new Kuid(100000), new Kgid(0), true);
    Credentials inRootsChild = root.in(rootsChild);

    assertRefused(
        IdMapRule.MAP_OF_IDS_THE_PARENT_LACKS,
        () -> write(nested, UID, inRootsChild, inRootsChild, "0 8 4"));
    write(nested, UID, inRootsChild, inRootsChild, "0 8 2");

    assertThat(nested.toKuid(new Uid(1))).isEqualTo(new Kuid(100009));
  }

  @Test
  void anybodyMapsProjects() {
    write(alicesChild, PROJID, alice, alice, "0 0 4294967295");

    assertThat(alicesChild.isMapped(PROJID)).isTrue();
  }

  @Test
  void showsTheSecondColumnAsTheOpenerCounts() {
    write(rootsChild, UID, root, root, "0 100000 10");
    UserNamespace sibling = new UserNamespace(initial, 4, Kuid.ROOT, Kgid.ROOT, true);

    assertThat(IdMapFile.text(rootsChild, UID, initial))
        .isEqualTo("         0     100000         10\n");
    assertThat(IdMapFile.text(rootsChild, UID, rootsChild))
        .isEqualTo("         0     100000         10\n");
    assertThat(IdMapFile.text(rootsChild, UID, sibling))
        .isEqualTo("         0 4294967295         10\n");
    assertThat(IdMapFile.text(initial, UID, initial))
        .isEqualTo("         0          0 4294967295\n");
  }

  @Test
  void setgroupsIsDeniedForEverAndOnlyBeforeTheGroupMap() {
    byte[] allow = "allow\n".getBytes(StandardCharsets.US_ASCII);
    byte[] deny = "deny".getBytes(StandardCharsets.US_ASCII);

    IdMapFile.writeSetgroups(rootsChild, 0, allow);
    IdMapFile.writeSetgroups(rootsChild, 0, deny);
    IdMapFile.writeSetgroups(rootsChild, 0, deny);
    assertRefused(
        IdMapRule.SETGROUPS_DENIED_FOR_EVER, () -> IdMapFile.writeSetgroups(rootsChild, 0, allow));
    write(alicesChild, GID, root, root, "0 5 5");
    assertRefused(
        IdMapRule.SETGROUPS_AFTER_GID_MAP, () -> IdMapFile.writeSetgroups(alicesChild, 0, deny));
    assertRefused(
        IdMapRule.SETGROUPS_AFTER_GID_MAP, () -> IdMapFile.writeSetgroups(initial, 0, deny));
    assertRefused(
        IdMapRule.SETGROUPS_SYNTAX,
        () -> IdMapFile.writeSetgroups(initial, 0, new byte[] {'d', 'e', 'n'}));
  }

  private static Credentials without(Credentials credentials, Capability dropped) {
    CapabilitySets sets = credentials.capabilities();
    CapabilitySet left = sets.effective().without(dropped);
    return credentials.withCapabilities(
        new CapabilitySets(left, left, CapabilitySet.NONE, CapabilitySet.NONE, sets.bounding()));
  }
}
