package org.ctrtool.sim.path;

import org.ctrtool.api.ResolveFlags;

/**
 * How a path that names something is walked; the kernel's {@code LOOKUP_*} flags.
 *
 * @param follow whether a final symbolic link is followed
 * @param directory whether the result must be a directory
 * @param emptyAllowed whether an empty path names the starting point: {@code AT_EMPTY_PATH}
 * @param topmost whether the result is the topmost mount there, as umount2(2) looks: {@code
 *     LOOKUP_MOUNTPOINT}
 * @param resolve what openat2(2) asks for
 */
public record Lookup(
    boolean follow,
    boolean directory,
    boolean emptyAllowed,
    boolean topmost,
    ResolveFlags resolve) {
  /** Follows a final symbolic link. */
  public static final Lookup FOLLOW = new Lookup(true, false, false, false, ResolveFlags.NONE);

  /** Does not follow a final symbolic link. */
  public static final Lookup NO_FOLLOW = new Lookup(false, false, false, false, ResolveFlags.NONE);

  /** Follows a final symbolic link, or not. */
  public static Lookup following(boolean follow) {
    return follow ? FOLLOW : NO_FOLLOW;
  }

  /** The same, but the result must be a directory. */
  public Lookup toDirectory() {
    return new Lookup(follow, true, emptyAllowed, topmost, resolve);
  }

  /** The same, but an empty path may be allowed. */
  public Lookup orEmpty(boolean allowed) {
    return new Lookup(follow, directory, allowed, topmost, resolve);
  }

  /** The same, but to the topmost mount at the end. */
  public Lookup toTopmost() {
    return new Lookup(follow, directory, emptyAllowed, true, resolve);
  }
}
