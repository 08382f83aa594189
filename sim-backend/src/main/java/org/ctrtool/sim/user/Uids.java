package org.ctrtool.sim.user;

/**
 * The user IDs of a task.
 *
 * @param real who started it
 * @param effective who it acts as
 * @param saved what it may become again
 * @param fileSystem who it is to file systems
 */
public record Uids(Kuid real, Kuid effective, Kuid saved, Kuid fileSystem) {
  /** All four the same. */
  public static Uids all(Kuid kuid) {
    return new Uids(kuid, kuid, kuid, kuid);
  }

  /** Whether {@code kuid} is the real, effective or saved one. */
  boolean hold(Kuid kuid) {
    return real.equals(kuid) || effective.equals(kuid) || saved.equals(kuid);
  }

  /** Whether real, effective and saved ID are all {@code kuid}. */
  boolean areAll(Kuid kuid) {
    return real.equals(kuid) && effective.equals(kuid) && saved.equals(kuid);
  }
}
