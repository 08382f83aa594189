package org.ctrtool.sim.mount;

import org.ctrtool.sim.fs.Dentry;
import org.jspecify.annotations.Nullable;

/**
 * A place in the mount tree: what a path names; the kernel's {@code struct path}.
 *
 * @param mount the mount it is seen through
 * @param dentry the name in the mount's file system, at or below the mount's root
 */
public record Location(Mount mount, Dentry dentry) {
  /** Whether this is the root of its mount; the kernel's {@code path_mounted}. */
  public boolean isMountRoot() {
    return mount.root() == dentry;
  }

  /** The mount that sits exactly here, or null; there is at most one. */
  public @Nullable Mount overmount() {
    return mount.childAt(dentry);
  }

  /**
   * The root of the topmost mount that sits here, or this if none does: where a path walk arrives
   * that reaches this place through a name or {@code ..}.
   */
  public Location topmost() {
    Mount over = overmount();
    if (over == null) {
      return this;
    }
    Mount top = over.topmost();
    return new Location(top, top.root());
  }

  /**
   * The place that this mount root covers: mount point and parent mount; null unless this is the
   * root of a mount that has a parent.
   */
  public @Nullable Location covered() {
    return isMountRoot() ? mount.place() : null;
  }

  /** Whether this is {@code ancestor} or lies below it; the kernel's {@code is_path_reachable}. */
  public boolean isReachableFrom(Location ancestor) {
    Location here = this;
    while (here.mount != ancestor.mount) {
      Location up = here.mount.place();
      if (up == null) {
        return false;
      }
      here = up;
    }
    return here.dentry.isAtOrBelow(ancestor.dentry);
  }
}
