package org.ctrtool.api;

/**
 * What {@link Kernel#clone} is to make; see clone(2). The exit signal is SIGCHLD.
 *
 * @param flags new namespaces, and what parent and child share
 * @param ending how the child ends if a call of its sequence is refused
 * @param awaitsExec whether the child needs nothing of its parent before it has executed a program
 *     or ended. Then a kernel may make the parent wait so long, as vfork(2) does, which is quicker;
 *     but such a child cannot unshare its user namespace
 */
public record CloneRequest(CloneFlags flags, Ending ending, boolean awaitsExec) {
  /** A child that goes its own way. */
  public CloneRequest(CloneFlags flags, Ending ending) {
    this(flags, ending, false);
  }
}
