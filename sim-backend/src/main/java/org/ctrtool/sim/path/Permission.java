package org.ctrtool.sim.path;

import static org.ctrtool.api.Capability.CAP_CHOWN;
import static org.ctrtool.api.Capability.CAP_DAC_OVERRIDE;
import static org.ctrtool.api.Capability.CAP_DAC_READ_SEARCH;
import static org.ctrtool.api.Capability.CAP_FOWNER;
import static org.ctrtool.api.Capability.CAP_FSETID;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.Mount;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * Who may do what with a file: owner, group and others, through the ID map of the mount, and the
 * capabilities that override them; fs/namei.c, fs/attr.c and capabilities(7).
 */
public final class Permission {
  /** Execute, or search in a directory. */
  public static final int MAY_EXEC = 1;

  /** Write, or change entries of a directory. */
  public static final int MAY_WRITE = 2;

  /** Read, or list a directory. */
  public static final int MAY_READ = 4;

  private Permission() {}

  // ---- ID maps of mounts

  /**
   * The owner as seen through the mount; invalid if the map leaves it out; {@code
   * i_uid_into_vfsuid}.
   */
  public static Kuid owner(Location place) {
    Inode inode = place.dentry().inode();
    UserNamespace map = place.mount().idmap();
    if (map == null || !inode.owner().isValid()) {
      return inode.owner();
    }
    UserNamespace stored = inode.superBlock().owner();
    return stored.maps(inode.owner()) ? map.toKuid(stored.toUid(inode.owner())) : Kuid.INVALID;
  }

  /** The group as seen through the mount; invalid if the map leaves it out. */
  public static Kgid group(Location place) {
    Inode inode = place.dentry().inode();
    UserNamespace map = place.mount().idmap();
    if (map == null || !inode.group().isValid()) {
      return inode.group();
    }
    UserNamespace stored = inode.superBlock().owner();
    return stored.maps(inode.group()) ? map.toKgid(stored.toGid(inode.group())) : Kgid.INVALID;
  }

  /**
   * What is stored for a user seen through the mount; invalid if it cannot be; {@code from_vfsuid}.
   */
  static Kuid stored(Mount mount, Kuid seen) {
    SuperBlock superBlock = mount.superBlock();
    UserNamespace map = mount.idmap();
    if (map == null) {
      return superBlock.owner().maps(seen) ? seen : Kuid.INVALID;
    }
    return map.maps(seen) ? superBlock.owner().toKuid(map.toUid(seen)) : Kuid.INVALID;
  }

  /** What is stored for a group seen through the mount; invalid if it cannot be. */
  static Kgid stored(Mount mount, Kgid seen) {
    SuperBlock superBlock = mount.superBlock();
    UserNamespace map = mount.idmap();
    if (map == null) {
      return superBlock.owner().maps(seen) ? seen : Kgid.INVALID;
    }
    return map.maps(seen) ? superBlock.owner().toKgid(map.toGid(seen)) : Kgid.INVALID;
  }

  /** Whether owner or group cannot be seen through the mount; {@code HAS_UNMAPPED_ID}. */
  static boolean hasUnmappedIds(Location place) {
    return !owner(place).isValid() || !group(place).isValid();
  }

  // ---- Capabilities over a file

  /**
   * Whether a capability counts for a file: its owner and group must be known to the subject's user
   * namespace; {@code capable_wrt_inode_uidgid}.
   */
  public static boolean isCapable(Subject subject, Location place, Capability capability) {
    UserNamespace namespace = subject.userNamespace();
    Kuid owner = owner(place);
    Kgid group = group(place);
    return owner.isValid()
        && group.isValid()
        && namespace.maps(owner)
        && namespace.maps(group)
        && subject.isCapable(namespace, capability);
  }

  /** Whether the subject owns the file, or may act as if; {@code inode_owner_or_capable}. */
  public static boolean isOwnerOrCapable(Subject subject, Location place) {
    Kuid owner = owner(place);
    return owner.isValid() && owner.equals(subject.fsuid())
        || owner.isValid()
            && subject.userNamespace().maps(owner)
            && subject.isCapable(subject.userNamespace(), CAP_FOWNER);
  }

