package org.ctrtool.sim.fs;

import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/**
 * A link that leads straight to an object, whatever its text says: {@code /proc/PID/fd/N}, {@code
 * cwd}, {@code root}, {@code exe}, {@code ns/*}; see symlink(7), "Magic links". {@link #target} is
 * only what readlink(2) shows.
 */
public abstract class MagicLink extends Symlink {
  /** A magic link; mode 0777 unless the permissions are set. */
  protected MagicLink(SuperBlock superBlock, Kuid owner, Kgid group) {
    super(superBlock, "", owner, group);
  }

  /**
   * Where it leads.
   *
   * @throws org.ctrtool.sim.Refusal EACCES if {@code follower} may not look into that process;
   *     ENOENT if there is nothing any more
   */
  public abstract Location follow(PathCaller follower);

  /**
   * What readlink(2) shows.
   *
   * @throws org.ctrtool.sim.Refusal as {@link #follow}
   */
  @Override
  public abstract String target(PathCaller reader);

  @Override
  public long size() {
    return 64;
  }

  /** The bytes that readlink(2) shows. */
  public final byte[] text(PathCaller reader) {
    return OsStrings.encode(target(reader));
  }
}
