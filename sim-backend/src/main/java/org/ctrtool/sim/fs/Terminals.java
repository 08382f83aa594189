package org.ctrtool.sim.fs;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.FileCaller;

/** Opening the nodes of terminals: {@code ptmx}, slaves, {@code /dev/tty}. */
final class Terminals {
  private Terminals() {}

  /** A new pair; ptmx_open() in drivers/tty/pty.c. */
  static FileOperations openMaster(OpenFile file, FileCaller caller) {
    Location instance = instance(file.location(), caller);
    return ((DevptsSuperBlock) instance.dentry().superBlock()).openMaster(instance.mount(), file);
  }

  /** Which devpts a ptmx node belongs to; devpts_mntget() in fs/devpts/inode.c. */
  private static Location instance(Location node, FileCaller caller) {
    if (node.dentry().superBlock() instanceof DevptsSuperBlock) {
      return node;
    }
    Location place = node;
    for (Location covered = place.covered(); covered != null; covered = place.covered()) {
      place = covered;
    }
    Dentry directory = place.dentry().parent();
    Dentry pts = directory == null ? null : directory.lookup(caller, "pts");
    if (pts == null) {
      throw new Refusal(FileRule.NO_PTS_BESIDE);
    }
    Location found = new Location(place.mount(), pts).topmost();
    Refuse.unless(
        found.dentry().superBlock() instanceof DevptsSuperBlock
            && found.dentry() == found.dentry().superBlock().root(),
        FileRule.NO_DEVPTS_BESIDE);
    return found;
  }

  /** A slave through its node, wherever that is. */
  static FileOperations openSlave(OpenFile file, FileCaller caller) {
    if (file.inode().superBlock() instanceof DevptsSuperBlock devpts) {
      return devpts.openSlave(file, caller);
    }
    throw new Refusal(FileRule.MASTER_IS_GONE);
  }

  /** {@code /dev/tty}: the terminal of the session, whatever its name. */
  static FileOperations openControlling(OpenFile file, FileCaller caller) {
    Pty terminal = caller.controllingTerminal();
    if (terminal == null) {
      throw new Refusal(FileRule.NO_CONTROLLING_TERMINAL);
    }
    file.setPayload(terminal);
    return terminal.openSlave();
  }
}
