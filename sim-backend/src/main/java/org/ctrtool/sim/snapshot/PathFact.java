package org.ctrtool.sim.snapshot;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;

/**
 * What is at a path.
 *
 * @param path absolute, without symbolic links but for its last component
 * @param mode type and permissions; {@link Mode#NONE} if nothing is there
 * @param owner the owner's user ID
 * @param group the group ID
 * @param device what a device node stands for, {@link Dev#NONE} otherwise
 * @param target where a symbolic link leads, empty otherwise
 */
public record PathFact(String path, Mode mode, long owner, long group, Dev device, String target) {
  /** Nothing is there. */
  public static PathFact nothing(String path) {
    return new PathFact(path, Mode.NONE, 0, 0, Dev.NONE, "");
  }

  /** A file, directory or the like of root's. */
  public static PathFact of(String path, int mode) {
    return new PathFact(path, new Mode(mode), 0, 0, Dev.NONE, "");
  }

  /** Whether anything is there. */
  public boolean exists() {
    return mode.type() != 0;
  }
}
