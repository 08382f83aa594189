package org.ctrtool.sim.fs;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fd.PipeBuffer;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;

/** A pipe with a name, or (in pipefs) without one; see fifo(7). */
public final class Fifo extends Inode {
  private final PipeBuffer buffer = new PipeBuffer();

  /** An empty pipe. */
  public Fifo(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, new Mode(Mode.S_IFIFO | mode.permissions()), owner, group, Dev.NONE);
  }

  /** What is in the pipe. */
  public PipeBuffer buffer() {
    return buffer;
  }

  @Override
  public FileOperations open(OpenFile file, FileCaller caller) {
    return buffer.open(file, caller);
  }
}
