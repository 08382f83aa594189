package org.ctrtool.sim.mount;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * What is common to all mounts of the system: the numbers, which dentries are mount points, and
 * which mounts show a file system. In the kernel these are global variables of fs/namespace.c.
 */
public final class MountTable {
  /** The first unique id is one more: ids up to this one are the small, reusable kind. */
  private static final long LAST_SMALL_ID = 1L << 31;

  /** What {@code /proc/sys/fs/mount-max} says at boot. */
  private static final int DEFAULT_MOUNT_MAX = 100_000;

  private long lastUniqueId = LAST_SMALL_ID;
  private long lastNamespaceSequence;
  private int mountMax = DEFAULT_MOUNT_MAX;
  private final IdAllocator mountIds = new IdAllocator(1);
  private final IdAllocator groupIds = new IdAllocator(1);
  private final Map<Dentry, Set<Mount>> mountpoints = new LinkedHashMap<>();
  private final Map<SuperBlock, Set<Mount>> superBlocks = new LinkedHashMap<>();
  private final Set<SuperBlock> internal = new LinkedHashSet<>();
  private final Map<Long, MountNamespace> namespaces = new LinkedHashMap<>();
  private Consumer<Mount> onRelease = mount -> {};

  /** The number of mounts a namespace may have. */
  public int mountMax() {
    return mountMax;
  }

  /**
   * Sets the number of mounts a namespace may have; see {@code /proc/sys/fs/mount-max} in proc(5).
   */
  public void setMountMax(int mountMax) {
    this.mountMax = mountMax;
  }

  /**
   * Calls {@code action} for each mount that has gone for good: it is unmounted and nobody uses it.
   * If {@link #mountsOf} its file system is empty then, the file system goes, too.
   */
  public void onRelease(Consumer<Mount> action) {
    onRelease = action;
  }

  /**
   * The first mount namespace of a system, or one made from nothing.
   *
   * @param number its inode number in nsfs
   * @param root what its root mount shows
   * @param source the root mount's source, as in mountinfo
   */
  public MountNamespace newNamespace(
      UserNamespace owner, long number, SuperBlock root, @Nullable String source) {
    MountNamespace namespace = newNamespace(owner, number);
    Mount mount = newMount(root, root.root(), source);
    mount.setFlags(MntFlags.RELATIME);
    namespace.setRoot(mount);
    namespace.add(mount);
    return namespace;
  }

  MountNamespace newNamespace(UserNamespace owner, long number) {
    MountNamespace namespace = new MountNamespace(owner, number, ++lastNamespaceSequence, false, 0);
    namespaces.put(namespace.sequence(), namespace);
    return namespace;
  }

  MountNamespace newAnonymousNamespace(UserNamespace owner, long origin) {
    MountNamespace namespace = new MountNamespace(owner, 0, ++lastNamespaceSequence, true, origin);
    namespaces.put(namespace.sequence(), namespace);
    return namespace;
  }

  void forget(MountNamespace namespace) {
    namespaces.remove(namespace.sequence());
  }

  /**
   * All living mount namespaces, also the anonymous ones of detached trees, in order of creation.
   */
  public Collection<MountNamespace> namespaces() {
    return Collections.unmodifiableCollection(namespaces.values());
  }

  /**
   * A mount that is never part of a tree, as the kernel has for pipes and sockets; its files can be
   * opened but not bound.
   */
  public Mount internalMount(SuperBlock superBlock) {
    internal.add(superBlock);
    return newMount(superBlock, superBlock.root(), null);
  }

  /**
   * Whether only the kernel mounts {@code superBlock}. Of those, files of nsfs can be bound all the
   * same.
   */
  boolean isKernelInternal(SuperBlock superBlock) {
    return internal.contains(superBlock) && !superBlock.type().equals("nsfs");
  }

  Mount newMount(SuperBlock superBlock, Dentry root, @Nullable String source) {
    Mount mount = new Mount(this, ++lastUniqueId, mountIds.allocate(), superBlock, root, source);
    superBlocks.computeIfAbsent(superBlock, key -> new LinkedHashSet<>()).add(mount);
    // A removed directory or file lives on as the root of a mount.
    root.inode().hold();
    return mount;
  }

  /** The mounts that show {@code superBlock}, also unmounted ones still in use. */
  public Collection<Mount> mountsOf(SuperBlock superBlock) {
    return Collections.unmodifiableCollection(superBlocks.getOrDefault(superBlock, Set.of()));
  }

  /** Whether a mount sits on {@code dentry} anywhere. */
  public boolean isMountpoint(Dentry dentry) {
    return mountpoints.containsKey(dentry);
  }

  /**
   * Whether a mount of {@code namespace} sits on {@code dentry}: removing or renaming it is EBUSY.
   */
  public boolean isMountpointIn(Dentry dentry, MountNamespace namespace) {
    for (Mount mount : mountpoints.getOrDefault(dentry, Set.of())) {
      if (mount.isIn(namespace)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Unmounts everything that sits on {@code dentry}, in every namespace, locked or not: its name
   * has just been removed. Follows __detach_mounts() in fs/namespace.c.
   */
  public void detachMountsOn(Dentry dentry) {
    for (Mount mount : List.copyOf(mountpoints.getOrDefault(dentry, Set.of()))) {
      if (mount.isUnmounted()) {
        mount.detach();
        releaseIfUnused(mount);
      } else {
        UmountTree.umountConnected(mount);
      }
    }
  }

  void addMountpoint(Mount mount, Dentry mountpoint) {
    mountpoints.computeIfAbsent(mountpoint, key -> new LinkedHashSet<>()).add(mount);
  }

  void removeMountpoint(Mount mount, Dentry mountpoint) {
    Set<Mount> mounts = mountpoints.get(mountpoint);
    if (mounts != null && mounts.remove(mount) && mounts.isEmpty()) {
      mountpoints.remove(mountpoint);
    }
  }

  PeerGroup newPeerGroup(Mount first) {
    return new PeerGroup(this, groupIds.allocate(), first);
  }

  void releaseGroupId(int id) {
    groupIds.release(id);
  }

  boolean isGroupId(int id) {
    return groupIds.isTaken(id);
  }

  int groupCount() {
    return groupIds.count();
  }

  /** Lets an unmounted mount go that nobody uses, and after it what was still connected to it. */
  void releaseIfUnused(Mount mount) {
    if (!mount.isUnmounted() || mount.users() > 0 || mount.parent() != null) {
      return;
    }
    Set<Mount> mounts = superBlocks.get(mount.superBlock());
    if (mounts == null || !mounts.remove(mount)) {
      return;
    }
    if (mounts.isEmpty()) {
      superBlocks.remove(mount.superBlock());
    }
    for (Mount child : List.copyOf(mount.children())) {
      child.detach();
      releaseIfUnused(child);
    }
    mountIds.release(mount.id());
    mount.root().inode().release();
    onRelease.accept(mount);
  }
}
