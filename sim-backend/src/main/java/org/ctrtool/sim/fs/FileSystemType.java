package org.ctrtool.sim.fs;

import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A type of file system that can be mounted by name; the kernel's {@code struct file_system_type}.
 */
public interface FileSystemType {
  /** The name, as {@code tmpfs}. */
  String name();

  /**
   * Whether CAP_SYS_ADMIN over {@link #owner} is enough to make one; otherwise it takes
   * CAP_SYS_ADMIN over the initial user namespace. The kernel's {@code FS_USERNS_MOUNT}.
   */
  boolean isForUserNamespaces();

  /** The user namespace that will own the file system that {@code caller} makes. */
  default UserNamespace owner(FileCaller caller) {
    return caller.credentials().userNamespace();
  }

  /**
   * Whether a new mount is refused where it would show more than those that are there: proc and
   * sysfs; the kernel's {@code SB_I_USERNS_VISIBLE}.
   */
  default boolean isRevealing() {
    return false;
  }

  /**
   * Takes an option into {@code context}.
   *
   * @param value null for an option without one
   * @throws org.ctrtool.sim.Refusal EINVAL if it is unknown or its value is bad
   */
  void parse(FsContext context, String key, @Nullable String value);

  /**
   * Makes the file system, or finds the one there is; permission has been checked.
   *
   * @throws org.ctrtool.sim.Refusal as the type says
   */
  SuperBlock tree(FsContext context, FileCaller caller);

  /** The directory of {@code superBlock} that a new mount by {@code caller} shows. */
  default Dentry root(SuperBlock superBlock, FileCaller caller) {
    return superBlock.root();
  }

  /**
   * Changes the options of {@code superBlock} to those in {@code context}; those not in it stay.
   *
   * @throws org.ctrtool.sim.Refusal EINVAL, and nothing is changed
   */
  default void reconfigure(SuperBlock superBlock, FsContext context) {}

  /** Whether files can never be written, so that a superblock stays read-only. */
  default boolean isReadOnly() {
    return false;
  }
}
