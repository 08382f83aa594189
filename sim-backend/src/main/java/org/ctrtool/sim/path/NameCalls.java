package org.ctrtool.sim.path;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.Location;
import org.jspecify.annotations.Nullable;

/** The system calls that make and remove names; renaming is in {@link RenameCall}. */
public final class NameCalls {
  private static final int MKDIR_BITS = 01777;

  private NameCalls() {}

  /** Makes a directory; mkdirat(2). */
  public static void mkdirat(FileCaller caller, Fd directory, String path, Mode mode) {
    LastComponent name = freeName(caller, directory, path, true);
    checkMayMake(caller, name.directory(), Mode.S_IFDIR, PathRule.NAMES_ARE_FIXED);
    Dentry parent = name.directory().dentry();
    parent.superBlock().checkMayMakeDirectory(parent, name.name());
    Mode kept = new Mode(Mode.S_IFDIR | mode.bits() & MKDIR_BITS);
    NewFile.create(caller, name.directory(), name.name(), kept, Dev.NONE);
  }

  /** Makes a node; mknodat(2). */
  public static void mknodat(FileCaller caller, Fd directory, String path, Mode mode, Dev device) {
    make(caller, directory, path, mode, device);
  }

  /** Makes a node and tells where it is. */
  public static Location make(FileCaller caller, Fd directory, String path, Mode mode, Dev device) {
    int type = mode.type() == 0 ? Mode.S_IFREG : mode.type();
    Refuse.when(type == Mode.S_IFDIR, PathRule.MKNOD_OF_DIRECTORY);
    Refuse.unless(isNodeType(type), PathRule.MKNOD_OF_UNKNOWN_TYPE);
    LastComponent name = freeName(caller, directory, path, false);
    boolean isDevice = type == Mode.S_IFCHR || type == Mode.S_IFBLK;
    checkMayCreate(caller, name.directory());
    Refuse.when(
        isDevice && !isWhiteout(type, device) && !mayMakeDevices(caller),
        PathRule.DEVICES_NEED_CAP_MKNOD);
    Refuse.unless(
        name.directory().dentry().superBlock().canMake(type),
        type == Mode.S_IFREG ? PathRule.TYPE_CANNOT_BE_CREATED : PathRule.NAMES_ARE_FIXED);
    Mode made = new Mode(type | mode.permissions());
    Dev stored = isDevice ? device : Dev.NONE;
    Dentry entry = NewFile.create(caller, name.directory(), name.name(), made, stored);
    return new Location(name.directory().mount(), entry);
  }

  private static boolean isNodeType(int type) {
    return switch (type) {
      case Mode.S_IFREG, Mode.S_IFCHR, Mode.S_IFBLK, Mode.S_IFIFO, Mode.S_IFSOCK -> true;
      default -> false;
    };
  }

  private static boolean isWhiteout(int type, Dev device) {
    return type == Mode.S_IFCHR && device.equals(Dev.NONE);
  }

  private static boolean mayMakeDevices(FileCaller caller) {
    return caller
        .credentials()
        .isCapable(caller.vfs().initialUserNamespace(), Capability.CAP_MKNOD);
  }

  /** Makes a symbolic link; symlinkat(2). */
  public static void symlinkat(FileCaller caller, String target, Fd directory, String path) {
    PathWalk.checkPath(target, false);
    LastComponent name = freeName(caller, directory, path, false);
    checkMayMake(caller, name.directory(), Mode.S_IFLNK, PathRule.NAMES_ARE_FIXED);
    Inode link = NewFile.makeSymlink(caller, name.directory(), target);
    NewFile.enter(name.directory(), name.name(), link);
  }

  /** A name that can be made: the checks of filename_create() in fs/namei.c, in order. */
  private static LastComponent freeName(
      FileCaller caller, Fd directory, String path, boolean forDirectory) {
    LastComponent name = PathWalk.parent(caller, directory, path);
    Refuse.unless(name.isName(), PathRule.NO_ORDINARY_NAME);
    Location parent = name.directory();
    Dentry found = PathWalk.lookup(caller, parent, name.name());
    Refuse.when(found == null && parent.dentry().refusesMissingNames(), PathRule.NO_SUCH_NAME);
    Refuse.when(
        found == null && name.slashFollows() && !forDirectory,
        PathRule.ONLY_DIRECTORIES_END_IN_SLASH);
    Refuse.when(found != null, PathRule.NAME_EXISTS);
    Permission.checkMountIsWritable(parent.mount());
    return name;
  }

