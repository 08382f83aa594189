package org.ctrtool.sim.path;

import org.ctrtool.sim.mount.Location;

/**
 * The last component of a path, not looked up yet, and the directory it is in; what {@code
 * filename_parentat} gives.
 *
 * @param directory where the walk stands
 * @param name the component; empty for the root
 * @param type what kind of component it is
 * @param slashFollows whether the path goes on with slashes only
 */
public record LastComponent(Location directory, String name, Type type, boolean slashFollows) {
  /** What the last component is; the kernel's {@code LAST_*}. */
  public enum Type {
    /** A name. */
    NORMAL,
    /** A dot. */
    DOT,
    /** Two dots. */
    DOT_DOT,
    /** Nothing: the path consists of slashes. */
    ROOT
  }

  /** Whether it is a name. */
  public boolean isName() {
    return type == Type.NORMAL;
  }
}
