package org.ctrtool.sim.path;

import org.ctrtool.api.Capability;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * Credentials as far as files ask; a view of the kernel's {@code struct cred}. Immutable: an open
 * file keeps those of its opener.
 */
public interface Subject {
  /** The user ID by which files are judged. */
  Kuid fsuid();

  /** The group ID by which files are judged. */
  Kgid fsgid();

  /** Whether {@code group} is the fsgid or one of the supplementary groups. */
  boolean isInGroup(Kgid group);

  /**
   * Whether {@code capability} is in effect over {@code target}; the kernel's {@code ns_capable}.
   */
  boolean isCapable(UserNamespace target, Capability capability);

  /** The user namespace the credentials belong to. */
  UserNamespace userNamespace();
}
