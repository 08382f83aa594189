package org.ctrtool.sim.cgroup;

import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.fs.FileSystemType;
import org.ctrtool.sim.fs.FsContext;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.ns.CgroupNamespace;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.PathRule;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/**
 * The type {@code cgroup2}: each mount shows the one file system there is, from the root of the
 * mounter's cgroup namespace downwards.
 */
public final class CgroupType implements FileSystemType {
  private final CgroupSuperBlock only;

  /** The type of a file system. */
  public CgroupType(CgroupSuperBlock only) {
    this.only = only;
  }

  private static CgroupNamespace namespaceOf(FileCaller caller) {
    return ((Task) caller).namespaces().cgroup();
  }

  @Override
  public String name() {
    return "cgroup2";
  }

  @Override
  public boolean isForUserNamespaces() {
    return true;
  }

  @Override
  public UserNamespace owner(FileCaller caller) {
    return namespaceOf(caller).owner();
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    switch (key) {
      case "nsdelegate",
          "favordynmods",
          "memory_localevents",
          "memory_recursiveprot",
          "memory_hugetlb_accounting",
          "pids_localevents" ->
          throw new NotModelled("the option " + key + " of cgroup2");
      default -> throw new Refusal(FileRule.UNKNOWN_FS_PARAMETER);
    }
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    return only;
  }

  /** cgroup_do_get_tree(): the root of the namespace is looked up by its path. */
  @Override
  public Dentry root(SuperBlock superBlock, FileCaller caller) {
    Cgroup top = namespaceOf(caller).root();
    Refuse.when(top.isGone(), PathRule.NO_SUCH_NAME);
    return only.directoryOf(top);
  }
}
