package org.ctrtool.sim.path;

import java.util.Objects;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.mount.Location;

/** The path by which a place is shown; d_path() and its relatives in fs/d_path.c. */
public final class DPath {
  private DPath() {}

  /** How a place is shown. */
  public enum Reach {
    /** The place is below the root. */
    REACHABLE,
    /** The place is in the same mount namespace, or was, but outside of the root or detached. */
    UNREACHABLE
  }

  /**
   * A place as shown to somebody.
   *
   * @param path the path from the root; if it is not below the root, from the top of its tree
   * @param reach whether it is below the root
   */
  public record Shown(String path, Reach reach) {}

  /** The path of a place from {@code root}; prepend_path(). */
  public static Shown of(Location place, Location root) {
    StringBuilder path = new StringBuilder();
    Location here = place;
    while (!here.equals(root)) {
      if (here.isMountRoot()) {
        Location covered = here.covered();
        if (covered == null) {
          return new Shown(orRoot(path), Reach.UNREACHABLE);
        }
        here = covered;
        continue;
      }
      Dentry up = here.dentry().parent();
      if (up == null) {
        return new Shown(orRoot(path), Reach.UNREACHABLE);
      }
      path.insert(0, "/" + here.dentry().name());
      here = new Location(here.mount(), up);
    }
    return new Shown(orRoot(path), Reach.REACHABLE);
  }

  private static String orRoot(StringBuilder path) {
    return path.length() == 0 ? "/" : path.toString();
  }

  /**
   * What links in {@code /proc/PID} show for a place; d_path(). Pipes, sockets and other files
   * without a place show their name; a deleted file's path ends in {@code (deleted)}.
   */
  public static String shown(Location place, Location root) {
    Dentry dentry = place.dentry();
    if (dentry.parent() == null && dentry != place.mount().root()) {
      return dentry.superBlock().nameWithoutPlace(dentry.name());
    }
    String path = of(place, root).path();
    return isDeleted(dentry) ? path + " (deleted)" : path;
  }

  /** Whether the name itself has been removed. */
  static boolean isDeleted(Dentry dentry) {
    return Objects.requireNonNull(dentry).isDeleted();
  }
}
