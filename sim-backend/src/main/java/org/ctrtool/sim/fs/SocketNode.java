package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.net.UnixSocket;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/** A name for a UNIX socket; see unix(7). It can be connected to, but not opened. */
public final class SocketNode extends Inode {
  private @Nullable UnixSocket socket;

  /** The name of a socket that is not there. */
  public SocketNode(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, new Mode(Mode.S_IFSOCK | mode.permissions()), owner, group, Dev.NONE);
  }

  /** The socket that is bound to it; null if there is none, or it is closed. */
  public @Nullable UnixSocket socket() {
    return socket;
  }

  /** It is the name of a socket. */
  public void bind(UnixSocket bound) {
    socket = bound;
  }

  /** It is no longer the name of this socket. */
  public void unbind(UnixSocket closed) {
    if (socket == closed) {
      socket = null;
    }
  }
}
