package org.ctrtool.sim.mount;

import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.TreeMap;
import org.ctrtool.sim.ns.Namespace;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A mount tree that tasks live in; the kernel's {@code struct mnt_namespace}; see
 * mount_namespaces(7). A detached tree is one, too: an anonymous one, with no task in it.
 */
public final class MountNamespace implements Namespace {
  private final UserNamespace owner;
  private final long number;
  private final long sequence;
  private final boolean anonymous;
  private final long origin;
  private final TreeMap<Long, Mount> mounts = new TreeMap<>();
  private @Nullable Mount root;
  private long changes;
  private Runnable onDeath = () -> {};

  MountNamespace(UserNamespace owner, long number, long sequence, boolean anonymous, long origin) {
    this.owner = owner;
    this.number = number;
    this.sequence = sequence;
    this.anonymous = anonymous;
    this.origin = origin;
  }

  @Override
  public NamespaceType type() {
    return NamespaceType.MNT;
  }

  /** The user namespace whose capabilities count for it. */
  @Override
  public UserNamespace owner() {
    return owner;
  }

  /** The inode number in nsfs; 0 for a detached tree. */
  @Override
  public long number() {
    return number;
  }

  /** Its place in the order in which namespaces were made, at least 1. */
  public long sequence() {
    return sequence;
  }

  /** Whether it is a detached tree. */
  public boolean isAnonymous() {
    return anonymous;
  }

  /**
   * Of a detached tree, the sequence of the namespace it was cloned from; 0 if it was made fresh.
   */
  public long origin() {
    return origin;
  }

  /** The mount everything else is below. */
  public Mount root() {
    return Objects.requireNonNull(root);
  }

  /** The mounts in the order in which they were created, as mountinfo lists them. */
  public Collection<Mount> mounts() {
    return Collections.unmodifiableCollection(mounts.values());
  }

  /** How often the tree has changed; poll(2) on mountinfo compares it. */
  public long changes() {
    return changes;
  }

  /** Calls {@code action} when the namespace goes: it gives back what its creation was charged. */
  public void onDeath(Runnable action) {
    onDeath = action;
  }

  /**
   * Unmounts everything, without propagation: no task, descriptor or bind mount refers to the
   * namespace any more. Follows put_mnt_ns() in fs/namespace.c.
   */
  public void die() {
    Mount top = root();
    if (top.isIn(this)) {
      UmountTree.umountNamespace(top);
    }
    dissolve(top.table());
  }

  /** Nothing is left in it. */
  void dissolve(MountTable table) {
    table.forget(this);
    onDeath.run();
  }

  void setRoot(Mount root) {
    this.root = root;
  }

  void add(Mount mount) {
    mounts.put(mount.uniqueId(), mount);
    mount.setNamespace(this);
  }

  void remove(Mount mount) {
    mounts.remove(mount.uniqueId());
  }

  void changed() {
    changes++;
  }

  @Override
  public String toString() {
    return (anonymous ? "detached tree " : "mount namespace ") + sequence;
  }
}
