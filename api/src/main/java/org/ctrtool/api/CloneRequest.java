package org.ctrtool.api;

import java.util.List;

/**
 * What {@link Kernel#clone} is to make; see clone(2). The exit signal is SIGCHLD.
 *
 * @param flags new namespaces, and what parent and child share
 * @param ending how the child ends if a call of its sequence is refused
 * @param awaitsExec whether the child needs nothing of its parent before it has executed a program
 *     or ended. Then a kernel may make the parent wait so long, as vfork(2) does, which is quicker;
 *     but such a child cannot unshare its user namespace
 * @param numbers the process IDs that the child gets, in its PID namespace first and then outwards;
 *     the kernel chooses the others
 */
public record CloneRequest(CloneFlags flags, Ending ending, boolean awaitsExec, List<Pid> numbers) {
  /** Takes a copy of the list. */
  public CloneRequest {
    numbers = List.copyOf(numbers);
  }

  /** A child that goes its own way. */
  public CloneRequest(CloneFlags flags, Ending ending) {
    this(flags, ending, false, List.of());
  }

  /** A child whose process IDs the kernel chooses. */
  public CloneRequest(CloneFlags flags, Ending ending, boolean awaitsExec) {
    this(flags, ending, awaitsExec, List.of());
  }

  /** The call in words, as messages show it. */
  public String text() {
    String plain = "clone(" + flags + "|SIGCHLD)";
    return numbers.isEmpty() ? plain : "clone3(" + flags + "|SIGCHLD, set_tid " + numbers + ")";
  }
}