  /** {@code in_group_or_capable}. */
  static boolean isInGroupOrCapable(Subject subject, Location place, Kgid group) {
    return subject.isInGroup(group) || isCapable(subject, place, CAP_FSETID);
  }

  // ---- Access

  /**
   * The checks of inode_permission() in fs/namei.c, in order.
   *
   * @param wanted a sum of {@link #MAY_READ}, {@link #MAY_WRITE} and {@link #MAY_EXEC}
   * @throws org.ctrtool.sim.Refusal EROFS or EACCES
   */
  public static void check(Subject subject, Location place, int wanted) {
    checkMayBeWritten(place, wanted);
    Refuse.unless(allows(subject, place, wanted), PathRule.PERMISSION_DENIED);
  }

  /** The same for a process that is about to use the file itself. */
  static void check(PathCaller caller, Location place, int wanted) {
    checkMayBeWritten(place, wanted);
    Refuse.unless(allows(caller, place, wanted), PathRule.PERMISSION_DENIED);
  }

  private static void checkMayBeWritten(Location place, int wanted) {
    Inode inode = place.dentry().inode();
    if ((wanted & MAY_WRITE) != 0) {
      Refuse.when(
          inode.superBlock().isReadOnly() && !inode.isSpecial(), PathRule.FILE_SYSTEM_IS_READ_ONLY);
      Refuse.when(hasUnmappedIds(place), PathRule.OWNER_IS_UNMAPPED_FOR_WRITING);
    }
  }

  /** Whether the file system allows it to a process that is about to use the file itself. */
  static boolean allows(PathCaller caller, Location place, int wanted) {
    Inode inode = place.dentry().inode();
    return inode.permitsProcess(caller, wanted, () -> allows(caller.credentials(), place, wanted));
  }

  /**
   * Whether the file system allows it, which most leave to mode bits and capabilities.
   *
   * @throws org.ctrtool.sim.Refusal if the file system has a reason of its own
   */
  public static boolean allows(Subject subject, Location place, int wanted) {
    Inode inode = place.dentry().inode();
    return inode.permits(subject, wanted, () -> ordinarilyAllows(subject, place, wanted));
  }

  /** Whether mode bits or capabilities allow it; {@code generic_permission}. */
  private static boolean ordinarilyAllows(Subject subject, Location place, int wanted) {
    Mode mode = place.dentry().inode().mode();
    if ((permitted(subject, place, mode) & wanted) == wanted) {
      return true;
    }
    if (mode.isDirectory()) {
      return (wanted & MAY_WRITE) == 0 && isCapable(subject, place, CAP_DAC_READ_SEARCH)
          || isCapable(subject, place, CAP_DAC_OVERRIDE);
    }
    if (wanted == MAY_READ && isCapable(subject, place, CAP_DAC_READ_SEARCH)) {
      return true;
    }
    boolean executable = (mode.bits() & 0111) != 0;
    return ((wanted & MAY_EXEC) == 0 || executable) && isCapable(subject, place, CAP_DAC_OVERRIDE);
  }

  /** The three bits of exactly one class: owner, group or others. */
  private static int permitted(Subject subject, Location place, Mode mode) {
    Kuid owner = owner(place);
    if (owner.isValid() && owner.equals(subject.fsuid())) {
      return mode.bits() >> 6 & 7;
    }
    Kgid group = group(place);
    return group.isValid() && subject.isInGroup(group) ? mode.bits() >> 3 & 7 : mode.bits() & 7;
  }

  /** Whether nothing can be written through this mount: {@code mnt_want_write}. */
  static void checkMountIsWritable(Mount mount) {
    Refuse.when(mount.superBlock().isReadOnly(), PathRule.FILE_SYSTEM_IS_READ_ONLY);
    Refuse.when(mount.isReadOnly(), PathRule.MOUNT_IS_READ_ONLY);
  }

