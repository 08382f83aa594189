package org.ctrtool.sim.path;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Directory;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** Making a file: its owner, group and mode, as inode_init_owner() in fs/inode.c gives them. */
final class NewFile {
  private static final int SET_GID = 02000;

  private NewFile() {}

  /** Makes a file with a name that is free; everything has been checked. */
  static Dentry create(FileCaller caller, Location directory, String name, Mode mode, Dev device) {
    Inode inode = make(caller, directory, mode, device);
    Dentry made = enter(directory, name, inode);
    if (made.isDirectory()) {
      inode.superBlock().madeDirectory(made);
    }
    return made;
  }

  /** Gives an inode its name. */
  static Dentry enter(Location directory, String name, Inode inode) {
    count(directory.dentry(), inode, 1);
    return directory.dentry().add(name, inode);
  }

  /** Counts an entry of a directory. */
  static void count(Dentry directory, Inode inode, int change) {
    if (directory.inode() instanceof Directory counted) {
      counted.countEntry(change, inode.mode().isDirectory());
    }
  }

  /** Makes a file without a name. */
  static Inode make(FileCaller caller, Location directory, Mode mode, Dev device) {
    int bits = withoutForeignGroup(caller.credentials(), directory, mode);
    bits &= ~(caller.fs().umask() & 0777);
    if (inheritsGroup(directory) && mode.isDirectory()) {
      bits |= SET_GID;
    }
    SuperBlock superBlock = directory.dentry().superBlock();
    return superBlock.make(
        new Mode(bits), owner(caller, directory), group(caller, directory), device);
  }

  static Inode makeSymlink(FileCaller caller, Location directory, String target) {
    SuperBlock superBlock = directory.dentry().superBlock();
    return superBlock.makeSymlink(target, owner(caller, directory), group(caller, directory));
  }

  private static boolean inheritsGroup(Location directory) {
    return (directory.dentry().inode().mode().bits() & SET_GID) != 0;
  }

  private static Kuid owner(FileCaller caller, Location directory) {
    return Permission.stored(directory.mount(), caller.credentials().fsuid());
  }

  private static Kgid group(FileCaller caller, Location directory) {
    return inheritsGroup(directory)
        ? directory.dentry().inode().group()
        : Permission.stored(directory.mount(), caller.credentials().fsgid());
  }

  /** Nobody makes a set-group-ID program of a group that is not theirs; mode_strip_sgid(). */
  private static int withoutForeignGroup(Subject subject, Location directory, Mode mode) {
    boolean program = (mode.bits() & 02010) == 02010 && !mode.isDirectory();
    boolean keeps =
        !program
            || !inheritsGroup(directory)
            || Permission.isInGroupOrCapable(subject, directory, Permission.group(directory));
    return keeps ? mode.bits() : mode.bits() & ~SET_GID;
  }
}
