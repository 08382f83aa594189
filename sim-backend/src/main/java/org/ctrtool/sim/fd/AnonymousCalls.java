package org.ctrtool.sim.fd;

import org.ctrtool.api.Fd;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Seals;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fs.Fifo;
import org.ctrtool.sim.fs.RegularFile;
import org.ctrtool.sim.fs.SocketNode;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.fs.Vfs;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.path.Subject;

/**
 * The system calls that make files without a name: pipes, anonymous files and their seals. Sockets
 * are in {@link org.ctrtool.sim.net}.
 */
public final class AnonymousCalls {
  private static final OpenFlags LARGE_FILE = new OpenFlags(0x8000);
  private static final long KNOWN_SEALS = 0x3F;
  private static final int MAX_NAME = 249;
  private static final int HUGETLB = 4;
  private static final long KNOWN_MEMFD_FLAGS = 0x1B;
  private static final int NEVER_EXECUTABLE = 2;

  private AnonymousCalls() {}

  /** Makes a pipe; pipe2(2). */
  public static Pipe pipe2(FileCaller caller, PipeFlags flags) {
    Refuse.unless(
        (flags.bits() & ~(PipeFlags.O_CLOEXEC.bits() | PipeFlags.O_NONBLOCK.bits() | 0x4080)) == 0,
        FdRule.UNKNOWN_DESCRIPTOR_FLAG);
    if ((flags.bits() & 0x4080) != 0) {
      throw new NotModelled("packet mode of pipes");
    }
    checkTwoNumbersAreFree(caller);
    Vfs vfs = caller.vfs();
    Subject subject = caller.credentials();
    SuperBlock superBlock = vfs.internalMount("pipefs").superBlock();
    Fifo fifo = new Fifo(superBlock, new Mode(0600), subject.fsuid(), subject.fsgid());
    Location place = vfs.internalLocation("pipefs", "pipe:[" + fifo.number() + "]", fifo);
    OpenFlags status = new OpenFlags(flags.bits() & PipeFlags.O_NONBLOCK.bits());
    OpenFile reader = new OpenFile(place, status, subject);
    OpenFile writer = new OpenFile(place, status.or(OpenFlags.O_WRONLY), subject);
    reader.opened(fifo.buffer().openEnd(true, false));
    writer.opened(fifo.buffer().openEnd(false, true));
    return install(caller, reader, writer, flags.has(PipeFlags.O_CLOEXEC));
  }

  private static void checkTwoNumbersAreFree(FileCaller caller) {
    FdTable table = caller.descriptors();
    Fd first = table.lowestFree(0, caller.descriptorLimit());
    table.lowestFree(first.number() + 1, caller.descriptorLimit());
  }

  private static Pipe install(
      FileCaller caller, OpenFile first, OpenFile second, boolean closeOnExec) {
    FdTable table = caller.descriptors();
    Fd one = table.install(first, closeOnExec, caller.descriptorLimit());
    Fd two = table.install(second, closeOnExec, caller.descriptorLimit());
    return new Pipe(one, two);
  }

  /** An open file for a socket, or for something that looks like one. */
  public static OpenFile socket(FileCaller caller, FileOperations operations) {
    Vfs vfs = caller.vfs();
    Subject subject = caller.credentials();
    SuperBlock superBlock = vfs.internalMount("sockfs").superBlock();
    SocketNode node = new SocketNode(superBlock, new Mode(0777), subject.fsuid(), subject.fsgid());
    Location place = vfs.internalLocation("sockfs", "socket:[" + node.number() + "]", node);
    return new OpenFile(place, OpenFlags.O_RDWR, subject).opened(operations);
  }

