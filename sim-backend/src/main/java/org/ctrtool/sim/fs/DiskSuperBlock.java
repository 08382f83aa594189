package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * A file system on a disk or in an image, as ext4 or squashfs, with content that a builder gives.
 */
public final class DiskSuperBlock extends SuperBlock {
  private static final int BLOCK = 4096;
  private static final int EXT4_ROOT = 2;

  private final boolean image;

  private DiskSuperBlock(String type, Dev device, UserNamespace owner, boolean image) {
    super(type, device, owner);
    this.image = image;
    long number = image ? nextInodeNumber() : EXT4_ROOT;
    setRoot(new Dentry("", new Directory(this, number, new Mode(0755), Kuid.ROOT, Kgid.ROOT)));
  }

  /** A file system that can be written, as ext4; empty so far. */
  public static DiskSuperBlock disk(String type, Dev device, UserNamespace initial) {
    DiskSuperBlock made = new DiskSuperBlock(type, device, initial, false);
    made.skipReservedNumbers();
    return made;
  }

  /** An image that can only be read, as squashfs; the builder fills it. */
  public static DiskSuperBlock image(String type, Dev device, UserNamespace initial) {
    DiskSuperBlock made = new DiskSuperBlock(type, device, initial, true);
    made.setReadOnly(true);
    return made;
  }

  private void skipReservedNumbers() {
    for (int i = 0; i <= 10; i++) {
      nextInodeNumber();
    }
  }

  @Override
  public boolean canMake(int type) {
    return true;
  }

  @Override
  public boolean allowsIdMaps() {
    return true;
  }

  @Override
  public long directorySize(int entries) {
    return image ? 3 : BLOCK;
  }
}