  // ---- Creating and removing names

  /** The checks of may_create() in fs/namei.c; the name is known to be free. */
  static void checkMayCreate(Subject subject, Location directory) {
    Refuse.when(directory.dentry().isDeleted(), PathRule.DIRECTORY_IS_GONE);
    checkIdsCanBeStored(subject, directory.mount());
    check(subject, directory, MAY_WRITE | MAY_EXEC);
  }

  /** {@code fsuidgid_has_mapping}. */
  static void checkIdsCanBeStored(Subject subject, Mount mount) {
    Refuse.unless(
        stored(mount, subject.fsuid()).isValid() && stored(mount, subject.fsgid()).isValid(),
        PathRule.IDS_CANNOT_BE_STORED);
  }

  /**
   * The checks of may_delete() in fs/namei.c, in order.
   *
   * @param asDirectory whether the call removes directories
   */
  static void checkMayDelete(
      Subject subject, Location directory, Dentry victim, boolean asDirectory) {
    Location place = new Location(directory.mount(), victim);
    Refuse.when(hasUnmappedIds(place), PathRule.OWNER_IS_UNMAPPED);
    check(subject, directory, MAY_WRITE | MAY_EXEC);
    Refuse.when(isProtectedBySticky(subject, directory, place), PathRule.STICKY_DIRECTORY);
    Refuse.when(asDirectory && !victim.isDirectory(), PathRule.NOT_A_DIRECTORY);
    Refuse.when(!asDirectory && victim.isDirectory(), PathRule.IS_A_DIRECTORY);
    Refuse.when(directory.dentry().isDeleted(), PathRule.DIRECTORY_IS_GONE);
  }

  private static boolean isProtectedBySticky(Subject subject, Location directory, Location victim) {
    return (directory.dentry().inode().mode().bits() & 01000) != 0
        && !owner(victim).equals(subject.fsuid())
        && !owner(directory).equals(subject.fsuid())
        && !isCapable(subject, victim, CAP_FOWNER);
  }

  // ---- Changing owners and modes

  static boolean mayChangeOwner(Subject subject, Location place, Kuid wanted) {
    Kuid owner = owner(place);
    return owner.isValid() && owner.equals(subject.fsuid()) && wanted.equals(owner)
        || isCapable(subject, place, CAP_CHOWN)
        || !owner.isValid() && subject.isCapable(place.mount().superBlock().owner(), CAP_CHOWN);
  }

  static boolean mayChangeGroup(Subject subject, Location place, Kgid wanted) {
    Kuid owner = owner(place);
    Kgid group = group(place);
    return owner.isValid()
            && owner.equals(subject.fsuid())
            && (wanted.equals(group) || subject.isInGroup(wanted))
        || isCapable(subject, place, CAP_CHOWN)
        || !group.isValid() && subject.isCapable(place.mount().superBlock().owner(), CAP_CHOWN);
  }

  /** Whether a change takes the set-group-ID bit away; {@code setattr_should_drop_sgid}. */
  static boolean losesSetGid(Subject subject, Location place) {
    int mode = place.dentry().inode().mode().bits();
    return (mode & 02000) != 0
        && ((mode & 010) != 0 || !isInGroupOrCapable(subject, place, group(place)));
  }

  /**
   * Writing takes set-user-ID and set-group-ID bits away, unless the writer has CAP_FSETID over the
   * initial user namespace; {@code file_remove_privs}.
   */
  public static void removePrivileges(FileCaller writer, Location place) {
    Inode inode = place.dentry().inode();
    Subject subject = writer.credentials();
    if (!inode.mode().isRegular()
        || (inode.mode().bits() & 06000) == 0
        || subject.isCapable(writer.vfs().initialUserNamespace(), CAP_FSETID)) {
      return;
    }
    int permissions = inode.mode().permissions() & ~04000;
    inode.setPermissions(losesSetGid(subject, place) ? permissions & ~02000 : permissions);
  }
}
