package org.ctrtool.sim.path;

import java.util.Objects;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.MagicLink;
import org.ctrtool.sim.fs.Symlink;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MntFlags;
import org.jspecify.annotations.Nullable;

/**
 * The walk along a path, component by component; path_resolution(7). Follows fs/namei.c, whose
 * function names the methods mention; an object is the kernel's {@code struct nameidata}.
 */
public final class PathWalk {
  private static final int MAX_LINKS = 40;
  private static final int MAX_PATH = 4096;
  private static final int MAX_NAME = 255;
  private static final ResolveFlags SCOPED =
      ResolveFlags.RESOLVE_BENEATH.or(ResolveFlags.RESOLVE_IN_ROOT);

  private final PathCaller caller;
  private final ResolveFlags resolve;
  private Location root;
  private Location here;
  private boolean rootIsKnown;
  private int links;
  private String lastName = "";
  private LastComponent.Type lastType = LastComponent.Type.ROOT;
  private boolean slashFollows;

  /**
   * Starts a walk; path_init().
   *
   * @throws Refusal EBADF, ENOTDIR, or EXDEV for an absolute path that must stay beneath
   */
  PathWalk(PathCaller caller, Fd directory, String path, ResolveFlags resolve) {
    this.caller = caller;
    this.resolve = resolve;
    this.root = caller.fs().root();
    if (path.startsWith("/") && !resolve.has(ResolveFlags.RESOLVE_IN_ROOT)) {
      Refuse.when(resolve.has(ResolveFlags.RESOLVE_BENEATH), PathRule.ABSOLUTE_PATH_LEAVES);
      this.here = root;
      this.rootIsKnown = true;
      return;
    }
    this.here = startOf(caller, directory, path);
    if (resolve.hasAny(SCOPED)) {
      this.root = here;
      this.rootIsKnown = true;
    }
  }

  private static Location startOf(PathCaller caller, Fd directory, String path) {
    if (directory.equals(Fd.AT_FDCWD)) {
      return caller.fs().workingDirectory();
    }
    Location start = caller.descriptors().requirePath(directory).location();
    Refuse.when(!path.isEmpty() && !start.dentry().isDirectory(), PathRule.NOT_A_DIRECTORY);
    return start;
  }

  /**
   * Checks the length of a path, as getname() does.
   *
   * @throws Refusal ENAMETOOLONG; ENOENT for an empty path, unless that is allowed
   */
  static void checkPath(String path, boolean emptyAllowed) {
    Refuse.when(
        path.length() * 3 >= MAX_PATH && OsStrings.encode(path).length >= MAX_PATH,
        PathRule.PATH_TOO_LONG);
    Refuse.when(path.isEmpty() && !emptyAllowed, PathRule.PATH_IS_EMPTY);
  }

  /**
   * What a path names; path_lookupat().
   *
   * @param directory where a relative path starts
   * @throws Refusal by one of the rules of the walk
   */
  public static Location lookup(PathCaller caller, Fd directory, String path, Lookup how) {
    checkPath(path, how.emptyAllowed());
    PathWalk walk = new PathWalk(caller, directory, path, how.resolve());
    boolean follow = how.follow();
    boolean toDirectory = how.directory();
    String text = path;
    while (text != null) {
      walk.walkToLast(text);
      if (walk.slashFollows) {
        follow = true;
        toDirectory = true;
      }
      text = walk.stepLast(follow);
    }
    Refuse.when(toDirectory && !walk.here.dentry().isDirectory(), PathRule.NOT_A_DIRECTORY);
    if (how.topmost()) {
      return walk.here.topmost();
    }
    walk.here.mount().visit();
    return walk.here;
  }

  /**
   * What a path names, starting from the working directory.
   *
   * @throws Refusal by one of the rules of the walk
   */
  public static Location lookup(PathCaller caller, String path, Lookup how) {
    return lookup(caller, Fd.AT_FDCWD, path, how);
  }

  /**
   * The last component of a path and its directory; filename_parentat().
   *
   * @throws Refusal by one of the rules of the walk
   */
  public static LastComponent parent(PathCaller caller, Fd directory, String path) {
    checkPath(path, false);
    PathWalk walk = new PathWalk(caller, directory, path, ResolveFlags.NONE);
    walk.walkToLast(path);
    return walk.last();
  }

  /** Where the walk stands. */
  Location here() {
    return here;
  }

  /** The last component, which has not been walked yet. */
  LastComponent last() {
    return new LastComponent(here, lastName, lastType, slashFollows);
  }

  /** Walks all components but the last one; link_path_walk(). */
  void walkToLast(String path) {
    int at = afterSlashes(path, 0);
    slashFollows = false;
    if (at == path.length()) {
      return;
    }
    while (true) {
      Refuse.unless(Permission.allows(caller, here, Permission.MAY_EXEC), PathRule.SEARCH_DENIED);
      int end = path.indexOf('/', at);
      end = end < 0 ? path.length() : end;
      lastName = path.substring(at, end);
      lastType = typeOf(lastName);
      at = afterSlashes(path, end);
      if (at == path.length()) {
        slashFollows = at > end && lastType == LastComponent.Type.NORMAL;
        return;
      }
      for (String text = stepLast(true); text != null; text = stepLast(true)) {
        walkToLast(text);
      }
      Refuse.unless(here.dentry().isDirectory(), PathRule.NOT_A_DIRECTORY);
    }
  }

