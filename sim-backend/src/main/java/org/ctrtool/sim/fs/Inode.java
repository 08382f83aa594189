package org.ctrtool.sim.fs;

import java.util.function.BooleanSupplier;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.PathCaller;
import org.ctrtool.sim.path.Subject;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/**
 * A file of whatever type: what stat(2) tells of; the kernel's {@code struct inode}.
 *
 * <p>Subclasses say what opening, reading and sizes mean. Owner and group are stored as the initial
 * user namespace counts; a file system of another user namespace maps when it takes ids, not when
 * it shows them.
 */
public class Inode {
  private final SuperBlock superBlock;
  private final long number;
  private Mode mode;
  private Kuid owner;
  private Kgid group;
  private final Dev device;
  private long links;
  private int users;
  private int writers;

  /**
   * A file with the next number of its file system.
   *
   * @param mode type and permissions
   * @param device the device it stands for, {@link Dev#NONE} if it is no device node
   */
  public Inode(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group, Dev device) {
    this(superBlock, superBlock.nextInodeNumber(), mode, owner, group, device);
  }

  /** A file with a number of its own. */
  public Inode(SuperBlock superBlock, long number, Mode mode, Kuid owner, Kgid group, Dev device) {
    this.superBlock = superBlock;
    this.number = number;
    this.mode = mode;
    this.owner = owner;
    this.group = group;
    this.device = device;
    this.links = mode.isDirectory() ? 2 : 1;
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

  /** The size in bytes that stat(2) shows. */
  public long size() {
    return 0;
  }

  /** The number of pages its content takes up. */
  public long pages() {
    return 0;
  }

  /** Whether this is a device, FIFO or socket: writing to it does not write to its file system. */
  public boolean isSpecial() {
    return switch (mode.type()) {
      case Mode.S_IFREG, Mode.S_IFDIR, Mode.S_IFLNK -> false;
      default -> true;
    };
  }

  /**
   * What an open file of this inode does; the kernel's {@code f_op->open}. Permission has been
   * checked.
   *
   * @throws Refusal if it cannot be opened: ENXIO for sockets, for one
   */
  public FileOperations open(OpenFile file, FileCaller caller) {
    throw new Refusal(FileRule.NOTHING_TO_OPEN);
  }

  /**
   * Whether somebody may use the file; the kernel's {@code i_op->permission}.
   *
   * @param wanted a sum of bits of {@link org.ctrtool.sim.path.Permission}
   * @param ordinary what mode bits and capabilities say
   * @throws Refusal ESRCH in the directory of a process that is gone, for one
   */
  public boolean permits(Subject subject, int wanted, BooleanSupplier ordinary) {
    return ordinary.getAsBoolean();
  }

  /**
   * The same where it matters who a process is, beyond its credentials.
   *
   * @param ordinary what {@link #permits} says of its credentials
   */
  public boolean permitsProcess(PathCaller caller, int wanted, BooleanSupplier ordinary) {
    return ordinary.getAsBoolean();
  }

  /** Whether nobody can change the permissions. */
  public boolean hasFixedMode() {
    return false;
  }

  /** Whether nobody can change owner and group. */
  public boolean hasFixedOwner() {
    return false;
  }

  /** Whether somebody has it open for writing; the kernel's {@code i_writecount}. */
  public int writers() {
    return writers;
  }

  /** Counts a writer; a negative number of writers means that it is being executed. */
  public void addWriter() {
    writers++;
  }

  /** Counts a writer less. */
  public void removeWriter() {
    writers--;
  }

  /** Nobody may write while a program runs from this; the kernel's {@code deny_write_access}. */
  public void denyWriting() {
    writers--;
  }

  /** A program that ran from this has ended. */
  public void allowWriting() {
    writers++;
  }

  /** Whether a program is being executed from this. */
  public boolean isRunning() {
    return writers < 0;
  }

  /** Counts an open file. */
  public void hold() {
    users++;
  }

  /** Counts an open file less; a file without names and users is gone. */
  public void release() {
    users--;
    dropIfUnused();
  }

  /** Whether this is a directory that never has entries, so that what covers it hides nothing. */
  public boolean isPermanentlyEmpty() {
    return false;
  }

  /** Frees what the file takes up, once it has no name and nobody has it open. */
  public void dropIfUnused() {
    if (users == 0 && links == 0) {
      evict();
    }
  }

  /** Whether it has no name left but is still open somewhere. */
  public boolean isRemovedButOpen() {
    return links == 0 && users > 0;
  }

  /** Gives back the space it takes up. */
  protected void evict() {
    superBlock.freeInode(this);
  }
}
