package org.ctrtool.sim.fd;

import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Seals;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.Permission;

/** What an open regular file does. */
public final class RegularOperations implements FileOperations {
  /** All open files share it: the state is in the file and its inode. */
  public static final RegularOperations INSTANCE = new RegularOperations();

  private RegularOperations() {}

  @Override
  public byte[] read(OpenFile file, FileCaller caller, int limit) {
    byte[] data = ((RegularFile) file.inode()).read(file.offset(), limit);
    file.setOffset(file.offset() + data.length);
    return data;
  }

  @Override
  public int write(OpenFile file, FileCaller caller, byte[] data) {
    RegularFile inode = (RegularFile) file.inode();
    if (file.flags().has(OpenFlags.O_APPEND)) {
      file.setOffset(inode.size());
    }
    if (data.length == 0) {
      return 0;
    }
    Seals seals = inode.seals();
    Refuse.when(
        seals.has(Seals.F_SEAL_WRITE) || seals.has(Seals.F_SEAL_FUTURE_WRITE), FdRule.IS_SEALED);
    if (seals.has(Seals.F_SEAL_GROW) && file.offset() + data.length > inode.size()) {
      checkNothingFits(file, inode);
      throw new Refusal(FdRule.IS_SEALED);
    }
    Permission.removePrivileges(caller, file.location());
    int written = inode.write(file.offset(), data);
    file.setOffset(file.offset() + written);
    return written;
  }

  /** A write is refused page by page; what happens to the pages before the end is not modelled. */
  private static void checkNothingFits(OpenFile file, RegularFile inode) {
    if (file.offset() / RegularFile.PAGE < inode.size() / RegularFile.PAGE) {
      throw new NotModelled("a write of several pages that F_SEAL_GROW allows in part");
    }
  }

  @Override
  public long end(OpenFile file) {
    return file.inode().size();
  }
}
