package org.ctrtool.sim.path;

import static org.ctrtool.api.OpenFlags.O_CREAT;
import static org.ctrtool.api.OpenFlags.O_DIRECTORY;
import static org.ctrtool.api.OpenFlags.O_EXCL;
import static org.ctrtool.api.OpenFlags.O_NOATIME;
import static org.ctrtool.api.OpenFlags.O_NOCTTY;
import static org.ctrtool.api.OpenFlags.O_PATH;
import static org.ctrtool.api.OpenFlags.O_TRUNC;

import java.util.Objects;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.mount.MntFlags;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * One open(2): the walk, creation, the checks of an existing file. Follows path_openat() in
 * fs/namei.c.
 */
final class Opening {
  private final FileCaller caller;
  private final Subject subject;
  private final OpenRequest request;
  private boolean mustBeDirectory;
  private boolean follows;
  private boolean created;
  private @Nullable Location directory;

  Opening(FileCaller caller, OpenRequest request) {
    this.caller = caller;
    this.subject = caller.credentials();
    this.request = request;
    this.mustBeDirectory = request.has(O_DIRECTORY);
    this.follows = request.follows();
  }

  OpenFile run(Fd directory, String path) {
    if (request.isUnnamed()) {
      return unnamed(PathWalk.lookup(caller, directory, path, request.lookup().toDirectory()));
    }
    if (request.has(O_PATH)) {
      Location place = PathWalk.lookup(caller, directory, path, request.lookup());
      return new OpenFile(place, request.flags(), subject).opened(null);
    }
    Location place = walk(directory, path);
    checkExisting(place);
    place.mount().visit();
    return open(place);
  }

  private Location walk(Fd directory, String path) {
    PathWalk walk = new PathWalk(caller, directory, path, request.resolve());
    String text = path;
    while (text != null) {
      walk.walkToLast(text);
      text = stepLast(walk);
    }
    return walk.here();
  }

  /** open_last_lookups(). */
  private @Nullable String stepLast(PathWalk walk) {
    LastComponent last = walk.last();
    if (!last.isName()) {
      walk.stepDots();
      return null;
    }
    boolean creates = request.has(O_CREAT);
    Refuse.when(creates && last.slashFollows(), PathRule.CREATES_A_FILE_NOT_A_DIRECTORY);
    mustBeDirectory |= last.slashFollows();
    follows |= last.slashFollows();
    directory = last.directory();
    Dentry found = walk.lookupLast();
    if (found == null && creates) {
      checkMayCreate(last.directory());
      found = NewFile.create(caller, last.directory(), last.name(), request.mode(), Dev.NONE);
      created = true;
    }
    Refuse.when(found == null, missingRule(last.directory()));
    return walk.stepInto(Objects.requireNonNull(found), follows && !created);
  }

  private static PathRule missingRule(Location directory) {
    return directory.dentry().isDeleted() ? PathRule.DIRECTORY_IS_GONE : PathRule.NO_SUCH_NAME;
  }

  /** The part of lookup_open() that is about a missing file. */
  private void checkMayCreate(Location directory) {
    Refuse.when(directory.dentry().refusesMissingNames(), PathRule.NO_SUCH_NAME);
    Permission.checkMountIsWritable(directory.mount());
    Permission.checkIdsCanBeStored(subject, directory.mount());
    Permission.check(subject, directory, Permission.MAY_WRITE | Permission.MAY_EXEC);
    Refuse.unless(
        directory.dentry().superBlock().canMake(Mode.S_IFREG), PathRule.TYPE_CANNOT_BE_CREATED);
  }

  /** The checks of do_open() in fs/namei.c, in order, up to may_open(). */
  private void checkExisting(Location place) {
    Inode inode = place.dentry().inode();
    if (request.has(O_CREAT)) {
      Refuse.when(request.has(O_EXCL) && !created, PathRule.NAME_EXISTS);
      Refuse.when(place.dentry().isDirectory(), PathRule.DIRECTORY_FOR_WRITING);
      Refuse.when(isForeignInStickyDirectory(place), PathRule.FOREIGN_FILE_IN_STICKY_DIRECTORY);
    }
    Refuse.when(mustBeDirectory && !place.dentry().isDirectory(), PathRule.NOT_A_DIRECTORY);
    if (created) {
      return;
    }
    if (request.has(O_TRUNC) && inode.mode().isRegular()) {
      Permission.checkMountIsWritable(place.mount());
    }
    checkMayOpen(place, request.wanted());
  }

