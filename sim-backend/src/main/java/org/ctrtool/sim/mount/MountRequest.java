package org.ctrtool.sim.mount;

import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.SuperBlock;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of mount(2) that belong to others: path lookup and file systems. They are asked in
 * the order in which the kernel looks at them, so they may refuse.
 */
public interface MountRequest {
  /** The source as it was given; null if it is missing. */
  @Nullable String sourceName();

  /** Looks the source up as a path, following links. */
  Location source();

  /**
   * Checks type, options and the permission to use them, then makes or finds the file system.
   *
   * @return the directory of it that the mount shows
   */
  Dentry createRoot();

  /**
   * Checks the options of a remount.
   *
   * @return what changes the file system, including its read-only state
   */
  Runnable prepareReconfiguration(SuperBlock superBlock);
}
