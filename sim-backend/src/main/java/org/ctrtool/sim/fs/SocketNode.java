package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A name for a UNIX socket; see unix(7). It can be connected to, but not opened. */
public final class SocketNode extends Inode {
  /** A socket that nobody listens on. */
  public SocketNode(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, new Mode(Mode.S_IFSOCK | mode.permissions()), owner, group, Dev.NONE);
  }
}
