package org.ctrtool.sim.cgroup;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.jspecify.annotations.Nullable;

/** The file system of the unified hierarchy, of which there is one: directories are groups. */
public final class CgroupSuperBlock extends SuperBlock {
  private final Map<Cgroup, Dentry> directories = new LinkedHashMap<>();

  /** The file system that shows a hierarchy. */
  public CgroupSuperBlock(Cgroup top, Dev device, UserNamespace owner) {
    super("cgroup2", device, owner);
    Mode mode = new Mode(0555);
    CgroupDirectory directory = new CgroupDirectory(this, mode, Kuid.ROOT, Kgid.ROOT);
    setRoot(new Dentry("", directory));
    add(root(), top);
  }

  private void add(Dentry directory, Cgroup made) {
    ((CgroupDirectory) directory.inode()).become(made);
    directories.put(made, directory);
    CgroupFiles.addTo(directory, made);
  }

  /** The directory of a group; one that has been removed has none that can be found. */
  Dentry directoryOf(Cgroup cgroup) {
    return Objects.requireNonNull(directories.get(cgroup));
  }

  @Override
  public boolean canMake(int type) {
    return type == Mode.S_IFDIR;
  }

  /** cgroup_mkdir(). */
  @Override
  public void checkMayMakeDirectory(Dentry parent, String name) {
    Refuse.when(name.indexOf('\n') >= 0, CgroupRule.NO_NEWLINE_IN_A_NAME);
  }

  @Override
  public Inode make(Mode mode, Kuid owner, Kgid group, Dev device) {
    return mode.isDirectory()
        ? new CgroupDirectory(this, mode, owner, group)
        : super.make(mode, owner, group, device);
  }

  @Override
  public void madeDirectory(Dentry directory) {
    Dentry parent = Objects.requireNonNull(directory.parent());
    add(directory, new Cgroup(CgroupDirectory.groupOf(parent), directory.name()));
  }

  /** What is in a directory goes with it; what keeps it is asked for in another way. */
  @Override
  protected boolean isEmpty(Collection<Dentry> children) {
    return true;
  }

  /** cgroup_destroy_locked(). */
  @Override
  public void checkMayRemoveDirectory(Dentry directory) {
    Cgroup cgroup = CgroupDirectory.groupOf(directory);
    Refuse.when(cgroup.isPopulated(), CgroupRule.GROUP_HAS_PROCESSES);
    Refuse.when(cgroup.hasChildren(), CgroupRule.GROUP_HAS_GROUPS);
  }

  @Override
  public void removedDirectory(Dentry directory) {
    Cgroup cgroup = CgroupDirectory.groupOf(directory);
    cgroup.remove();
    directories.remove(cgroup);
  }

  /** cgroup_show_path(). */
  @Override
  public String shownPath(Dentry directory, @Nullable FileCaller reader) {
    Cgroup top =
        reader instanceof Task task
            ? task.namespaces().cgroup().root()
            : CgroupDirectory.groupOf(root());
    return CgroupDirectory.groupOf(directory).pathFrom(top);
  }
}
