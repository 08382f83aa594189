package org.ctrtool.sim.path;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.sim.fd.FdTable;
import org.ctrtool.sim.fd.OpenFile;

/** The system calls that open files by name. */
public final class OpenCalls {
  private OpenCalls() {}

  /** Opens a file; openat(2). */
  public static Fd openat(
      FileCaller caller, Fd directory, String path, OpenFlags flags, Mode mode) {
    return open(caller, directory, path, OpenRequest.ofOpen(flags, mode));
  }

  /** Opens a file with a say in how the path is walked; openat2(2). */
  public static Fd openat2(FileCaller caller, Fd directory, String path, OpenHow how) {
    return open(caller, directory, path, OpenRequest.of(how));
  }

  /** do_sys_openat2(): there must be a free number before the path is looked at. */
  private static Fd open(FileCaller caller, Fd directory, String path, OpenRequest request) {
    PathWalk.checkPath(path, false);
    FdTable table = caller.descriptors();
    table.lowestFree(0, caller.descriptorLimit());
    OpenFile file = new Opening(caller, request).run(directory, path);
    return table.install(file, request.has(OpenFlags.O_CLOEXEC), caller.descriptorLimit());
  }

  /**
   * Opens a file for the kernel itself or for a program that is registered, without a descriptor;
   * the caller counts the reference.
   */
  public static OpenFile openFile(FileCaller caller, Fd directory, String path, OpenFlags flags) {
    PathWalk.checkPath(path, false);
    return new Opening(caller, OpenRequest.ofOpen(flags, Mode.NONE)).run(directory, path);
  }
}
