package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A file system, or a part of one, at a place in a mount tree; the kernel's {@code struct mount}.
 *
 * <p>This is state only: what a system call does with it is in the class of that call. What other
 * packages may do is ask, and count uses.
 */
public final class Mount {
  private final MountTable table;
  private final long uniqueId;
  private final int id;
  private final SuperBlock superBlock;
  private final Dentry root;
  private final @Nullable String source;

  private @Nullable Mount parent;
  private @Nullable Dentry mountpoint;
  private final Map<Dentry, Mount> children = new LinkedHashMap<>();

  private @Nullable MountNamespace namespace;
  private boolean unmounted;

  private MntFlags flags = MntFlags.NONE;
  private MntFlags lockedFlags = MntFlags.NONE;
  private boolean locked;
  private boolean expiring;
  private @Nullable UserNamespace idmap;

  private @Nullable PeerGroup peerGroup;
  private boolean shared;
  private boolean unbindable;
  private @Nullable Mount master;
  private final List<Mount> slaves = new ArrayList<>();

  private int users;
  private int writers;

  Mount(
      MountTable table,
      long uniqueId,
      int id,
      SuperBlock superBlock,
      Dentry root,
      @Nullable String source) {
    this.table = table;
    this.uniqueId = uniqueId;
    this.id = id;
    this.superBlock = superBlock;
    this.root = root;
    this.source = source;
  }

  // ---- What it shows

  /** The number that no other mount ever had or will have; mounts are listed in its order. */
  public long uniqueId() {
    return uniqueId;
  }

  /** The number in mountinfo, which a later mount may get again. */
  public int id() {
    return id;
  }

  /** The file system it shows. */
  public SuperBlock superBlock() {
    return superBlock;
  }

  /** The top of what it shows: the root of the file system, or what was bound. */
  public Dentry root() {
    return root;
  }

  /** The root as a place. */
  public Location rootLocation() {
    return new Location(this, root);
  }

  /** What the creator named as source, as {@code /dev/sda1}; null if nothing. */
  public @Nullable String source() {
    return source;
  }

  /** What it allows. */
  public MntFlags flags() {
    return flags;
  }

  /**
   * Which flags may not be cleared; {@link MntFlags#ATIME} among them says that mode may not
   * change.
   */
  public MntFlags lockedFlags() {
    return lockedFlags;
  }

  /** Whether it may not be taken off its parent: it came from a more privileged mount namespace. */
  public boolean isLocked() {
    return locked;
  }

  /**
   * The user namespace whose maps translate the owners of files; null if they are shown as stored.
   */
  public @Nullable UserNamespace idmap() {
    return idmap;
  }

  /** Whether nothing can be written through it: the mount or its file system is read-only. */
  public boolean isReadOnly() {
    return flags.has(MntFlags.READONLY) || superBlock.isReadOnly();
  }

  // ---- Where it is

  /**
   * The mount it sits on; null for the root of a namespace, a detached tree, or what was unmounted.
   */
  public @Nullable Mount parent() {
    return parent;
  }

  /** The dentry of the parent's file system it sits on; null if there is no parent. */
  public @Nullable Dentry mountpoint() {
    return mountpoint;
  }

  /** Parent and mount point; null if there is no parent. */
  public @Nullable Location place() {
    return parent == null || mountpoint == null ? null : new Location(parent, mountpoint);
  }

  /** The mounts that sit on it, in the order in which they came. */
  public Collection<Mount> children() {
    return Collections.unmodifiableCollection(children.values());
  }

  /** The mount on {@code dentry} of this mount, or null. */
  public @Nullable Mount childAt(Dentry dentry) {
    return children.get(dentry);
  }

  /** The mount that covers this one's root, or null. */
  public @Nullable Mount overmount() {
    return children.get(root);
  }

  /** The mount that is seen when one looks at this one's root: this, unless it is covered. */
  public Mount topmost() {
    Mount top = this;
    for (Mount over = this; over != null; over = over.overmount()) {
      top = over;
    }
    return top;
  }

  /** Whether this is {@code other} or {@code other} lies below it. */
  boolean isAncestorOf(Mount other) {
    for (Mount each = other; each != null; each = each.parent) {
      if (each == this) {
        return true;
      }
    }
    return false;
  }

  /** This mount and all below it, parents before children, children in order. */
  public List<Mount> tree() {
    List<Mount> result = new ArrayList<>();
    collect(result);
    return result;
  }

  private void collect(List<Mount> result) {
    result.add(this);
    for (Mount child : children.values()) {
      child.collect(result);
    }
  }

  /** The namespace it is attached in, maybe an anonymous one; null once unmounted. */
  public @Nullable MountNamespace namespace() {
    return namespace;
  }

  /** Whether it is attached in {@code namespace}; the kernel's {@code check_mnt}. */
  public boolean isIn(MountNamespace namespace) {
    return this.namespace == namespace;
  }

  /** Whether it is the root of a detached tree. */
  public boolean isRootOfDetachedTree() {
    return namespace != null && namespace.isAnonymous() && parent == null;
  }

  /** Whether it has been unmounted: it lives on only for those who use it. */
  public boolean isUnmounted() {
    return unmounted;
  }

  // ---- Sharing

  /** Whether it is shared: mounts on it appear on its peers and slaves. */
  public boolean isShared() {
    return shared;
  }

  /** The peer group; null if it is not shared. */
  public @Nullable PeerGroup peerGroup() {
    return peerGroup;
  }

