package org.ctrtool.tools.rootfs;

import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;

/** proc of a PID namespace that is not the caller's. */
final class ForeignProc {
  private static final OpenFlags FLAGS =
      OpenFlags.O_RDONLY.or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);

  private ForeignProc() {}

  /** A mount of it that is not attached yet, for the PID namespace in the file {@code path}. */
  static Fd of(Kernel kernel, String path) {
    String quoted = OsStrings.quoted(path);
    kernel.doing("opening the PID namespace " + quoted);
    Fd namespace = kernel.openat(Fd.AT_FDCWD, path, FLAGS, Mode.NONE);
    kernel.doing("mounting proc in the PID namespace " + quoted);
    NamespaceEntry entry =
        new NamespaceEntry(List.of(new NamespaceEntry.Step(namespace, SetnsTypes.CLONE_NEWPID)));
    Fd proc = kernel.openIn(entry, ForeignProc::mount);
    kernel.close(namespace);
    return proc;
  }

  /** Only a child of who enters a PID namespace is in it. */
  private static Fd mount(ChildKernel kernel) {
    kernel.continueInChild(1);
    return Trees.of(kernel, FileSystem.proc());
  }
}
