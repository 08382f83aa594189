package org.ctrtool.sim.path;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.mount.Location;

/**
 * The system calls on what tasks with CLONE_FS share: root, working directory, file mode creation
 * mask.
 */
public final class DirectoryCalls {
  private DirectoryCalls() {}

  /** Changes the working directory; chdir(2). */
  public static void chdir(FileCaller caller, String path) {
    Location place = PathWalk.lookup(caller, path, Lookup.FOLLOW.toDirectory());
    Permission.check(caller, place, Permission.MAY_EXEC);
    caller.fs().setWorkingDirectory(place);
  }

  /** Changes the working directory; fchdir(2). */
  public static void fchdir(FileCaller caller, Fd directory) {
    Location place = caller.descriptors().requirePath(directory).location();
    Refuse.unless(place.dentry().isDirectory(), PathRule.NOT_A_DIRECTORY);
    Permission.check(caller, place, Permission.MAY_EXEC);
    caller.fs().setWorkingDirectory(place);
  }

  /** Changes the root directory; chroot(2). */
  public static void chroot(FileCaller caller, String path) {
    Subject subject = caller.credentials();
    Location place = PathWalk.lookup(caller, path, Lookup.FOLLOW.toDirectory());
    Permission.check(caller, place, Permission.MAY_EXEC);
    Refuse.unless(
        subject.isCapable(subject.userNamespace(), Capability.CAP_SYS_CHROOT),
        PathRule.CHROOT_NEEDS_CAPABILITY);
    caller.fs().setRoot(place);
  }

  /** The working directory; getcwd(2). */
  public static String getcwd(FileCaller caller) {
    Location place = caller.fs().workingDirectory();
    Refuse.when(DPath.isDeleted(place.dentry()), PathRule.DIRECTORY_IS_GONE);
    DPath.Shown shown = DPath.of(place, caller.fs().root());
    return shown.reach() == DPath.Reach.REACHABLE ? shown.path() : "(unreachable)" + shown.path();
  }

  /** Sets the file mode creation mask and returns the one before; umask(2). */
  public static Mode umask(FileCaller caller, Mode mask) {
    return caller.fs().setUmask(mask);
  }
}
