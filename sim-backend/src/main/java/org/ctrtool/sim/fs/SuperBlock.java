package org.ctrtool.sim.fs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A mounted file system, however many mounts show it; the kernel's {@code struct super_block}.
 *
 * <p>Subclasses say which inodes can be made in it and what its options are.
 */
public class SuperBlock {
  private final String type;
  private final Dev device;
  private final UserNamespace owner;
  private final Set<Inode> removedButOpen = new LinkedHashSet<>();
  private @Nullable Dentry root;
  private long lastInodeNumber;
  private boolean readOnly;
  private boolean synchronous;
  private boolean synchronousDirectories;
  private boolean mandatoryLocks;
  private boolean lazyTime;
  private List<String> foundOptions = List.of();
  private int writers;

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
    return Objects.requireNonNull(root);
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

  /** Sets the flags that mountinfo shows after {@code ro} or {@code rw}. */
  public void setFlags(
      boolean synchronous,
      boolean synchronousDirectories,
      boolean mandatoryLocks,
      boolean lazyTime) {
    this.synchronous = synchronous;
    this.synchronousDirectories = synchronousDirectories;
    this.mandatoryLocks = mandatoryLocks;
    this.lazyTime = lazyTime;
  }

  /** Whether changes of directories are written at once, which a remount leaves as it is. */
  public boolean isDirsync() {
    return synchronousDirectories;
  }

  /** The last field of a line of mountinfo: {@code rw,size=1024k}. */
  public final String shownOptions() {
    List<String> shown = new ArrayList<>();
    shown.add(readOnly ? "ro" : "rw");
    if (synchronous) {
      shown.add("sync");
    }
    if (synchronousDirectories) {
      shown.add("dirsync");
    }
    if (mandatoryLocks) {
      shown.add("mand");
    }
    if (lazyTime) {
      shown.add("lazytime");
    }
    shown.addAll(options());
    shown.addAll(foundOptions);
    return String.join(",", shown);
  }

  /** The options of this file system as mountinfo shows them, without {@code rw} and the like. */
  public List<String> options() {
    return List.of();
  }

  /** Sets options that are shown after the others and mean nothing here. */
  public void setFoundOptions(List<String> options) {
    foundOptions = List.copyOf(options);
  }

  /**
   * The path of a directory in this file system as mountinfo shows it; {@code show_path}.
   *
   * @param reader to whom; null for the kernel itself
   */
  public String shownPath(Dentry directory, @Nullable FileCaller reader) {
    return directory.pathWithinFileSystem() + (directory.isDeleted() ? "//deleted" : "");
  }

  /** What links show for a file of this file system that has no place in a tree. */
  public String nameWithoutPlace(String name) {
    return name;
  }

  /** The magic number that statfs(2) shows. */
  public long magic() {
    return Magic.of(type);
  }

  /** The next free inode number. */
  public long nextInodeNumber() {
    return ++lastInodeNumber;
  }

  /**
   * Whether files of this type ({@code S_IF*}) can be made; the kernel's {@code i_op->mkdir} etc.
   */
  public boolean canMake(int type) {
    return false;
  }

  /** Whether names of files of this type can be removed. */
  public boolean canRemove(int type) {
    return canMake(type);
  }

  /** Whether names can be changed. */
  public boolean canRename() {
    return canMake(Mode.S_IFLNK);
  }

  /** Whether files without a name can be made: O_TMPFILE. */
  public boolean canMakeUnnamed() {
    return canMake(Mode.S_IFLNK);
  }

  /**
   * Whether looking up a missing name fails at once, even for a call that would make it, as in
   * proc.
   */
  public boolean refusesMissingNames() {
    return false;
  }

  /** Whether mounts of it can have an ID map; {@code FS_ALLOW_IDMAP}. */
  public boolean allowsIdMaps() {
    return false;
  }

  /**
   * Whether its device nodes are dead: it belongs to a user namespace other than the initial one.
   */
  public boolean isWithoutDevices() {
    return owner.parent() != null;
  }

  /** The entries of a directory in the order in which they are listed. */
  List<Dentry> listed(Collection<Dentry> children) {
    List<Dentry> listed = new ArrayList<>(children);
    Collections.reverse(listed);
    return listed;
  }

  /** Whether a directory with these entries can be removed. */
  protected boolean isEmpty(Collection<Dentry> children) {
    return children.isEmpty();
  }

  /** A new directory has been made: file systems that fill it do so now. */
  public void madeDirectory(Dentry directory) {}

  /**
   * What the file system checks before it makes a directory; the rest has been checked.
   *
   * @throws org.ctrtool.sim.Refusal EINVAL for a name that it cannot have
   */
  public void checkMayMakeDirectory(Dentry parent, String name) {}

  /**
   * What the file system checks before it removes an empty directory.
   *
   * @throws org.ctrtool.sim.Refusal EBUSY if it is in use
   */
  public void checkMayRemoveDirectory(Dentry directory) {}

  /** A directory has been removed. */
  public void removedDirectory(Dentry directory) {}

  /**
   * Makes an inode that a call asked for; it has no name yet.
   *
   * @param mode type and permissions
   * @param device what a device node stands for
   * @throws org.ctrtool.sim.Refusal ENOSPC if there is no room; EPERM if the file system has no
   *     such files
   */
  public Inode make(Mode mode, Kuid owner, Kgid group, Dev device) {
    return switch (mode.type()) {
      case Mode.S_IFDIR -> new Directory(this, mode, owner, group);
      case Mode.S_IFREG -> new RegularFile(this, mode, owner, group);
      case Mode.S_IFCHR, Mode.S_IFBLK -> new DeviceNode(this, mode, owner, group, device);
      case Mode.S_IFIFO -> new Fifo(this, mode, owner, group);
      default -> new SocketNode(this, mode, owner, group);
    };
  }

  /** Makes a symbolic link that has no name yet. */
  public Inode makeSymlink(String target, Kuid owner, Kgid group) {
    return new Symlink(this, target, owner, group);
  }

  /** The size of a directory as stat(2) shows it. */
  public long directorySize(int entries) {
    return 0;
  }

  /**
   * Takes room for a file that grows, or gives it back.
   *
   * @param pages how many pages of 4096 bytes more, less if negative
   * @throws org.ctrtool.sim.Refusal ENOSPC if there are not as many
   */
  public void takePages(long pages) {}

  /** Whether there is room for one more page. */
  public boolean hasFreePage() {
    return true;
  }

  /** Whether its files can be sealed: they are in memory, as those of tmpfs. */
  public boolean hasSeals() {
    return false;
  }

  /** A file without names and users is gone. */
  void freeInode(Inode inode) {
    removedButOpen.remove(inode);
    takePages(-inode.pages());
  }

  /** Remembers a file that lost its last name, as long as it is open. */
  public void noteRemoved(Inode inode) {
    if (inode.isRemovedButOpen()) {
      removedButOpen.add(inode);
    }
    inode.dropIfUnused();
  }

  /** Counts an open file that may write. */
  public void addWriter() {
    writers++;
  }

  /** Counts one less. */
  public void removeWriter() {
    writers--;
  }

  /** Whether it cannot become read-only: files are open for writing, or open without a name. */
  public boolean isBeingWritten() {
    return writers > 0 || !removedButOpen.isEmpty();
  }
}