  private static void checkMayCreate(FileCaller caller, Location directory) {
    Permission.checkMayCreate(caller.credentials(), directory);
  }

  private static void checkMayMake(
      FileCaller caller, Location directory, int type, PathRule otherwise) {
    checkMayCreate(caller, directory);
    Refuse.unless(directory.dentry().superBlock().canMake(type), otherwise);
  }

  /** Removes a name; unlinkat(2). */
  public static void unlinkat(FileCaller caller, Fd directory, String path, AtFlags flags) {
    Refuse.unless((flags.bits() & ~AtFlags.AT_REMOVEDIR.bits()) == 0, PathRule.UNKNOWN_UNLINK_FLAG);
    LastComponent name = PathWalk.parent(caller, directory, path);
    if (flags.has(AtFlags.AT_REMOVEDIR)) {
      rmdir(caller, name);
    } else {
      unlink(caller, name);
    }
  }

  /** do_rmdir() in fs/namei.c. */
  private static void rmdir(FileCaller caller, LastComponent name) {
    switch (name.type()) {
      case DOT -> throw new Refusal(PathRule.CANNOT_REMOVE_DOT);
      case DOT_DOT -> throw new Refusal(PathRule.CANNOT_REMOVE_DOT_DOT);
      case ROOT -> throw new Refusal(PathRule.CANNOT_REMOVE_ROOT);
      case NORMAL -> {}
    }
    Location parent = name.directory();
    Permission.checkMountIsWritable(parent.mount());
    Dentry victim = existing(caller, parent, name.name());
    Permission.checkMayDelete(caller.credentials(), parent, victim, true);
    checkMayRemove(caller, victim, Mode.S_IFDIR);
    Refuse.unless(victim.isEmpty(caller), PathRule.DIRECTORY_IS_NOT_EMPTY);
    victim.superBlock().checkMayRemoveDirectory(victim);
    remove(caller, parent.dentry(), victim);
    victim.superBlock().removedDirectory(victim);
  }

  /** do_unlinkat() in fs/namei.c. */
  private static void unlink(FileCaller caller, LastComponent name) {
    Refuse.unless(name.isName(), PathRule.CANNOT_UNLINK_DOTS);
    Location parent = name.directory();
    Permission.checkMountIsWritable(parent.mount());
    Dentry victim = existing(caller, parent, name.name());
    if (name.slashFollows()) {
      throw new Refusal(victim.isDirectory() ? PathRule.IS_A_DIRECTORY : PathRule.NOT_A_DIRECTORY);
    }
    Permission.checkMayDelete(caller.credentials(), parent, victim, false);
    checkMayRemove(caller, victim, victim.inode().mode().type());
    remove(caller, parent.dentry(), victim);
  }

  private static void checkMayRemove(FileCaller caller, Dentry victim, int type) {
    Refuse.unless(victim.superBlock().canRemove(type), PathRule.NAMES_ARE_FIXED);
    checkIsNoMountpoint(caller, victim);
  }

  static void checkIsNoMountpoint(FileCaller caller, @Nullable Dentry dentry) {
    Refuse.when(
        dentry != null && caller.vfs().mounts().isMountpointIn(dentry, caller.mountNamespace()),
        PathRule.IS_A_MOUNT_POINT);
  }

  static Dentry existing(FileCaller caller, Location parent, String name) {
    Dentry found = PathWalk.lookup(caller, parent, name);
    if (found == null) {
      throw new Refusal(PathRule.NO_SUCH_NAME);
    }
    return found;
  }

  /** Removes a name; mounts on it in other namespaces go with it. */
  static void remove(FileCaller caller, Dentry parent, Dentry victim) {
    parent.remove(victim);
    NewFile.count(parent, victim.inode(), -1);
    forget(caller, victim);
  }

  /** A dentry has lost its place. */
  static void forget(FileCaller caller, Dentry victim) {
    Inode inode = victim.inode();
    SuperBlock superBlock = inode.superBlock();
    inode.setLinks(inode.mode().isDirectory() ? 0 : inode.links() - 1);
    caller.vfs().mounts().detachMountsOn(victim);
    if (inode.links() == 0) {
      superBlock.noteRemoved(inode);
    }
  }
}
