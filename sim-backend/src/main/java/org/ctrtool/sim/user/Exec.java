package org.ctrtool.sim.user;

import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Securebits;
import org.ctrtool.sim.Refuse;
import org.jspecify.annotations.Nullable;

/** What an exec does to credentials: bprm_fill_uid(), cap_bprm_creds_from_file(). */
public final class Exec {
  private static final int S_ISUID = 04000;
  private static final int S_ISGID_EXEC = 02010;

  /**
   * The program's file, as far as it matters.
   *
   * @param mode its permissions
   * @param owner its owner, as the mount shows it
   * @param group its group, as the mount shows it
   * @param capabilities its capabilities, or null
   * @param trusted whether set-ID bits and capabilities count there: not {@code nosuid}, the
   *     caller's mount namespace, a file system of the own user namespace or of an ancestor
   */
  public record Program(
      Mode mode,
      Kuid owner,
      Kgid group,
      @Nullable FileCapabilities capabilities,
      boolean trusted) {}

  /**
   * What comes out.
   *
   * @param credentials who the program runs as
   * @param secure AT_SECURE
   * @param raised whether ids or capabilities were raised, so that the task is not dumpable
   */
  public record Result(Credentials credentials, boolean secure, boolean raised) {}

  private final Credentials old;
  private final Kuid root;
  private Kuid effectiveUser;
  private Kgid effectiveGroup;
  private CapabilitySet permitted = CapabilitySet.NONE;
  private boolean effective;
  private boolean hasFileCapabilities;

  private Exec(Credentials old) {
    this.old = old;
    this.root = old.userNamespace().rootUser();
    this.effectiveUser = old.uids().effective();
    this.effectiveGroup = old.gids().effective();
  }

  /**
   * The credentials after the exec.
   *
   * @param sharesFs whether another process shares the task's root and working directory
   */
  public static Result of(Credentials old, Program program, boolean sharesFs) {
    Exec exec = new Exec(old);
    if (program.trusted()) {
      exec.takeSetIds(program);
      exec.takeFileCapabilities(program.capabilities());
    }
    exec.takeRootCapabilities();
    return exec.result(sharesFs);
  }

  private void takeSetIds(Program program) {
    int mode = program.mode().permissions();
    UserNamespace ns = old.userNamespace();
    boolean mapped = ns.maps(program.owner()) && ns.maps(program.group());
    if (old.noNewPrivs() || !mapped) {
      return;
    }
    if ((mode & S_ISUID) != 0) {
      effectiveUser = program.owner();
    }
    if ((mode & S_ISGID_EXEC) == S_ISGID_EXEC) {
      effectiveGroup = program.group();
    }
  }

  private void takeFileCapabilities(@Nullable FileCapabilities file) {
    if (file == null || !isRootOfOwnOrAncestor(file.root())) {
      return;
    }
    CapabilitySets sets = old.capabilities();
    permitted =
        file.permitted().and(sets.bounding()).or(file.inheritable().and(sets.inheritable()));
    effective = file.effective();
    hasFileCapabilities = true;
    Refuse.when(
        effective && !permitted.hasAll(file.permitted()),
        CredentialRule.FILE_CAPABILITY_NOT_GRANTED);
  }

  private boolean isRootOfOwnOrAncestor(Kuid kuid) {
    for (UserNamespace ns = old.userNamespace(); ns != null; ns = ns.parent()) {
      if (kuid.equals(ns.rootUser())) {
        return true;
      }
    }
    return false;
  }

  /** handle_privileged_root(). */
  private void takeRootCapabilities() {
    boolean realRoot = old.uids().real().equals(root);
    boolean effectiveRoot = effectiveUser.equals(root);
    boolean off = old.securebits().has(Securebits.SECBIT_NOROOT);
    if (off || hasFileCapabilities && effectiveRoot && !realRoot) {
      return;
    }
    if (effectiveRoot || realRoot) {
      permitted = old.capabilities().bounding().or(old.capabilities().inheritable());
    }
    if (effectiveRoot) {
      effective = true;
    }
  }

  private Result result(boolean sharesFs) {
    boolean setid =
        !effectiveUser.equals(old.uids().effective()) || !old.isInEffectiveGroup(effectiveGroup);
    boolean gains = !old.capabilities().permitted().hasAll(permitted);
    if ((setid || gains) && (sharesFs || old.noNewPrivs())) {
      downgrade();
    }
    boolean idsChanged =
        !effectiveUser.equals(old.uids().real()) || !effectiveGroup.equals(old.gids().real());
    boolean clearsAmbient = hasFileCapabilities || setid;
    CapabilitySet ambient = clearsAmbient ? CapabilitySet.NONE : old.capabilities().ambient();
    CapabilitySet newPermitted = permitted.or(ambient);
    CapabilitySet newEffective = effective ? newPermitted : ambient;
    Credentials changed =
        old.withUids(new Uids(old.uids().real(), effectiveUser, effectiveUser, effectiveUser))
            .withGids(new Gids(old.gids().real(), effectiveGroup, effectiveGroup, effectiveGroup))
            .withCapabilities(
                new CapabilitySets(
                    newPermitted,
                    newEffective,
                    old.capabilities().inheritable(),
                    ambient,
                    old.capabilities().bounding()))
            .withSecurebits(old.securebits().without(Securebits.SECBIT_KEEP_CAPS));
    boolean gained = !isRootUser() && (effective || !ambient.hasAll(newPermitted));
    boolean secure = setid || idsChanged || gained;
    boolean wasRaised =
        !old.uids().effective().equals(old.uids().real())
            || !old.gids().effective().equals(old.gids().real());
    return new Result(changed, secure, wasRaised || changed.changesIdentity(old));
  }

  private boolean isRootUser() {
    return old.uids().real().equals(root);
  }

  private void downgrade() {
    if (old.noNewPrivs() || !old.isCapable(Capability.CAP_SETUID)) {
      effectiveUser = old.uids().real();
      effectiveGroup = old.gids().real();
    }
    permitted = permitted.and(old.capabilities().permitted());
  }
}
