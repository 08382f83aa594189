package org.ctrtool.sim.path;

import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fs.Vfs;
import org.ctrtool.sim.mount.MountNamespace;

/** What walking a path needs to know of the task that does it. */
public interface PathCaller {
  /** The effective credentials. */
  Subject credentials();

  /** Root and working directory. */
  FsStruct fs();

  /** The descriptor table. */
  FdTable descriptors();

  /** The state of the kernel's file systems; one for each kernel. */
  Vfs vfs();

  /** The mount namespace. */
  MountNamespace mountNamespace();
}
