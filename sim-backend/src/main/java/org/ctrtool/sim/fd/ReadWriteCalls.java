package org.ctrtool.sim.fd;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Seals;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.ComputedFile;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.PathRule;
import org.ctrtool.sim.path.Permission;

/** The system calls that read and write; fs/read_write.c, fs/open.c, fs/readdir.c, fs/select.c. */
public final class ReadWriteCalls {
  private static final PollEvents ALWAYS_REPORTED =
      PollEvents.POLLERR.or(PollEvents.POLLHUP).or(PollEvents.POLLNVAL);

  private ReadWriteCalls() {}

  private static FileOperations operations(OpenFile file) {
    return Objects.requireNonNull(file.operations());
  }

  /** Reads; read(2). */
  public static byte[] read(FileCaller caller, Fd fd, int limit) {
    OpenFile file = caller.descriptors().require(fd);
    Refuse.unless(file.isForReading(), FdRule.NOT_OPEN_FOR_READING);
    return operations(file).read(file, caller, limit);
  }

  /** Writes; write(2). */
  public static int write(FileCaller caller, Fd fd, byte[] data) {
    OpenFile file = caller.descriptors().require(fd);
    Refuse.unless(file.isForWriting(), FdRule.NOT_OPEN_FOR_WRITING);
    return operations(file).write(file, caller, data);
  }

  /**
   * Sets the offset; lseek(2).
   *
   * @param whence 0 from the start, 1 from here, 2 from the end
   */
  public static long lseek(FileCaller caller, Fd fd, long offset, int whence) {
    OpenFile file = caller.descriptors().require(fd);
    return operations(file).seek(file, offset, whence);
  }

  /** Copies from one descriptor to another; sendfile(2) without an offset of its own. */
  public static long sendfile(FileCaller caller, Fd to, Fd from, long count) {
    FdTable table = caller.descriptors();
    OpenFile source = table.require(from);
    Refuse.unless(source.isForReading(), FdRule.NOT_OPEN_FOR_READING);
    OpenFile target = table.require(to);
    Refuse.unless(target.isForWriting(), FdRule.NOT_OPEN_FOR_WRITING);
    Refuse.unless(operations(source).canBeSentFrom(), FdRule.SOURCE_HAS_NO_OFFSET);
    Refuse.when(target.flags().has(OpenFlags.O_APPEND), FdRule.APPENDS_ONLY);
    long before = source.offset();
    byte[] data = operations(source).read(source, caller, (int) Math.min(count, 0x7FFFF000));
    int written = data.length == 0 ? 0 : operations(target).write(target, caller, data);
    source.setOffset(before + written);
    return written;
  }

  /** Sets a file's size; ftruncate(2). */
  public static void ftruncate(FileCaller caller, Fd fd, long length) {
    Refuse.when(length < 0, FdRule.LENGTH_IS_NEGATIVE);
    OpenFile file = caller.descriptors().require(fd);
    if (file.inode() instanceof ComputedFile && file.isForWriting()) {
      return;
    }
    if (!(file.inode() instanceof RegularFile inode) || !file.isForWriting()) {
      throw new Refusal(FdRule.CANNOT_BE_TRUNCATED);
    }
    Seals seals = inode.seals();
    Refuse.when(seals.has(Seals.F_SEAL_SHRINK) && length < inode.size(), FdRule.IS_SEALED);
    Refuse.when(seals.has(Seals.F_SEAL_GROW) && length > inode.size(), FdRule.IS_SEALED);
    Permission.removePrivileges(caller, file.location());
    inode.truncate(length);
  }

  /** The next entries of a directory; getdents64(2). */
  public static List<DirectoryEntry> getdents64(FileCaller caller, Fd fd) {
    OpenFile file = caller.descriptors().require(fd);
    DirectoryOperations directory = file.operations(DirectoryOperations.class);
    if (directory == null) {
      throw new Refusal(PathRule.NOT_A_DIRECTORY);
    }
    return directory.next(file, caller);
  }

  /**
   * Those of the watched descriptors on which something has happened, with what it is; one look of
   * ppoll(2). A descriptor that is not open is {@code POLLNVAL}; a negative one is never ready.
   */
  public static List<PollFd> ready(FileCaller caller, List<PollFd> watched) {
    List<PollFd> ready = new ArrayList<>();
    for (PollFd each : watched) {
      long events = happened(caller, each);
      if (events != 0) {
        ready.add(new PollFd(each.fd(), new PollEvents(events)));
      }
    }
    return ready;
  }

  private static long happened(FileCaller caller, PollFd watched) {
    if (watched.fd().number() < 0) {
      return 0;
    }
    OpenFile file = caller.descriptors().get(watched.fd());
    if (file == null || file.isPathOnly()) {
      return PollEvents.POLLNVAL.bits();
    }
    long events = operations(file).poll(file).bits();
    return events & (watched.events().bits() | ALWAYS_REPORTED.bits());
  }
}
