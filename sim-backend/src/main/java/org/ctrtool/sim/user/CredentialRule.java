package org.ctrtool.sim.user;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why a change of user, group or capabilities is refused. */
public enum CredentialRule implements Rule {
  /** setresuid(2), EINVAL. */
  USER_IS_NOT_MAPPED(
      Errno.EINVAL, "the user ID has no mapping in the user namespace", "setresuid(2)"),
  /** setresgid(2), EINVAL. */
  GROUP_IS_NOT_MAPPED(
      Errno.EINVAL, "the group ID has no mapping in the user namespace", "setresgid(2)"),
  /** setresuid(2), EPERM. */
  OTHER_USER_NEEDS_CAP_SETUID(
      Errno.EPERM,
      "an ID that is none of real, effective and saved user ID needs CAP_SETUID",
      "setresuid(2)"),
  /** setresgid(2), EPERM. */
  OTHER_GROUP_NEEDS_CAP_SETGID(
      Errno.EPERM,
      "an ID that is none of real, effective and saved group ID needs CAP_SETGID",
      "setresgid(2)"),
  /** setgroups(2), EPERM. */
  SETGROUPS_NEEDS_CAP_SETGID(
      Errno.EPERM, "setgroups needs CAP_SETGID in the own user namespace", "setgroups(2)"),
  /** setgroups(2), EPERM. */
  SETGROUPS_BEFORE_GID_MAP(
      Errno.EPERM,
      "setgroups does not work before the group map of the user namespace is written",
      "setgroups(2), user_namespaces(7)"),
  /** setgroups(2), EPERM. */
  SETGROUPS_IS_DENIED(
      Errno.EPERM,
      "/proc/PID/setgroups of the user namespace says \"deny\"",
      "user_namespaces(7), \"The /proc/pid/setgroups file\""),
  /** setgroups(2), EINVAL. */
  TOO_MANY_GROUPS(Errno.EINVAL, "more than 65536 supplementary groups", "setgroups(2)"),
  /** capset(2), EPERM. */
  INHERITABLE_NEEDS_CAP_SETPCAP(
      Errno.EPERM,
      "an inheritable capability is added that is neither inheritable nor permitted, without"
          + " CAP_SETPCAP",
      "capset(2); cap_capset() in security/commoncap.c"),
  /** capset(2), EPERM. */
  INHERITABLE_BEYOND_BOUNDING_SET(
      Errno.EPERM,
      "an inheritable capability is added that is not in the bounding set",
      "capset(2); cap_capset() in security/commoncap.c"),
  /** capset(2), EPERM. */
  PERMITTED_CANNOT_GROW(
      Errno.EPERM,
      "a capability that is not permitted cannot become so",
      "capset(2); cap_capset() in security/commoncap.c"),
  /** capset(2), EPERM. */
  EFFECTIVE_BEYOND_PERMITTED(
      Errno.EPERM,
      "an effective capability must be permitted",
      "capset(2); cap_capset() in security/commoncap.c"),
  /** PR_CAPBSET_DROP(2const), EPERM. */
  BOUNDING_SET_NEEDS_CAP_SETPCAP(
      Errno.EPERM, "dropping from the bounding set needs CAP_SETPCAP", "PR_CAPBSET_DROP(2const)"),
  /** PR_CAPBSET_DROP(2const), EINVAL. */
  NO_SUCH_CAPABILITY(Errno.EINVAL, "there is no capability of this number", "capabilities(7)"),
  /** PR_CAP_AMBIENT(2const), EPERM. */
  AMBIENT_NEEDS_PERMITTED_AND_INHERITABLE(
      Errno.EPERM,
      "an ambient capability must be permitted and inheritable, and SECBIT_NO_CAP_AMBIENT_RAISE"
          + " not set",
      "PR_CAP_AMBIENT(2const)"),
  /** PR_SET_SECUREBITS(2const), EPERM. */
  SECUREBITS_LOCKED(
      Errno.EPERM,
      "a locked bit would change, a lock would be taken off, or there is no such bit",
      "PR_SET_SECUREBITS(2const)"),
  /** PR_SET_SECUREBITS(2const), EPERM. */
  SECUREBITS_NEED_CAP_SETPCAP(
      Errno.EPERM, "the securebits are set with CAP_SETPCAP only", "PR_SET_SECUREBITS(2const)"),
  /** PR_SET_KEEPCAPS(2const), EINVAL. */
  KEEPCAPS_IS_0_OR_1(Errno.EINVAL, "PR_SET_KEEPCAPS takes 0 or 1", "PR_SET_KEEPCAPS(2const)"),
  /** PR_SET_KEEPCAPS(2const), EPERM. */
  KEEPCAPS_LOCKED(Errno.EPERM, "SECBIT_KEEP_CAPS is locked", "PR_SET_KEEPCAPS(2const)"),
  /** execve(2), EPERM. */
  FILE_CAPABILITY_NOT_GRANTED(
      Errno.EPERM,
      "the program's file must run with a capability that the bounding set withholds",
      "capabilities(7), \"Safety checking for capability-dumb binaries\"");

  private final Reason reason;

  CredentialRule(Errno errno, String explanation, String source) {
    reason = new Reason(name(), errno, explanation, source);
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