  /** Makes an anonymous file; memfd_create(2). */
  public static Fd memfdCreate(FileCaller caller, String name, MemfdFlags flags) {
    if (flags.has(new MemfdFlags(HUGETLB))) {
      throw new NotModelled("anonymous files of huge pages");
    }
    Refuse.unless((flags.bits() & ~KNOWN_MEMFD_FLAGS) == 0, FdRule.UNKNOWN_MEMFD_FLAG);
    Refuse.when(
        flags.has(MemfdFlags.MFD_EXEC.or(MemfdFlags.MFD_NOEXEC_SEAL)), FdRule.UNKNOWN_MEMFD_FLAG);
    boolean executable = isExecutable(flags, caller.memfdNoexec());
    Refuse.when(
        executable && caller.memfdNoexec() >= NEVER_EXECUTABLE,
        FdRule.MEMFD_MUST_NOT_BE_EXECUTABLE);
    Refuse.when(OsStrings.encode(name).length > MAX_NAME, FdRule.MEMFD_NAME_TOO_LONG);
    FdTable table = caller.descriptors();
    table.lowestFree(0, caller.descriptorLimit());
    boolean sealable = flags.has(MemfdFlags.MFD_ALLOW_SEALING);
    OpenFile file = memfd(caller, name, executable, sealable);
    return table.install(file, flags.has(MemfdFlags.MFD_CLOEXEC), caller.descriptorLimit());
  }

  /** check_sysctl_memfd_noexec(): what counts if the caller does not say. */
  private static boolean isExecutable(MemfdFlags flags, int noexec) {
    boolean said = flags.has(MemfdFlags.MFD_EXEC) || flags.has(MemfdFlags.MFD_NOEXEC_SEAL);
    return said ? flags.has(MemfdFlags.MFD_EXEC) : noexec == 0;
  }

  private static OpenFile memfd(
      FileCaller caller, String name, boolean executable, boolean sealable) {
    Vfs vfs = caller.vfs();
    Subject subject = caller.credentials();
    RegularFile inode =
        new RegularFile(
            vfs.internalMount("tmpfs").superBlock(),
            new Mode(executable ? 0777 : 0666),
            subject.fsuid(),
            subject.fsgid());
    inode.setLinks(0);
    if (!executable) {
      inode.setSeals(Seals.F_SEAL_EXEC);
    } else if (sealable) {
      inode.setSeals(Seals.NONE);
    }
    Location place = vfs.internalLocation("tmpfs", "memfd:" + name, inode);
    OpenFlags status = OpenFlags.O_RDWR.or(LARGE_FILE);
    return OpenFile.uncounted(place, status, subject).opened(RegularOperations.INSTANCE);
  }

  /** The seals of an anonymous file; F_GET_SEALS. */
  public static Seals getSeals(FileCaller caller, Fd fd) {
    return sealable(caller.descriptors().require(fd)).seals();
  }

  private static RegularFile sealable(OpenFile file) {
    if (file.inode() instanceof RegularFile inode && inode.superBlock().hasSeals()) {
      return inode;
    }
    throw new Refusal(FdRule.CANNOT_BE_SEALED);
  }

  /**
   * Seals an anonymous file; F_ADD_SEALS; the checks of memfd_add_seals() in mm/memfd.c, in order.
   */
  public static void addSeals(FileCaller caller, Fd fd, Seals seals) {
    OpenFile file = caller.descriptors().require(fd);
    Refuse.unless(file.isForWriting(), FdRule.SEALING_NEEDS_WRITING);
    Refuse.unless((seals.bits() & ~KNOWN_SEALS) == 0, FdRule.UNKNOWN_SEAL);
    RegularFile inode = sealable(file);
    Refuse.when(inode.seals().has(Seals.F_SEAL_SEAL), FdRule.SEALS_ARE_FINAL);
    Seals added = seals;
    if (seals.has(Seals.F_SEAL_EXEC) && (inode.mode().bits() & 0111) != 0) {
      added =
          added
              .or(Seals.F_SEAL_SHRINK)
              .or(Seals.F_SEAL_GROW)
              .or(Seals.F_SEAL_WRITE)
              .or(Seals.F_SEAL_FUTURE_WRITE);
    }
    inode.setSeals(inode.seals().or(added));
  }

  /**
   * A file of the kernel's own, as an event or a signal descriptor, that has no inode of its own.
   *
   * @param name what links show: {@code anon_inode:[signalfd]}
   */
  public static OpenFile anonymous(
      FileCaller caller, String name, OpenFlags flags, FileOperations operations) {
    Vfs vfs = caller.vfs();
    Subject subject = caller.credentials();
    Location place = vfs.internalLocation("anon_inodefs", name, vfs.anonymousInode());
    return new OpenFile(place, flags, subject).opened(operations);
  }
}
