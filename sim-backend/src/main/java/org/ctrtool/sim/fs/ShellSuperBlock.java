package org.ctrtool.sim.fs;

import java.util.List;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * A file system whose directories cannot be changed, as sysfs; what is in them is up to the
 * builder.
 */
public final class ShellSuperBlock extends SuperBlock {
  /** What sysfs_create_mount_point() makes. */
  private static final List<String> MOUNT_POINTS =
      List.of(
          "/fs/bpf",
          "/fs/cgroup",
          "/fs/fuse/connections",
          "/fs/pstore",
          "/kernel/debug",
          "/kernel/security",
          "/kernel/tracing");

  /** One with a root of mode 0555. */
  public ShellSuperBlock(String type, Dev device, UserNamespace owner) {
    super(type, device, owner);
    setRoot(new Dentry("", new Directory(this, new Mode(0555), Kuid.ROOT, Kgid.ROOT)));
  }

  /** sysfs with the directories that every system has. */
  public static ShellSuperBlock sysfs(Dev device, UserNamespace owner) {
    ShellSuperBlock made = new ShellSuperBlock("sysfs", device, owner);
    FileTree tree = new FileTree(made);
    for (String each :
        new String[] {
          "block",
          "bus",
          "class",
          "dev",
          "devices",
          "firmware",
          "fs",
          "kernel",
          "module",
          "power",
          "class/net"
        }) {
      tree.directory("/" + each, 0755);
    }
    for (String each : MOUNT_POINTS) {
      tree.add(each, new EmptyDirectory(made));
    }
    return made;
  }
}
