package org.ctrtool.sim.ns;

import org.ctrtool.sim.user.UserNamespace;

/** A namespace of any type; the kernel's {@code struct ns_common}; see namespaces(7). */
public interface Namespace {
  /** Which type it is of. */
  NamespaceType type();

  /** The inode number in nsfs: two namespaces are the same if and only if their numbers are. */
  long number();

  /** The user namespace whose capabilities count for this one; itself never owns itself. */
  UserNamespace owner();
}
