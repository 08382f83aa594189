package org.ctrtool.sim.path;

import static org.ctrtool.api.OpenFlags.O_CREAT;
import static org.ctrtool.api.OpenFlags.O_DIRECTORY;
import static org.ctrtool.api.OpenFlags.O_EXCL;
import static org.ctrtool.api.OpenFlags.O_NOFOLLOW;
import static org.ctrtool.api.OpenFlags.O_PATH;
import static org.ctrtool.api.OpenFlags.O_TRUNC;

import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.sim.Refuse;

/**
 * What open(2) or openat2(2) asks for, checked; the kernel's {@code struct open_flags}.
 *
 * @param flags the flags that count
 * @param mode type and permissions of a file that is created
 * @param resolve how the path is walked
 * @param wanted the access that is checked, a sum of {@link Permission#MAY_READ} and {@link
 *     Permission#MAY_WRITE}
 */
record OpenRequest(OpenFlags flags, Mode mode, ResolveFlags resolve, int wanted) {
  private static final OpenFlags KNOWN = new OpenFlags(0x7FFFC3);
  private static final OpenFlags WITH_PATH =
      O_PATH.or(O_DIRECTORY).or(O_NOFOLLOW).or(OpenFlags.O_CLOEXEC);
  private static final OpenFlags TMPFILE_BIT = new OpenFlags(0x400000);
  private static final OpenFlags LARGE_FILE = new OpenFlags(0x8000);
  private static final long KNOWN_RESOLVE = 0x3F;

  /** What open(2) asks for: bits it does not know do not count; build_open_how(). */
  static OpenRequest ofOpen(OpenFlags flags, Mode mode) {
    OpenFlags known = new OpenFlags(flags.bits() & KNOWN.bits());
    if (known.has(O_PATH)) {
      known = new OpenFlags(known.bits() & WITH_PATH.bits());
    }
    Mode permissions = creates(known) ? new Mode(mode.permissions()) : Mode.NONE;
    return of(known, permissions, ResolveFlags.NONE);
  }

  /** What openat2(2) asks for. */
  static OpenRequest of(OpenHow how) {
    return of(how.flags(), how.mode(), how.resolve());
  }

  private static boolean creates(OpenFlags flags) {
    return flags.hasAny(O_CREAT.or(TMPFILE_BIT));
  }

  /** The checks of build_open_flags() in fs/open.c, in order. */
  private static OpenRequest of(OpenFlags flags, Mode mode, ResolveFlags resolve) {
    Refuse.unless((flags.bits() & ~KNOWN.bits()) == 0, PathRule.UNKNOWN_OPEN_FLAG);
    Refuse.unless((resolve.bits() & ~KNOWN_RESOLVE) == 0, PathRule.UNKNOWN_RESOLVE_FLAG);
    Refuse.when(
        resolve.has(ResolveFlags.RESOLVE_BENEATH.or(ResolveFlags.RESOLVE_IN_ROOT)),
        PathRule.BENEATH_AND_IN_ROOT);
    if (creates(flags)) {
      Refuse.unless((mode.bits() & ~07777) == 0, PathRule.MODE_OUT_OF_RANGE);
    } else {
      Refuse.unless(mode.bits() == 0, PathRule.MODE_WITHOUT_CREATING);
    }
    Refuse.when(flags.has(O_CREAT.or(O_DIRECTORY)), PathRule.CREATES_NO_DIRECTORY);
    int wanted = access(flags);
    if (flags.hasAny(TMPFILE_BIT)) {
      Refuse.unless(flags.has(O_DIRECTORY), PathRule.UNKNOWN_OPEN_FLAG);
      Refuse.when((wanted & Permission.MAY_WRITE) == 0, PathRule.TMPFILE_NEEDS_WRITING);
    }
    if (flags.has(O_PATH)) {
      Refuse.unless((flags.bits() & ~WITH_PATH.bits()) == 0, PathRule.NOT_WITH_O_PATH);
      wanted = 0;
    }
    if (flags.has(O_TRUNC)) {
      wanted |= Permission.MAY_WRITE;
    }
    OpenFlags effective = flags.has(O_PATH) ? flags : flags.or(LARGE_FILE);
    Refuse.when(
        resolve.has(ResolveFlags.RESOLVE_CACHED)
            && flags.hasAny(O_TRUNC.or(O_CREAT).or(TMPFILE_BIT)),
        PathRule.NOT_FROM_CACHE);
    if (resolve.has(ResolveFlags.RESOLVE_CACHED)) {
      throw new NotModelled("which names are cached");
    }
    return new OpenRequest(effective, new Mode(Mode.S_IFREG | mode.permissions()), resolve, wanted);
  }

  private static int access(OpenFlags flags) {
    return switch ((int) flags.bits() & 3) {
      case 0 -> Permission.MAY_READ;
      case 1 -> Permission.MAY_WRITE;
      default -> Permission.MAY_READ | Permission.MAY_WRITE;
    };
  }

  boolean has(OpenFlags all) {
    return flags.has(all);
  }

  boolean isUnnamed() {
    return flags.hasAny(TMPFILE_BIT);
  }

  boolean mayWrite() {
    return flags.hasAny(O_CREAT.or(O_TRUNC)) || (flags.bits() & 3) != 0;
  }

  /** Whether a final symbolic link is followed; what must be new is never one. */
  boolean follows() {
    return !has(O_NOFOLLOW) && !has(O_CREAT.or(O_EXCL));
  }

  Lookup lookup() {
    return new Lookup(follows(), has(O_DIRECTORY), false, false, resolve);
  }
}
