package org.ctrtool.api;

import java.util.List;

/**
 * What {@link Kernel#clone} is to make; see clone(2). The exit signal is SIGCHLD.
 *
 * @param flags new namespaces, and what parent and child share
 * @param ending how the child ends if a call of its sequence is refused
 * @param numbers the process IDs that the child gets, in its PID namespace first and then outwards;
 *     the kernel chooses the others
 */
public record CloneRequest(CloneFlags flags, Ending ending, List<Pid> numbers) {
  /** Takes a copy of the list. */
  public CloneRequest {
    numbers = List.copyOf(numbers);
  }

  /** A child whose process IDs the kernel chooses. */
  public CloneRequest(CloneFlags flags, Ending ending) {
    this(flags, ending, List.of());
  }

  /** The call in words, as messages show it. */
  public String text() {
    String plain = "clone(" + flags + "|SIGCHLD)";
    return numbers.isEmpty() ? plain : "clone3(" + flags + "|SIGCHLD, set_tid " + numbers + ")";
  }
}
