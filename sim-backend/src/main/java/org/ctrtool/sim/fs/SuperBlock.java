package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.sim.user.UserNamespace;

/** A mounted file system, however many mounts show it; the kernel's {@code struct super_block}. */
public class SuperBlock {
  private final String type;
  private final Dev device;
  private final UserNamespace owner;
  private @org.jspecify.annotations.Nullable Dentry root;
  private long lastInodeNumber;
  private boolean readOnly;

  /**
   * A file system without a root yet.
   *
   * @param type the name of its type, as {@code tmpfs}
   * @param device its device number
   * @param owner the user namespace it was mounted from
   */
  public SuperBlock(String type, Dev device, UserNamespace owner) {
    this.type = type;
    this.device = device;
    this.owner = owner;
  }

  /** The name of the file system type. */
  public String type() {
    return type;
  }

  /** The device number. */
  public Dev device() {
    return device;
  }

  /**
   * The user namespace the file system was mounted from; its ids are stored in terms of the host.
   */
  public UserNamespace owner() {
    return owner;
  }

  /** The root directory (or file). */
  public Dentry root() {
    return java.util.Objects.requireNonNull(root);
  }

  /** Gives the file system its root. */
  public void setRoot(Dentry root) {
    this.root = root;
  }

  /** Whether nothing in the file system can be written. */
  public boolean isReadOnly() {
    return readOnly;
  }

  /** Makes the file system read-only or writable. */
  public void setReadOnly(boolean readOnly) {
    this.readOnly = readOnly;
  }

  long nextInodeNumber() {
    return ++lastInodeNumber;
  }
}
