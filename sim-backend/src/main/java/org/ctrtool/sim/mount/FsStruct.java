package org.ctrtool.sim.mount;

/**
 * Root and working directory of a task, or of tasks that share them; the kernel's {@code struct
 * fs_struct}. Whoever implements it counts both as uses of their mounts.
 */
public interface FsStruct {
  /** The root directory. */
  Location root();

  /** Sets the root directory. */
  void setRoot(Location root);

  /** The working directory. */
  Location workingDirectory();

  /** Sets the working directory. */
  void setWorkingDirectory(Location workingDirectory);
}
