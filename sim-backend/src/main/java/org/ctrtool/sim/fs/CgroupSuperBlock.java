package org.ctrtool.sim.fs;

import java.util.Collection;
import java.util.function.Consumer;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * A tree of cgroups; cgroups(7). Directories can be made and removed; which files they hold is up
 * to whoever keeps the cgroups.
 */
public final class CgroupSuperBlock extends SuperBlock {
  private final Consumer<Dentry> fill;

  /**
   * A root cgroup.
   *
   * @param type {@code cgroup2}, or {@code cgroup} for a hierarchy of version 1
   * @param fill adds the files to a new cgroup's directory
   */
  public CgroupSuperBlock(String type, Dev device, UserNamespace owner, Consumer<Dentry> fill) {
    super(type, device, owner);
    this.fill = fill;
    setRoot(new Dentry("", new Directory(this, new Mode(0555), Kuid.ROOT, Kgid.ROOT)));
    fill.accept(root());
  }

  @Override
  public boolean canMake(int type) {
    return type == Mode.S_IFDIR;
  }

  @Override
  public void madeDirectory(Dentry directory) {
    fill.accept(directory);
  }

  @Override
  boolean isEmpty(Collection<Dentry> children) {
    return children.stream().noneMatch(Dentry::isDirectory);
  }
}
