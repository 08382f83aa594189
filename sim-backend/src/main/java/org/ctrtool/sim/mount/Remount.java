package org.ctrtool.sim.mount;

import java.util.function.Function;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.SuperBlock;

/** MS_REMOUNT: changes the flags of a mount, and without MS_BIND also its file system. */
public final class Remount {
  private Remount() {}

  /** The checks of do_remount() in fs/namespace.c, in their order, and the change. */
  static void remount(
      MountCaller caller,
      Location path,
      MntFlags newFlags,
      boolean readOnly,
      Function<SuperBlock, Runnable> prepare) {
    checkMount(caller, path, newFlags);
    reconfigure(caller, path.mount().superBlock(), readOnly, prepare);
    path.mount().setFlags(newFlags);
    caller.mountNamespace().changed();
  }

  /**
   * Changes a file system, as remount and the reconfiguration by fsconfig(2) do.
   *
   * @param prepare checks the options and says what changes the file system
   */
  public static void reconfigure(
      MountCaller caller,
      SuperBlock superBlock,
      boolean readOnly,
      Function<SuperBlock, Runnable> prepare) {
    Runnable change = prepare.apply(superBlock);
    Refuse.unless(
        Permission.mayChange(caller, superBlock),
        MountRule.FILE_SYSTEM_BELONGS_TO_ANOTHER_USER_NAMESPACE);
    if (readOnly) {
      requireNoWriters(superBlock);
    }
    change.run();
  }

  /** MS_REMOUNT|MS_BIND; the checks of do_reconfigure_mnt() in fs/namespace.c, and the change. */
  static void remountMount(MountCaller caller, Location path, MntFlags newFlags) {
    checkMount(caller, path, newFlags);
    requireNoWritersFor(path.mount(), newFlags);
    path.mount().setFlags(newFlags);
    caller.mountNamespace().changed();
  }

  private static void checkMount(MountCaller caller, Location path, MntFlags newFlags) {
    MountTarget.requireInNamespaceOf(caller, path.mount());
    Refuse.unless(path.isMountRoot(), MountRule.NOT_A_MOUNT_POINT);
    Locks.checkChange(path.mount(), newFlags);
  }

  /** Refuses to make a writable mount read-only while files are open for writing through it. */
  static void requireNoWritersFor(Mount mount, MntFlags newFlags) {
    boolean becomesReadOnly =
        newFlags.has(MntFlags.READONLY) && !mount.flags().has(MntFlags.READONLY);
    Refuse.when(becomesReadOnly && mount.writers() > 0, MountRule.FILES_ARE_OPEN_FOR_WRITING);
  }

  /** Refuses to make a writable file system read-only while files are open for writing on it. */
  static void requireNoWriters(SuperBlock superBlock) {
    Refuse.when(
        !superBlock.isReadOnly() && superBlock.isBeingWritten(),
        MountRule.FILES_ARE_OPEN_FOR_WRITING);
  }
}
