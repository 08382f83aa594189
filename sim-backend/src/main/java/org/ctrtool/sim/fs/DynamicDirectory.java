package org.ctrtool.sim.fs;

import java.util.List;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose entries are computed, as those of proc.
 *
 * <p>The dentries stay: a name that is looked up again and gives the same inode keeps its dentry,
 * so that it can be a mount point. An implementation therefore returns the same inode for as long
 * as the entry means the same thing, and another one (or null) once it does not.
 */
public abstract class DynamicDirectory extends Directory {
  /** A directory with the next number of its file system. */
  protected DynamicDirectory(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, mode, owner, group);
  }

  /** A directory with a number of its own. */
  protected DynamicDirectory(
      SuperBlock superBlock, long number, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, number, mode, owner, group);
  }

  /**
   * What {@code name} names for {@code caller}; null if there is no such entry.
   *
   * @throws org.ctrtool.sim.Refusal if the entry exists but may not even be looked up
   */
  public abstract @Nullable Inode lookup(PathCaller caller, String name);

  /**
   * The names of the entries that {@code caller} sees listed, in order, without dot and dot-dot.
   */
  public abstract List<String> names(PathCaller caller);
}