  /**
   * may_create_in_sticky(), with fs.protected_regular and fs.protected_fifos 0: regular files and
   * FIFOs are not looked at.
   */
  private boolean isForeignInStickyDirectory(Location place) {
    int type = place.dentry().inode().mode().type();
    if (directory == null || created || type == Mode.S_IFREG || type == Mode.S_IFIFO) {
      return false;
    }
    int mode = directory.dentry().inode().mode().bits();
    Kuid owner = Permission.owner(place);
    return (mode & 01002) == 01002
        && !(owner.isValid() && owner.equals(Permission.owner(directory)))
        && !(owner.isValid() && owner.equals(subject.fsuid()));
  }

  /** The checks of may_open() in fs/namei.c, in order. */
  private void checkMayOpen(Location place, int wanted) {
    Inode inode = place.dentry().inode();
    switch (inode.mode().type()) {
      case Mode.S_IFLNK -> Refuse.when(true, PathRule.FINAL_LINK);
      case Mode.S_IFDIR ->
          Refuse.when((wanted & Permission.MAY_WRITE) != 0, PathRule.DIRECTORY_FOR_WRITING);
      case Mode.S_IFBLK, Mode.S_IFCHR ->
          Refuse.when(
              place.mount().flags().has(MntFlags.NODEV) || inode.superBlock().isWithoutDevices(),
              PathRule.DEVICES_ARE_DEAD_HERE);
      default -> {}
    }
    Permission.check(caller, place, wanted);
    Refuse.when(
        request.has(O_NOATIME) && !Permission.isOwnerOrCapable(subject, place),
        PathRule.NOATIME_IS_FOR_OWNERS);
  }

  /** vfs_open() and handle_truncate(). */
  private OpenFile open(Location place) {
    OpenFile file = new OpenFile(place, request.flags(), subject);
    Inode inode = file.inode();
    if (file.isForWriting() && !inode.isSpecial()) {
      Refuse.when(inode.isRunning(), PathRule.IS_RUNNING);
      Permission.checkMountIsWritable(place.mount());
    }
    boolean truncates = request.has(O_TRUNC) && !created && inode.mode().isRegular();
    Refuse.when(truncates && inode.isRunning(), PathRule.IS_RUNNING);
    FileOperations operations = inode.open(file, caller);
    file.opened(operations);
    if (truncates && inode instanceof RegularFile regular) {
      Permission.removePrivileges(caller, place);
      regular.truncate(0);
    }
    takeTerminal(file);
    return file;
  }

  private void takeTerminal(OpenFile file) {
    Pty.Side side = file.operations(Pty.Side.class);
    if (side != null && !side.isMaster() && !request.has(O_NOCTTY) && file.isForReading()) {
      caller.terminalOpened(side.pty());
    }
  }

  /** do_tmpfile(). */
  private OpenFile unnamed(Location directory) {
    Permission.checkMountIsWritable(directory.mount());
    Permission.checkIdsCanBeStored(subject, directory.mount());
    Permission.check(subject, directory, Permission.MAY_WRITE | Permission.MAY_EXEC);
    Refuse.unless(directory.dentry().superBlock().canMakeUnnamed(), PathRule.NO_UNNAMED_FILES);
    Inode inode = NewFile.make(caller, directory, request.mode(), Dev.NONE);
    inode.setLinks(0);
    Dentry dentry = new Dentry("#" + inode.number(), inode);
    directory.dentry().adoptUnnamed(dentry);
    OpenFile file = new OpenFile(new Location(directory.mount(), dentry), request.flags(), subject);
    file.opened(inode.open(file, caller));
    inode.superBlock().noteRemoved(inode);
    return file;
  }
}
