package org.ctrtool.sim.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refusal;
import org.junit.jupiter.api.Test;

class ExecTest {
  private static final CapabilitySet ALL = CapabilitySet.ALL;
  private static final CapabilitySet NONE = CapabilitySet.NONE;
  private static final CapabilitySet CHOWN = CapabilitySet.of(Capability.CAP_CHOWN);

  private final UserNamespace initial = new UserNamespace();
  private final Credentials root = Credentials.root(initial);
  private final Credentials alice =
      Credentials.ordinary(initial, new Kuid(1000), new Kgid(1000), List.of());

  private static Exec.Program program(int mode, long owner, boolean trusted) {
    return new Exec.Program(new Mode(mode), new Kuid(owner), new Kgid(0), null, trusted);
  }

  private static Exec.Program withCapabilities(CapabilitySet permitted, boolean effective) {
    FileCapabilities file = new FileCapabilities(permitted, NONE, effective, Kuid.ROOT);
    return new Exec.Program(new Mode(0755), Kuid.ROOT, Kgid.ROOT, file, true);
  }

  @Test
  void aSetUserIdProgramOfRootHasEveryCapability() {
    Exec.Result result = Exec.of(alice, program(04755, 0, true), false);

    assertThat(result.credentials().uids())
        .isEqualTo(new Uids(new Kuid(1000), Kuid.ROOT, Kuid.ROOT, Kuid.ROOT));
    assertThat(result.credentials().capabilities().effective()).isEqualTo(ALL);
    assertThat(result.secure()).isTrue();
    assertThat(result.raised()).isTrue();
  }

  @Test
  void setIdBitsDoNotCountEverywhere() {
    Exec.Program setuid = program(04755, 0, true);

    assertThat(effective(Exec.of(alice, program(04755, 0, false), false))).isEqualTo(1000);
    assertThat(effective(Exec.of(alice.withNoNewPrivs(), setuid, false))).isEqualTo(1000);
    assertThat(effective(Exec.of(alice, setuid, true))).isEqualTo(1000);
  }

  @Test
  void setIdBitsOfIdsThatAreNotMappedDoNotCount() {
    UserNamespace child = new UserNamespace(initial, 1, new Kuid(1000), new Kgid(1000), false);
    IdMapFile.write(
        child,
        IdMapKind.UID,
        alice,
        alice,
        0,
        "0 1000 1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    Exec.Result result = Exec.of(alice.in(child), program(04755, 0, true), false);

    assertThat(effective(result)).isEqualTo(1000);
    assertThat(result.credentials().capabilities().effective()).isEqualTo(ALL);
  }

  @Test
  void setGroupIdNeedsGroupExecute() {
    assertThat(Exec.of(alice, program(02745, 0, true), false).credentials().gids())
        .isEqualTo(alice.gids());
    assertThat(Exec.of(alice, program(02755, 0, true), false).credentials().gids().effective())
        .isEqualTo(Kgid.ROOT);
  }

  @Test
  void fileCapabilitiesAreGranted() {
    CapabilitySets sets =
        Exec.of(alice, withCapabilities(CHOWN, true), false).credentials().capabilities();

    assertThat(sets.permitted()).isEqualTo(CHOWN);
    assertThat(sets.effective()).isEqualTo(CHOWN);
  }

  @Test
  void fileCapabilitiesThatTheBoundingSetWithholdsAreAnError() {
    Credentials bounded =
        alice.withCapabilities(
            alice.capabilities().withBounding(ALL.without(Capability.CAP_CHOWN)));

    assertThatThrownBy(() -> Exec.of(bounded, withCapabilities(CHOWN, true), false))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("FILE_CAPABILITY_NOT_GRANTED");
  }

  @Test
  void rootRegainsTheBoundingSet() {
    Credentials dropped = CapabilityChange.capset(root, Capabilities.NONE);

    assertThat(Exec.of(dropped, program(0755, 0, true), false).credentials().capabilities())
        .isEqualTo(root.capabilities());
    assertThat(
            Exec.of(dropped.withNoNewPrivs(), program(0755, 0, true), false)
                .credentials()
                .capabilities()
                .permitted())
        .isEqualTo(NONE);
  }

  @Test
  void withNorootNobodyRegainsAnything() {
    Credentials noroot = CapabilityChange.setSecurebits(root, Securebits.SECBIT_NOROOT);

    assertThat(
            Exec.of(noroot, program(0755, 0, true), false).credentials().capabilities().permitted())
        .isEqualTo(NONE);
  }

  @Test
  void aRealRootWithAnotherEffectiveUserHasNothingInEffect() {
    Credentials away = IdChange.setresuid(root, Uid.KEEP, new Uid(1000), Uid.KEEP);

    CapabilitySets sets = Exec.of(away, program(0755, 0, true), false).credentials().capabilities();

    assertThat(sets.permitted()).isEqualTo(ALL);
    assertThat(sets.effective()).isEqualTo(NONE);
  }

  @Test
  void theAmbientSetSurvivesAPlainExec() {
    Credentials kept = CapabilityChange.setKeepcaps(root, 1);
    Credentials user = IdChange.setresuid(kept, new Uid(1000), new Uid(1000), new Uid(1000));
    Credentials ambient =
        CapabilityChange.raiseAmbient(
            CapabilityChange.capset(user, new Capabilities(CHOWN, ALL, CHOWN)), 0);

    CapabilitySets plain =
        Exec.of(ambient, program(0755, 0, true), false).credentials().capabilities();
    CapabilitySets setuid =
        Exec.of(ambient, program(04755, 7, true), false).credentials().capabilities();

    assertThat(plain).isEqualTo(new CapabilitySets(CHOWN, CHOWN, CHOWN, CHOWN, ALL));
    assertThat(setuid.ambient()).isEqualTo(NONE);
  }

  @Test
  void theSavedUserIsLost() {
    Credentials saved = IdChange.setresuid(root, new Uid(1000), new Uid(1000), new Uid(0));

    assertThat(Exec.of(saved, program(0755, 0, true), false).credentials().uids())
        .isEqualTo(Uids.all(new Kuid(1000)));
  }

  private static long effective(Exec.Result result) {
    return result.credentials().uids().effective().number();
  }
}
