package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A file of whatever type: what stat(2) tells of; the kernel's {@code struct inode}. */
public class Inode {
  private final SuperBlock superBlock;
  private final long number;
  private Mode mode;
  private Kuid owner;
  private Kgid group;
  private final Dev device;
  private long links = 1;

  /**
   * A file.
   *
   * @param mode type and permissions
   * @param device the device it stands for, {@link Dev#NONE} if it is no device node
   */
  public Inode(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group, Dev device) {
    this.superBlock = superBlock;
    this.number = superBlock.nextInodeNumber();
    this.mode = mode;
    this.owner = owner;
    this.group = group;
    this.device = device;
  }

  /** The file system. */
  public SuperBlock superBlock() {
    return superBlock;
  }

  /** The inode number. */
  public long number() {
    return number;
  }

  /** Type and permissions. */
  public Mode mode() {
    return mode;
  }

  /** Sets the permissions; the type stays. */
  public void setPermissions(int permissions) {
    mode = new Mode(mode.type() | permissions & 07777);
  }

  /** The owner. */
  public Kuid owner() {
    return owner;
  }

  /** The group. */
  public Kgid group() {
    return group;
  }

  /** Sets owner and group. */
  public void setOwner(Kuid owner, Kgid group) {
    this.owner = owner;
    this.group = group;
  }

  /** The device a device node stands for. */
  public Dev device() {
    return device;
  }

  /** The number of names. */
  public long links() {
    return links;
  }

  /** Sets the number of names. */
  public void setLinks(long links) {
    this.links = links;
  }
}