  /** Whether it is in the same peer group as {@code other}. */
  boolean isPeerOf(Mount other) {
    return peerGroup != null && peerGroup == other.peerGroup;
  }

  /** The next member of the peer group; this mount if it has no peers. */
  Mount nextPeer() {
    return peerGroup == null ? this : peerGroup.next(this);
  }

  /** The mount it receives mounts and unmounts from; null if it is no slave. */
  public @Nullable Mount master() {
    return master;
  }

  /** The mounts that receive from this one, in the order in which they are visited. */
  public List<Mount> slaves() {
    return Collections.unmodifiableList(slaves);
  }

  /** Whether it is refused as the source of a bind mount. */
  public boolean isUnbindable() {
    return unbindable;
  }

  // ---- Use

  /**
   * Counts one more use: an open file (also with {@code O_PATH}), a working or root directory, a
   * mapping, a running program.
   */
  public void use() {
    users++;
  }

  /** Counts one use less. */
  public void unuse() {
    users--;
    table.releaseIfUnused(this);
  }

  /** How many uses there are. */
  public int users() {
    return users;
  }

  /** Counts one more file open for writing through this mount. */
  public void startWriting() {
    writers++;
  }

  /** Counts one file open for writing less. */
  public void stopWriting() {
    writers--;
  }

  /** How many files are open for writing through this mount. */
  public int writers() {
    return writers;
  }

  /** Notes that a path lookup ended on this mount, which makes MNT_EXPIRE start again. */
  public void visit() {
    expiring = false;
  }

  boolean isExpiring() {
    return expiring;
  }

  // ---- Changes, for the calls of this package

  MountTable table() {
    return table;
  }

  void setFlags(MntFlags flags) {
    this.flags = flags;
  }

  void setLockedFlags(MntFlags lockedFlags) {
    this.lockedFlags = lockedFlags;
  }

  void setLocked(boolean locked) {
    this.locked = locked;
  }

  void setIdmap(@Nullable UserNamespace idmap) {
    this.idmap = idmap;
  }

  void startExpiring() {
    expiring = true;
  }

  void setNamespace(@Nullable MountNamespace namespace) {
    this.namespace = namespace;
  }

  void setUnmounted() {
    unmounted = true;
  }

  /** Says where it will sit, without appearing there yet. */
  void setPlace(Mount parent, Dentry mountpoint) {
    this.parent = parent;
    this.mountpoint = mountpoint;
  }

  /** Appears where {@link #setPlace} said, after the parent's other children. */
  void appear() {
    Objects.requireNonNull(parent).children.put(Objects.requireNonNull(mountpoint), this);
    table.addMountpoint(this, Objects.requireNonNull(mountpoint));
  }

  /** Sits on {@code parent} from now on, after its other children. */
  void attach(Mount parent, Dentry mountpoint) {
    setPlace(parent, mountpoint);
    appear();
  }

  /** Leaves its parent. */
  void detach() {
    if (parent == null || mountpoint == null) {
      return;
    }
    if (parent.children.remove(mountpoint, this)) {
      table.removeMountpoint(this, mountpoint);
    }
    parent = null;
    mountpoint = null;
  }

  /** Leaves its parent for another one. */
  void reattach(Mount parent, Dentry mountpoint) {
    detach();
    attach(parent, mountpoint);
  }

  /** Gets a peer group of its own, but does not count as shared yet. */
  void createPeerGroup() {
    peerGroup = table.newPeerGroup(this);
  }

  /** Joins the group of {@code peer}, right after it. */
  void joinPeerGroup(Mount peer) {
    PeerGroup group = Objects.requireNonNull(peer.peerGroup);
    group.insertAfter(peer, this);
    peerGroup = group;
  }

  void leavePeerGroup() {
    if (peerGroup != null) {
      peerGroup.remove(this);
    }
    peerGroup = null;
    shared = false;
  }

  /** Counts as shared from now on; it must be in a peer group. */
  void setShared() {
    Objects.requireNonNull(peerGroup);
    shared = true;
    unbindable = false;
  }

  void setUnbindable(boolean unbindable) {
    this.unbindable = unbindable;
  }

  /** Becomes the first slave of {@code master}. */
  void becomeFirstSlaveOf(Mount master) {
    this.master = master;
    master.slaves.add(0, this);
  }

  /** Becomes a slave of the master of {@code slave}, right after it. */
  void becomeSlaveAfter(Mount slave) {
    Mount common = Objects.requireNonNull(slave.master);
    master = common;
    common.slaves.add(common.slaves.indexOf(slave) + 1, this);
  }

  void leaveMaster() {
    if (master != null) {
      master.slaves.remove(this);
      master = null;
    }
  }

  /**
   * Gives the slaves to {@code successor}, before its own ones; with none they become masterless.
   */
  void handOverSlavesTo(@Nullable Mount successor) {
    for (Mount slave : slaves) {
      slave.master = successor;
    }
    if (successor != null) {
      successor.slaves.addAll(0, slaves);
    }
    slaves.clear();
  }

  /** The slave of the same master that is visited after this one, or null. */
  @Nullable Mount nextSlave() {
    if (master == null) {
      return null;
    }
    int index = master.slaves.indexOf(this) + 1;
    return index == master.slaves.size() ? null : master.slaves.get(index);
  }

  @Override
  public String toString() {
    return "mount " + id;
  }
}
