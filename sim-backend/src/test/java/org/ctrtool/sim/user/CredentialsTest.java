package org.ctrtool.sim.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Rule;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final CapabilitySet ALL = CapabilitySet.ALL;
  private static final CapabilitySet NONE = CapabilitySet.NONE;
  private static final CapabilitySet CHOWN = CapabilitySet.of(Capability.CAP_CHOWN);

  private final UserNamespace initial = new UserNamespace();
  private final Credentials root = Credentials.root(initial);
  private final Credentials alice =
      Credentials.ordinary(initial, new Kuid(1000), new Kgid(1000), List.of());

  private static void assertRefused(Rule rule, Runnable call) {
    Refusal refusal = catchThrowableOfType(Refusal.class, call::run);
    assertThat(refusal).isNotNull();
    assertThat(refusal.rule()).isEqualTo(rule);
  }

  private static Credentials setresuid(Credentials old, long r, long e, long s) {
    return IdChange.setresuid(old, new Uid(r), new Uid(e), new Uid(s));
  }

  @Test
  void leavingRootClearsPermittedEffectiveAndAmbient() {
    Credentials full =
        CapabilityChange.raiseAmbient(
            CapabilityChange.capset(root, new Capabilities(ALL, ALL, ALL)), 0);

    CapabilitySets left = setresuid(full, 1, 1, 1).capabilities();

    assertThat(left).isEqualTo(new CapabilitySets(NONE, NONE, ALL, NONE, ALL));
  }

  @Test
  void keepcapsKeepsThePermittedSet() {
    CapabilitySets left = setresuid(CapabilityChange.setKeepcaps(root, 1), 1, 1, 1).capabilities();

    assertThat(left.permitted()).isEqualTo(ALL);
    assertThat(left.effective()).isEqualTo(NONE);
  }

  @Test
  void theEffectiveSetFollowsTheEffectiveUser() {
    Credentials away = setresuid(root, -1, 1, -1);
    Credentials back = setresuid(away, -1, 0, -1);

    assertThat(away.capabilities().effective()).isEqualTo(NONE);
    assertThat(away.capabilities().permitted()).isEqualTo(ALL);
    assertThat(back.capabilities().effective()).isEqualTo(ALL);
  }

  @Test
  void noSetuidFixupLeavesCapabilitiesAlone() {
    Credentials fixed = CapabilityChange.setSecurebits(root, Securebits.SECBIT_NO_SETUID_FIXUP);

    assertThat(setresuid(fixed, 1, 1, 1).capabilities()).isEqualTo(root.capabilities());
  }

  @Test
  void anOrdinaryUserChoosesAmongItsOwnIds() {
    assertThat(setresuid(alice, 1000, -1, 1000)).isEqualTo(alice);
    assertRefused(CredentialRule.OTHER_USER_NEEDS_CAP_SETUID, () -> setresuid(alice, -1, 1001, -1));
    assertRefused(
        CredentialRule.OTHER_GROUP_NEEDS_CAP_SETGID,
        () -> IdChange.setresgid(alice, Gid.KEEP, new Gid(0), Gid.KEEP));
  }

  @Test
  void unmappedIdsAreRefusedBeforePermission() {
    UserNamespace child = new UserNamespace(initial, 1, new Kuid(1000), new Kgid(1000), false);
    Credentials inside = alice.in(child);

    assertRefused(CredentialRule.USER_IS_NOT_MAPPED, () -> setresuid(inside, 0, 0, 0));
    assertThat(setresuid(inside, -1, -1, -1)).isEqualTo(inside);
  }

  @Test
  void setgroupsNeedsAGroupMapAndPermission() {
    UserNamespace child = new UserNamespace(initial, 1, new Kuid(1000), new Kgid(1000), false);
    Credentials inside = alice.in(child);

    assertRefused(
        CredentialRule.SETGROUPS_NEEDS_CAP_SETGID, () -> IdChange.setgroups(alice, List.of()));
    assertRefused(
        CredentialRule.SETGROUPS_BEFORE_GID_MAP, () -> IdChange.setgroups(inside, List.of()));
    IdMapFile.write(
        child,
        IdMapKind.GID,
        root,
        root,
        0,
        "0 1000 1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertRefused(
        CredentialRule.GROUP_IS_NOT_MAPPED, () -> IdChange.setgroups(inside, List.of(new Gid(5))));
    assertThat(IdChange.setgroups(inside, List.of(new Gid(0))).groups())
        .containsExactly(new Kgid(1000));
    child.denySetgroups();
    assertRefused(CredentialRule.SETGROUPS_IS_DENIED, () -> IdChange.setgroups(inside, List.of()));
  }

  @Test
  void capsetOnlyTakesAway() {
    Credentials less = CapabilityChange.capset(root, new Capabilities(CHOWN, CHOWN, CHOWN));

    assertRefused(
        CredentialRule.INHERITABLE_NEEDS_CAP_SETPCAP,
        () -> CapabilityChange.capset(less, new Capabilities(CHOWN, CHOWN, ALL)));
    assertRefused(
        CredentialRule.PERMITTED_CANNOT_GROW,
        () -> CapabilityChange.capset(less, new Capabilities(CHOWN, ALL, CHOWN)));
    assertRefused(
        CredentialRule.EFFECTIVE_BEYOND_PERMITTED,
        () -> CapabilityChange.capset(less, new Capabilities(CHOWN, NONE, CHOWN)));
    assertThat(
            CapabilityChange.capset(less, new Capabilities(NONE, NONE, CHOWN))
                .capabilities()
                .inheritable())
        .isEqualTo(CHOWN);
  }

  @Test
  void anInheritableCapabilityIsInTheBoundingSet() {
    Credentials bounded = CapabilityChange.dropFromBoundingSet(root, 0);

    assertThat(bounded.capabilities().permitted()).isEqualTo(ALL);
    assertRefused(
        CredentialRule.INHERITABLE_BEYOND_BOUNDING_SET,
        () -> CapabilityChange.capset(bounded, new Capabilities(ALL, ALL, CHOWN)));
    assertRefused(
        CredentialRule.NO_SUCH_CAPABILITY, () -> CapabilityChange.dropFromBoundingSet(root, 41));
    assertRefused(
        CredentialRule.BOUNDING_SET_NEEDS_CAP_SETPCAP,
        () -> CapabilityChange.dropFromBoundingSet(alice, 41));
  }

  @Test
  void securebitsCanBeLocked() {
    Securebits locked = Securebits.SECBIT_NOROOT.or(Securebits.SECBIT_NOROOT_LOCKED);
    Credentials changed = CapabilityChange.setSecurebits(root, locked);

    assertRefused(
        CredentialRule.SECUREBITS_LOCKED,
        () -> CapabilityChange.setSecurebits(changed, Securebits.NONE));
    assertRefused(
        CredentialRule.SECUREBITS_LOCKED,
        () -> CapabilityChange.setSecurebits(root, new Securebits(0x100)));
    assertRefused(
        CredentialRule.SECUREBITS_NEED_CAP_SETPCAP,
        () -> CapabilityChange.setSecurebits(alice, Securebits.NONE));
  }

  @Test
  void theOwnerOfAUserNamespaceIsCapableOverIt() {
    UserNamespace child = new UserNamespace(initial, 1, new Kuid(1000), new Kgid(1000), false);
    UserNamespace grandchild = new UserNamespace(child, 2, new Kuid(5), new Kgid(5), false);
    Credentials bob = Credentials.ordinary(initial, new Kuid(1001), new Kgid(1001), List.of());

    assertThat(alice.isCapable(child, Capability.CAP_SYS_ADMIN)).isTrue();
    assertThat(alice.isCapable(grandchild, Capability.CAP_SYS_ADMIN)).isTrue();
    assertThat(alice.isCapable(initial, Capability.CAP_SYS_ADMIN)).isFalse();
    assertThat(bob.isCapable(child, Capability.CAP_SYS_ADMIN)).isFalse();
    assertThat(root.isCapable(grandchild, Capability.CAP_SYS_ADMIN)).isTrue();
    assertThat(alice.in(child).isCapable(initial, Capability.CAP_SYS_ADMIN)).isFalse();
  }

  @Test
  void aCapabilityOverAFileNeedsBothIdsMapped() {
    UserNamespace child = new UserNamespace(initial, 1, Kuid.ROOT, Kgid.ROOT, true);
    byte[] map = "0 0 3".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    IdMapFile.write(child, IdMapKind.UID, root, root, 0, map);
    IdMapFile.write(child, IdMapKind.GID, root, root, 0, map);
    Credentials inside = root.in(child);

    assertThat(inside.isCapableOver(Capability.CAP_DAC_OVERRIDE, new Kuid(1), new Kgid(1)))
        .isTrue();
    assertThat(inside.isCapableOver(Capability.CAP_DAC_OVERRIDE, new Kuid(5), new Kgid(0)))
        .isFalse();
    assertThat(inside.isCapableOver(Capability.CAP_DAC_OVERRIDE, new Kuid(0), new Kgid(5)))
        .isFalse();
  }

  @Test
  void whoMaySignalWhom() {
    UserNamespace child = new UserNamespace(initial, 1, new Kuid(1000), new Kgid(1000), false);
    Credentials other = Credentials.ordinary(child, new Kuid(7), new Kgid(7), List.of());

    assertThat(ProcessAccess.maySignal(alice, alice)).isTrue();
    assertThat(ProcessAccess.maySignal(alice, root)).isFalse();
    assertThat(ProcessAccess.maySignal(root, alice)).isTrue();
    assertThat(ProcessAccess.maySignal(alice, other)).isTrue();
    assertThat(ProcessAccess.maySignal(other, alice)).isFalse();
  }
}
