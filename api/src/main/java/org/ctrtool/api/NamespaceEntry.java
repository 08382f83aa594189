package org.ctrtool.api;

import java.util.List;

/**
 * Namespaces to enter before something is opened; see {@link Kernel#openIn}.
 *
 * @param steps what to enter, in order
 */
public record NamespaceEntry(List<Step> steps) {
  /**
   * One setns(2).
   *
   * @param namespace a descriptor of a namespace or of a process
   * @param types which namespaces
   */
  public record Step(Fd namespace, SetnsTypes types) {}

  /** Takes a copy of the list. */
  public NamespaceEntry {
    steps = List.copyOf(steps);
  }
}