  private static int afterSlashes(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) == '/') {
      at++;
    }
    return at;
  }

  private static LastComponent.Type typeOf(String name) {
    return switch (name) {
      case "." -> LastComponent.Type.DOT;
      case ".." -> LastComponent.Type.DOT_DOT;
      default -> LastComponent.Type.NORMAL;
    };
  }

  /**
   * Walks the last component; walk_component().
   *
   * @return the text of a symbolic link that has to be walked now; null if there is none
   */
  @Nullable String stepLast(boolean follow) {
    if (lastType != LastComponent.Type.NORMAL) {
      stepDots();
      return null;
    }
    Dentry found = lookupLast();
    if (found == null) {
      throw new Refusal(PathRule.NO_SUCH_NAME);
    }
    return stepInto(found, follow);
  }

  /**
   * The dentry of the last component, a name; null if there is none; lookup_fast() and
   * lookup_slow().
   */
  @Nullable Dentry lookupLast() {
    return lookup(caller, here, lastName);
  }

  /** The dentry of a name in a directory; null if there is none. */
  static @Nullable Dentry lookup(PathCaller caller, Location directory, String name) {
    Refuse.when(directory.dentry().isDeleted(), PathRule.DIRECTORY_IS_GONE);
    Refuse.when(
        name.length() * 3 > MAX_NAME && OsStrings.encode(name).length > MAX_NAME,
        PathRule.NAME_TOO_LONG);
    return directory.dentry().lookup(caller, name);
  }

  /** Goes to an entry of the current directory, and onto what is mounted there; step_into(). */
  @Nullable String stepInto(Dentry found, boolean follow) {
    Location next = acrossMounts(new Location(here.mount(), found));
    if (follow && next.dentry().inode() instanceof Symlink link) {
      return followLink(next, link);
    }
    here = next;
    return null;
  }

  private Location acrossMounts(Location place) {
    Location top = place.topmost();
    Refuse.when(
        top.mount() != place.mount() && resolve.has(ResolveFlags.RESOLVE_NO_XDEV),
        PathRule.CROSSES_A_MOUNT);
    return top;
  }

  /** Dot stays, dot-dot goes up; handle_dots(). */
  void stepDots() {
    if (lastType == LastComponent.Type.DOT_DOT) {
      rootIsKnown = true;
      here = acrossMounts(parent());
    }
  }

  /** follow_dotdot(). */
  private Location parent() {
    Location place = here;
    if (!place.equals(root) && place.isMountRoot()) {
      place = mountpointBelowRoot();
    }
    if (place == null || place.equals(root)) {
      Refuse.when(resolve.has(ResolveFlags.RESOLVE_BENEATH), PathRule.DOT_DOT_LEAVES);
      return here;
    }
    Refuse.when(
        place.mount() != here.mount() && resolve.has(ResolveFlags.RESOLVE_NO_XDEV),
        PathRule.CROSSES_A_MOUNT);
    Dentry up = Objects.requireNonNullElse(place.dentry().parent(), place.dentry());
    Refuse.unless(
        place.mount().root() == place.mount().superBlock().root()
            || up.isAtOrBelow(place.mount().root()),
        PathRule.OUTSIDE_OF_THE_MOUNT);
    return new Location(place.mount(), up);
  }

  /** The place that the current mount root covers, or null at the top; choose_mountpoint(). */
  private @Nullable Location mountpointBelowRoot() {
    Location place = here;
    while (place.isMountRoot()) {
      place = place.covered();
      if (place == null || place.equals(root)) {
        return null;
      }
    }
    return place;
  }

  /** pick_link(). */
  private @Nullable String followLink(Location place, Symlink link) {
    Refuse.when(links++ >= MAX_LINKS, PathRule.TOO_MANY_LINKS);
    Refuse.when(resolve.has(ResolveFlags.RESOLVE_NO_SYMLINKS), PathRule.LINK_WITH_NO_SYMLINKS);
    Refuse.when(
        place.mount().flags().has(MntFlags.NOSYMFOLLOW), PathRule.LINKS_ARE_NOT_FOLLOWED_HERE);
    if (link instanceof MagicLink magic) {
      jump(magic.follow(caller));
      return null;
    }
    String text = link.target(caller);
    if (!text.startsWith("/")) {
      return text;
    }
    jumpToRoot();
    return afterSlashes(text, 0) == text.length() ? null : text;
  }

  /** nd_jump_link(). */
  private void jump(Location target) {
    Refuse.when(
        resolve.has(ResolveFlags.RESOLVE_NO_MAGICLINKS), PathRule.MAGIC_LINK_WITH_NO_MAGICLINKS);
    Refuse.when(
        resolve.has(ResolveFlags.RESOLVE_NO_XDEV) && target.mount() != here.mount(),
        PathRule.CROSSES_A_MOUNT);
    Refuse.when(resolve.hasAny(SCOPED), PathRule.MAGIC_LINK_LEAVES);
    here = target;
  }

  /**
   * nd_jump_root(). The kernel looks up the root only when it needs it, so with RESOLVE_NO_XDEV an
   * absolute link on a relative path counts as crossing, unless dot-dot came first.
   */
  private void jumpToRoot() {
    Refuse.when(resolve.has(ResolveFlags.RESOLVE_BENEATH), PathRule.ABSOLUTE_PATH_LEAVES);
    Refuse.when(
        resolve.has(ResolveFlags.RESOLVE_NO_XDEV) && (!rootIsKnown || here.mount() != root.mount()),
        PathRule.CROSSES_A_MOUNT);
    rootIsKnown = true;
    here = root;
  }
}
