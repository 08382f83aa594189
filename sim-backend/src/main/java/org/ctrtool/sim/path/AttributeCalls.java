package org.ctrtool.sim.path;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.Seals;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.fs.Symlink;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** The system calls that show and change what files are; fs/stat.c, fs/open.c and fs/attr.c. */
public final class AttributeCalls {
  private static final long STAT_FLAGS =
      AtFlags.AT_SYMLINK_NOFOLLOW.or(AtFlags.AT_NO_AUTOMOUNT).or(AtFlags.AT_EMPTY_PATH).bits()
          | 0x6000;
  private static final long CHOWN_FLAGS =
      AtFlags.AT_SYMLINK_NOFOLLOW.or(AtFlags.AT_EMPTY_PATH).bits();
  private static final long NO_ID = 0xFFFFFFFFL;
  private static final int EXEC_BITS = 0111;

  private AttributeCalls() {}

  /** What a file is; fstatat(2). */
  public static Stat fstatat(FileCaller caller, Fd directory, String path, AtFlags flags) {
    Refuse.unless((flags.bits() & ~STAT_FLAGS) == 0, PathRule.UNKNOWN_AT_FLAG);
    return stat(caller, PathWalk.lookup(caller, directory, path, lookup(flags)));
  }

  private static Lookup lookup(AtFlags flags) {
    return Lookup.following(!flags.has(AtFlags.AT_SYMLINK_NOFOLLOW))
        .orEmpty(flags.has(AtFlags.AT_EMPTY_PATH));
  }

  /** What a file is, as {@code viewer} sees it through the mount. */
  public static Stat stat(PathCaller viewer, Location place) {
    Inode inode = place.dentry().inode();
    UserNamespace namespace = viewer.credentials().userNamespace();
    return new Stat(
        inode.superBlock().device(),
        inode.number(),
        inode.mode(),
        inode.links(),
        namespace.toUid(Permission.owner(place)),
        namespace.toGid(Permission.group(place)),
        inode.device(),
        inode.size());
  }

  /** What a symbolic link contains; readlinkat(2). */
  public static String readlinkat(FileCaller caller, Fd directory, String path) {
    Location place = PathWalk.lookup(caller, directory, path, Lookup.NO_FOLLOW.orEmpty(true));
    Inode inode = place.dentry().inode();
    if (inode instanceof Symlink link) {
      return link.target(caller);
    }
    throw new Refusal(path.isEmpty() ? PathRule.NOT_A_LINK_DESCRIPTOR : PathRule.NOT_A_LINK);
  }

  /** Changes permissions; fchmod(2). */
  public static void fchmod(FileCaller caller, Fd fd, Mode mode) {
    chmod(caller, caller.descriptors().require(fd).location(), mode);
  }

  /** Changes permissions, following a final symbolic link; fchmodat(2). */
  public static void fchmodat(FileCaller caller, Fd directory, String path, Mode mode) {
    chmod(caller, PathWalk.lookup(caller, directory, path, Lookup.FOLLOW), mode);
  }

  /** chmod_common() in fs/open.c and what it calls, in order. */
  private static void chmod(FileCaller caller, Location place, Mode mode) {
    Subject subject = caller.credentials();
    Inode inode = place.dentry().inode();
    Permission.checkMountIsWritable(place.mount());
    Refuse.when(inode.mode().isSymbolicLink(), PathRule.LINKS_HAVE_NO_MODE);
    Refuse.when(Permission.hasUnmappedIds(place), PathRule.OWNER_IS_UNMAPPED);
    Refuse.when(inode.hasFixedMode(), PathRule.ATTRIBUTES_ARE_FIXED);
    Refuse.unless(Permission.isOwnerOrCapable(subject, place), PathRule.NOT_THE_OWNER);
    int wanted = mode.permissions();
    if (!Permission.isInGroupOrCapable(subject, place, Permission.group(place))) {
      wanted &= ~02000;
    }
    Refuse.when(
        inode instanceof RegularFile file
            && file.seals().has(Seals.F_SEAL_EXEC)
            && ((inode.mode().bits() ^ wanted) & EXEC_BITS) != 0,
        PathRule.EXEC_BITS_ARE_SEALED);
    inode.setPermissions(wanted);
  }

  /** Changes owner and group; fchownat(2). */
  public static void fchownat(
      FileCaller caller, Fd directory, String path, Uid owner, Gid group, AtFlags flags) {
    Refuse.unless((flags.bits() & ~CHOWN_FLAGS) == 0, PathRule.UNKNOWN_AT_FLAG);
    Location place = PathWalk.lookup(caller, directory, path, lookup(flags));
    Permission.checkMountIsWritable(place.mount());
    new OwnerChange(caller.credentials(), place, wanted(caller, owner), wanted(caller, group))
        .run();
  }

  private static @Nullable Kuid wanted(FileCaller caller, Uid owner) {
    if (owner.equals(Uid.KEEP) || owner.number() == NO_ID) {
      return null;
    }
    Kuid wanted = caller.credentials().userNamespace().toKuid(owner);
    Refuse.unless(wanted.isValid(), PathRule.ID_IS_UNMAPPED);
    return wanted;
  }

  private static @Nullable Kgid wanted(FileCaller caller, Gid group) {
    if (group.equals(Gid.KEEP) || group.number() == NO_ID) {
      return null;
    }
    Kgid wanted = caller.credentials().userNamespace().toKgid(group);
    Refuse.unless(wanted.isValid(), PathRule.ID_IS_UNMAPPED);
    return wanted;
  }
}
