package org.ctrtool.sim.user;

import org.ctrtool.api.CapabilitySet;

/**
 * The five capability sets of a task; see capabilities(7).
 *
 * @param permitted what may become effective
 * @param effective what permission checks look at
 * @param inheritable what may be kept over an exec
 * @param ambient what an exec of an unprivileged program keeps
 * @param bounding what an exec can give
 */
public record CapabilitySets(
    CapabilitySet permitted,
    CapabilitySet effective,
    CapabilitySet inheritable,
    CapabilitySet ambient,
    CapabilitySet bounding) {
  /** What the init process starts with, and whoever makes or enters a user namespace. */
  public static final CapabilitySets FULL =
      new CapabilitySets(
          CapabilitySet.ALL,
          CapabilitySet.ALL,
          CapabilitySet.NONE,
          CapabilitySet.NONE,
          CapabilitySet.ALL);

  /** What an ordinary user has: nothing, and nothing that limits a program run as root. */
  public static final CapabilitySets ORDINARY =
      new CapabilitySets(
          CapabilitySet.NONE,
          CapabilitySet.NONE,
          CapabilitySet.NONE,
          CapabilitySet.NONE,
          CapabilitySet.ALL);

  CapabilitySets withPermitted(CapabilitySet set) {
    return new CapabilitySets(set, effective, inheritable, ambient, bounding);
  }

  CapabilitySets withEffective(CapabilitySet set) {
    return new CapabilitySets(permitted, set, inheritable, ambient, bounding);
  }

  CapabilitySets withInheritable(CapabilitySet set) {
    return new CapabilitySets(permitted, effective, set, ambient, bounding);
  }

  CapabilitySets withAmbient(CapabilitySet set) {
    return new CapabilitySets(permitted, effective, inheritable, set, bounding);
  }

  CapabilitySets withBounding(CapabilitySet set) {
    return new CapabilitySets(permitted, effective, inheritable, ambient, set);
  }
}
