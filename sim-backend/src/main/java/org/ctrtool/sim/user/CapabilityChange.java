package org.ctrtool.sim.user;

import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Securebits;
import org.ctrtool.sim.Refuse;

/** Changes of capabilities: capset(2) and the prctl(2) operations; security/commoncap.c. */
public final class CapabilityChange {
  private static final Securebits LOCKS = new Securebits(0xAA);
  private static final Securebits ALL = new Securebits(0xFF);

  private CapabilityChange() {}

  /** capset(2): cap_capset(). Unknown bits are dropped. */
  public static Credentials capset(Credentials old, Capabilities wanted) {
    CapabilitySets sets = old.capabilities();
    CapabilitySet inheritable = wanted.inheritable().and(CapabilitySet.ALL);
    CapabilitySet permitted = wanted.permitted().and(CapabilitySet.ALL);
    CapabilitySet effective = wanted.effective().and(CapabilitySet.ALL);
    boolean grows = !sets.inheritable().or(sets.permitted()).hasAll(inheritable);
    Refuse.when(
        grows && !old.isCapable(Capability.CAP_SETPCAP),
        CredentialRule.INHERITABLE_NEEDS_CAP_SETPCAP);
    Refuse.unless(
        sets.inheritable().or(sets.bounding()).hasAll(inheritable),
        CredentialRule.INHERITABLE_BEYOND_BOUNDING_SET);
    Refuse.unless(sets.permitted().hasAll(permitted), CredentialRule.PERMITTED_CANNOT_GROW);
    Refuse.unless(permitted.hasAll(effective), CredentialRule.EFFECTIVE_BEYOND_PERMITTED);
    CapabilitySet ambient = sets.ambient().and(permitted).and(inheritable);
    return old.withCapabilities(
        new CapabilitySets(permitted, effective, inheritable, ambient, sets.bounding()));
  }

  /** PR_CAPBSET_READ(2const). */
  public static boolean isInBoundingSet(Credentials credentials, int capability) {
    requireKnown(capability);
    return credentials.capabilities().bounding().hasNumber(capability);
  }

  /** PR_CAPBSET_DROP(2const): cap_prctl_drop(). */
  public static Credentials dropFromBoundingSet(Credentials old, int capability) {
    Refuse.unless(
        old.isCapable(Capability.CAP_SETPCAP), CredentialRule.BOUNDING_SET_NEEDS_CAP_SETPCAP);
    requireKnown(capability);
    CapabilitySets sets = old.capabilities();
    return old.withCapabilities(sets.withBounding(sets.bounding().minus(only(capability))));
  }

  /** PR_CAP_AMBIENT_CLEAR_ALL. */
  public static Credentials clearAmbient(Credentials old) {
    return old.withCapabilities(old.capabilities().withAmbient(CapabilitySet.NONE));
  }

  /** PR_CAP_AMBIENT_RAISE: cap_task_prctl(). */
  public static Credentials raiseAmbient(Credentials old, int capability) {
    requireKnown(capability);
    CapabilitySets sets = old.capabilities();
    boolean allowed =
        sets.permitted().hasNumber(capability)
            && sets.inheritable().hasNumber(capability)
            && !old.securebits().has(Securebits.SECBIT_NO_CAP_AMBIENT_RAISE);
    Refuse.unless(allowed, CredentialRule.AMBIENT_NEEDS_PERMITTED_AND_INHERITABLE);
    return old.withCapabilities(sets.withAmbient(sets.ambient().or(only(capability))));
  }

  /** PR_SET_SECUREBITS(2const): cap_task_prctl(). */
  public static Credentials setSecurebits(Credentials old, Securebits wanted) {
    long locked = (old.securebits().bits() & LOCKS.bits()) >>> 1;
    long changes = old.securebits().bits() ^ wanted.bits();
    boolean unlocks = (old.securebits().bits() & LOCKS.bits() & ~wanted.bits()) != 0;
    boolean unknown = (wanted.bits() & ~ALL.bits()) != 0;
    Refuse.when((locked & changes) != 0 || unlocks || unknown, CredentialRule.SECUREBITS_LOCKED);
    Refuse.unless(
        old.isCapable(Capability.CAP_SETPCAP), CredentialRule.SECUREBITS_NEED_CAP_SETPCAP);
    return old.withSecurebits(wanted);
  }

  /** PR_SET_KEEPCAPS(2const). */
  public static Credentials setKeepcaps(Credentials old, int keep) {
    Refuse.unless(keep == 0 || keep == 1, CredentialRule.KEEPCAPS_IS_0_OR_1);
    Refuse.when(
        old.securebits().has(Securebits.SECBIT_KEEP_CAPS_LOCKED), CredentialRule.KEEPCAPS_LOCKED);
    Securebits without = old.securebits().without(Securebits.SECBIT_KEEP_CAPS);
    return old.withSecurebits(keep == 1 ? without.or(Securebits.SECBIT_KEEP_CAPS) : without);
  }

  private static void requireKnown(int capability) {
    Refuse.unless(
        capability >= 0 && capability <= Capability.LAST, CredentialRule.NO_SUCH_CAPABILITY);
  }

  private static CapabilitySet only(int capability) {
    return new CapabilitySet(1L << capability);
  }
}
