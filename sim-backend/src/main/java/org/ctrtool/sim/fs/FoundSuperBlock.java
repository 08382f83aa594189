package org.ctrtool.sim.fs;

import java.util.List;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * A file system of a type that is not modelled, as it was found on a host: directories and files,
 * and nothing of what makes the type special.
 */
public final class FoundSuperBlock extends SuperBlock {
  private static final int BLOCK = 4096;
  private static final List<String> WITH_ID_MAPS =
      List.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "vfat", "erofs", "squashfs");

  /** One whose root is an empty directory. */
  public FoundSuperBlock(String type, Dev device, UserNamespace owner) {
    super(type, device, owner);
    setRoot(new Dentry("", new Directory(this, new Mode(0755), Kuid.ROOT, Kgid.ROOT)));
  }

  @Override
  public boolean canMake(int type) {
    return true;
  }

  @Override
  public boolean allowsIdMaps() {
    return WITH_ID_MAPS.contains(type());
  }

  @Override
  public long directorySize(int entries) {
    return BLOCK;
  }
}
