package org.ctrtool.sim.mount;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * Makes a mount namespace as it was found on a host: no call does this, so nothing is checked and
 * nothing propagates. Mounts are added in the order in which they are listed, then placed.
 */
public final class FoundMounts {
  private final MountTable table;
  private final MountNamespace namespace;
  private final MountNamespace elsewhere;
  private final Map<Integer, Mount> groups = new LinkedHashMap<>();

  /**
   * A namespace with a root that the found mounts hide.
   *
   * @param owner the user namespace it belongs to
   * @param number its inode number
   * @param hidden the file system of its root
   */
  public FoundMounts(MountTable table, UserNamespace owner, long number, SuperBlock hidden) {
    this.table = table;
    this.namespace = table.newNamespace(owner, number, hidden, hidden.type());
    // Where the mounts are that one can tell of only by their slaves.
    this.elsewhere = table.newAnonymousNamespace(owner, 0);
    Mount top = table.newMount(hidden, hidden.root(), hidden.type());
    elsewhere.setRoot(top);
    elsewhere.add(top);
  }

  /** The namespace. */
  public MountNamespace namespace() {
    return namespace;
  }

  /** A mount, without a place yet. */
  public Mount add(SuperBlock superBlock, Dentry root, @Nullable String source, MntFlags flags) {
    Mount mount = table.newMount(superBlock, root, source);
    mount.setFlags(flags);
    return mount;
  }

  /** Puts a mount in its place. */
  public void place(Mount mount, Mount parent, Dentry mountpoint) {
    mount.attach(parent, mountpoint);
    namespace.add(mount);
  }

  /** Lets a mount be of a peer group. */
  public void share(Mount mount, int group) {
    Mount peer = groups.putIfAbsent(group, mount);
    if (peer == null) {
      mount.createPeerGroup();
    } else {
      mount.joinPeerGroup(peer);
    }
    mount.setShared();
  }

  /** Forbids binding a mount. */
  public void makeUnbindable(Mount mount) {
    mount.setUnbindable(true);
  }

  /**
   * Lets a mount be a slave; all peer groups of found mounts are known.
   *
   * @param above the group above the master's, for a master that was not found; 0 if there is none
   */
  public void enslave(Mount mount, int group, int above) {
    Mount master = groups.get(group);
    if (master == null) {
      master = unseen(mount);
      share(master, group);
      if (above != 0 && groups.containsKey(above)) {
        master.becomeFirstSlaveOf(Objects.requireNonNull(groups.get(above)));
      }
    }
    // Peers have the same master.
    mount.becomeFirstSlaveOf(master);
  }

  private Mount unseen(Mount slave) {
    Mount mount = table.newMount(slave.superBlock(), slave.root(), slave.source());
    List<Mount> all = new ArrayList<>(elsewhere.mounts());
    Mount last = all.get(all.size() - 1);
    mount.attach(last, last.root());
    elsewhere.add(mount);
    return mount;
  }

  /**
   * Locks everything but the hidden root, and the flags: the namespace was copied from a more
   * privileged one.
   */
  public void lock() {
    Locks.lockTree(namespace.root());
  }
}
