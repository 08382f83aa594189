package org.ctrtool.sim.mount;

import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/** The text of {@code /proc/PID/mountinfo}; see proc_pid_mountinfo(5), fs/proc_namespace.c. */
public final class Mountinfo {
  private Mountinfo() {}

  /** The same as somebody in the initial cgroup namespace is shown it. */
  public static String text(MountNamespace namespace, Location root) {
    return text(namespace, root, null);
  }

  /**
   * A line for each mount of {@code namespace} whose root can be reached from {@code root}.
   *
   * @param reader who is shown it; null for the kernel itself. Cgroup file systems show what its
   *     cgroup namespace does
   */
  public static String text(MountNamespace namespace, Location root, @Nullable FileCaller reader) {
    StringBuilder text = new StringBuilder();
    for (Mount mount : namespace.mounts()) {
      String mountpoint = pathFrom(root, mount.rootLocation());
      if (mountpoint != null) {
        appendLine(text, mount, mountpoint, root, reader);
      }
    }
    return text.toString();
  }

  private static void appendLine(
      StringBuilder text,
      Mount mount,
      String mountpoint,
      Location root,
      @Nullable FileCaller reader) {
    Mount parent = mount.parent();
    text.append(mount.id()).append(' ');
    text.append(parent == null ? mount.id() : parent.id()).append(' ');
    text.append(mount.superBlock().device().major()).append(':');
    text.append(mount.superBlock().device().minor()).append(' ');
    text.append(escaped(mount.superBlock().shownPath(mount.root(), reader), false)).append(' ');
    text.append(escaped(mountpoint, false)).append(' ');
    text.append(mount.flags());
    if (mount.idmap() != null) {
      text.append(",idmapped");
    }
    appendSharing(text, mount, root);
    text.append(" - ").append(escaped(mount.superBlock().type(), true));
    String source = mount.source();
    text.append(' ').append(source == null ? "none" : escaped(source, true));
    text.append(' ').append(mount.superBlock().shownOptions()).append('\n');
  }

  private static void appendSharing(StringBuilder text, Mount mount, Location root) {
    PeerGroup group = mount.peerGroup();
    if (group != null) {
      text.append(" shared:").append(group.id());
    }
    Mount master = mount.master();
    if (master != null) {
      int masterGroup = groupId(master);
      text.append(" master:").append(masterGroup);
      int visible = visibleMasterGroup(mount, root);
      if (visible != 0 && visible != masterGroup) {
        text.append(" propagate_from:").append(visible);
      }
    }
    if (mount.isUnbindable()) {
      text.append(" unbindable");
    }
  }

  private static int groupId(Mount mount) {
    PeerGroup group = mount.peerGroup();
    return group == null ? 0 : group.id();
  }

  /** The nearest group of masters with a member that is visible; follows get_dominating_id(). */
  private static int visibleMasterGroup(Mount mount, Location root) {
    for (Mount master = mount.master(); master != null; master = master.master()) {
      Mount member = master;
      do {
        if (member.namespace() == mount.namespace()
            && member.rootLocation().isReachableFrom(root)) {
          return groupId(member);
        }
        member = member.nextPeer();
      } while (member != master);
    }
    return 0;
  }

  /** The path of {@code place} as seen from {@code root}, or null if it is outside. */
  public static @Nullable String pathFrom(Location root, Location place) {
    StringBuilder path = new StringBuilder();
    Mount mount = place.mount();
    Dentry dentry = place.dentry();
    while (mount != root.mount() || dentry != root.dentry()) {
      Dentry parent = dentry.parent();
      if (dentry == mount.root()) {
        Location covered = mount.place();
        if (covered == null) {
          return null;
        }
        mount = covered.mount();
        dentry = covered.dentry();
      } else if (parent == null) {
        return null;
      } else {
        path.insert(0, "/" + dentry.name());
        dentry = parent;
      }
    }
    return path.length() == 0 ? "/" : path.toString();
  }

  /** Escapes as seq_path() and mangle() in the kernel do. */
  private static String escaped(String text, boolean alsoHash) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\\' || c == '#' && alsoHash) {
        result.append('\\').append((char) ('0' + (c >> 6)));
        result.append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
      } else {
        result.append(c);
      }
    }
    return result.toString();
  }
}
