package org.ctrtool.sim.user;

/**
 * The group IDs of a task, without the supplementary groups.
 *
 * @param real who started it
 * @param effective who it acts as
 * @param saved what it may become again
 * @param fileSystem who it is to file systems
 */
public record Gids(Kgid real, Kgid effective, Kgid saved, Kgid fileSystem) {
  /** All four the same. */
  public static Gids all(Kgid kgid) {
    return new Gids(kgid, kgid, kgid, kgid);
  }

  /** Whether {@code kgid} is the real, effective or saved one. */
  boolean hold(Kgid kgid) {
    return real.equals(kgid) || effective.equals(kgid) || saved.equals(kgid);
  }

  /** Whether real, effective and saved ID are all {@code kgid}. */
  boolean areAll(Kgid kgid) {
    return real.equals(kgid) && effective.equals(kgid) && saved.equals(kgid);
  }
}
