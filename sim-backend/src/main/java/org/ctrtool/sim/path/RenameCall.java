package org.ctrtool.sim.path;

import static org.ctrtool.api.RenameFlags.RENAME_EXCHANGE;
import static org.ctrtool.api.RenameFlags.RENAME_NOREPLACE;
import static org.ctrtool.api.RenameFlags.RENAME_WHITEOUT;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.mount.Location;
import org.jspecify.annotations.Nullable;

/** renameat2(2); do_renameat2() and vfs_rename() in fs/namei.c. */
public final class RenameCall {
  private final FileCaller caller;
  private final Subject subject;
  private final RenameFlags flags;
  private final LastComponent from;
  private final LastComponent to;

  private RenameCall(FileCaller caller, RenameFlags flags, LastComponent from, LastComponent to) {
    this.caller = caller;
    this.subject = caller.credentials();
    this.flags = flags;
    this.from = from;
    this.to = to;
  }

  /** Renames. */
  public static void renameat2(
      FileCaller caller,
      Fd oldDirectory,
      String oldPath,
      Fd newDirectory,
      String newPath,
      RenameFlags flags) {
    boolean known = (flags.bits() & ~7) == 0;
    boolean alone = !flags.hasAny(RENAME_NOREPLACE.or(RENAME_WHITEOUT));
    Refuse.unless(known && (alone || !flags.has(RENAME_EXCHANGE)), PathRule.UNKNOWN_RENAME_FLAG);
    LastComponent from = PathWalk.parent(caller, oldDirectory, oldPath);
    LastComponent to = PathWalk.parent(caller, newDirectory, newPath);
    new RenameCall(caller, flags, from, to).run();
  }

  private boolean exchanges() {
    return flags.has(RENAME_EXCHANGE);
  }

  private void run() {
    Refuse.unless(from.directory().mount() == to.directory().mount(), PathRule.DIFFERENT_MOUNTS);
    Refuse.unless(from.isName(), PathRule.RENAME_OF_DOTS);
    Refuse.unless(
        to.isName(),
        flags.has(RENAME_NOREPLACE) ? PathRule.RENAME_TO_DOTS : PathRule.RENAME_OF_DOTS);
    Permission.checkMountIsWritable(from.directory().mount());
    Dentry source = NameCalls.existing(caller, from.directory(), from.name());
    Dentry target = PathWalk.lookup(caller, to.directory(), to.name());
    Refuse.when(target != null && flags.has(RENAME_NOREPLACE), PathRule.NAME_EXISTS);
    Refuse.when(
        target == null && (exchanges() || to.directory().dentry().refusesMissingNames()),
        PathRule.NO_SUCH_NAME);
    checkSlashes(source, target);
    checkAncestors(source, target);
    if (target != null && target.inode().equals(source.inode())) {
      return;
    }
    checkPermission(source, target);
    NameCalls.checkIsNoMountpoint(caller, source);
    NameCalls.checkIsNoMountpoint(caller, target);
    Refuse.when(
        !exchanges() && target != null && target.isDirectory() && !target.isEmpty(caller),
        PathRule.DIRECTORY_IS_NOT_EMPTY);
    commit(source, target);
  }

  /** Only directories have names that end in a slash. */
  private void checkSlashes(Dentry source, @Nullable Dentry target) {
    Refuse.when(
        exchanges() && target != null && !target.isDirectory() && to.slashFollows(),
        PathRule.NOT_A_DIRECTORY);
    Refuse.when(
        !source.isDirectory() && (from.slashFollows() || !exchanges() && to.slashFollows()),
        PathRule.NOT_A_DIRECTORY);
  }

  private void checkAncestors(Dentry source, @Nullable Dentry target) {
    Dentry oldParent = from.directory().dentry();
    Dentry newParent = to.directory().dentry();
    Refuse.when(newParent.isAtOrBelow(source), PathRule.INTO_ITSELF);
    Refuse.when(
        target != null && oldParent.isAtOrBelow(target),
        exchanges() ? PathRule.INTO_ITSELF : PathRule.ONTO_ITS_ANCESTOR);
  }

  private void checkPermission(Dentry source, @Nullable Dentry target) {
    Location oldParent = from.directory();
    Location newParent = to.directory();
    boolean directory = source.isDirectory();
    Permission.checkMayDelete(subject, oldParent, source, directory);
    if (target == null) {
      Permission.checkMayCreate(subject, newParent);
    } else {
      boolean asDirectory = exchanges() ? target.isDirectory() : directory;
      Permission.checkMayDelete(subject, newParent, target, asDirectory);
    }
    Refuse.unless(source.superBlock().canRename(), PathRule.NAMES_ARE_FIXED);
    if (oldParent.dentry() != newParent.dentry()) {
      checkMayMove(source);
      if (exchanges() && target != null) {
        checkMayMove(target);
      }
    }
  }

  /** A directory that gets another parent is written: its dot-dot changes. */
  private void checkMayMove(Dentry dentry) {
    if (dentry.isDirectory()) {
      Permission.check(
          subject, new Location(from.directory().mount(), dentry), Permission.MAY_WRITE);
    }
  }

  private void commit(Dentry source, @Nullable Dentry target) {
    Dentry oldParent = from.directory().dentry();
    Dentry newParent = to.directory().dentry();
    if (exchanges() && target != null) {
      NewFile.count(oldParent, source.inode(), -1);
      NewFile.count(newParent, target.inode(), -1);
      oldParent.exchange(source, newParent, target);
      NewFile.count(newParent, source.inode(), 1);
      NewFile.count(oldParent, target.inode(), 1);
      return;
    }
    Inode whiteout = flags.has(RENAME_WHITEOUT) ? makeWhiteout() : null;
    if (target != null) {
      NameCalls.remove(caller, newParent, target);
    }
    NewFile.count(oldParent, source.inode(), -1);
    NewFile.count(newParent, source.inode(), 1);
    if (whiteout == null) {
      oldParent.move(source, newParent, to.name());
    } else {
      NewFile.count(oldParent, whiteout, 1);
      oldParent.moveLeaving(whiteout, source, newParent, to.name());
    }
  }

  private Inode makeWhiteout() {
    Mode mode = new Mode(Mode.S_IFCHR);
    return NewFile.make(caller, from.directory(), mode, Dev.NONE);
  }
}
