package org.ctrtool.sim.fs;

import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.Lookup;
import org.ctrtool.sim.path.PathWalk;
import org.jspecify.annotations.Nullable;

/**
 * A type of file systems on block devices, which {@link Devices#insert} put there: ext4, squashfs.
 */
public final class DiskType implements FileSystemType {
  private final String name;
  private final boolean readOnly;

  /**
   * A type.
   *
   * @param readOnly whether it can only be read
   */
  public DiskType(String name, boolean readOnly) {
    this.name = name;
    this.readOnly = readOnly;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isForUserNamespaces() {
    return false;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public void parse(FsContext context, String key, @Nullable String value) {
    throw new NotModelled("options of " + name);
  }

  @Override
  public SuperBlock tree(FsContext context, FileCaller caller) {
    String source = context.source();
    if (source == null || source.isEmpty()) {
      throw new Refusal(FileRule.NO_SUCH_FILE_SYSTEM_ON_IT);
    }
    Location node = PathWalk.lookup(caller, source, Lookup.FOLLOW);
    Inode inode = node.dentry().inode();
    Refuse.unless(inode.mode().type() == Mode.S_IFBLK, FileRule.NOT_A_BLOCK_DEVICE);
    SuperBlock found = caller.vfs().devices().medium(inode.device());
    if (found == null || !found.type().equals(name)) {
      throw new Refusal(FileRule.NO_SUCH_FILE_SYSTEM_ON_IT);
    }
    return found;
  }
}
