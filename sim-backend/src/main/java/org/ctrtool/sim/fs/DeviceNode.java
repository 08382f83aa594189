package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/**
 * A name for a device; see mknod(2). Opening it opens what {@link Devices} has under its number.
 */
public class DeviceNode extends Inode {
  /** A node for a character or block device, as {@code mode} says. */
  public DeviceNode(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group, Dev device) {
    super(superBlock, mode, owner, group, device);
  }

  /** A node with a number of its own. */
  DeviceNode(SuperBlock superBlock, long number, Mode mode, Kuid owner, Kgid group, Dev device) {
    super(superBlock, number, mode, owner, group, device);
  }

  @Override
  public FileOperations open(OpenFile file, FileCaller caller) {
    boolean block = mode().type() == Mode.S_IFBLK;
    return caller.vfs().devices().open(block, device(), file, caller);
  }
}
