package org.ctrtool.sim.fd;

import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.path.FileCaller;

/** The system calls on descriptors, whatever they stand for; fs/file.c and fs/fcntl.c. */
public final class DescriptorCalls {
  private static final long LAST_NUMBER = 0xFFFFFFFFL;

  private DescriptorCalls() {}

  /** Closes a descriptor; close(2). */
  public static void close(FileCaller caller, Fd fd) {
    caller.descriptors().close(fd);
  }

  /** Closes a range of descriptors, or marks it close-on-exec; close_range(2). */
  public static void closeRange(FileCaller caller, long first, long last, CloseRangeFlags flags) {
    Refuse.unless((flags.bits() & ~6) == 0, FdRule.UNKNOWN_DESCRIPTOR_FLAG);
    Refuse.when((first & LAST_NUMBER) > (last & LAST_NUMBER), FdRule.RANGE_IS_BACKWARDS);
    if (flags.has(CloseRangeFlags.CLOSE_RANGE_UNSHARE)) {
      caller.unshareDescriptors();
    }
    FdTable table = caller.descriptors();
    for (int number : table.numbers()) {
      if (number < (first & LAST_NUMBER) || number > (last & LAST_NUMBER)) {
        continue;
      }
      Fd fd = new Fd(number);
      if (flags.has(CloseRangeFlags.CLOSE_RANGE_CLOEXEC)) {
        table.setCloseOnExec(fd, true);
      } else {
        table.close(fd);
      }
    }
  }

  /** Makes a descriptor a copy of another one; dup3(2). */
  public static void dup3(FileCaller caller, Fd from, Fd to, PipeFlags flags) {
    Refuse.unless(
        (flags.bits() & ~PipeFlags.O_CLOEXEC.bits()) == 0, FdRule.UNKNOWN_DESCRIPTOR_FLAG);
    Refuse.when(from.number() == to.number(), FdRule.BOTH_ARE_THE_SAME);
    Refuse.when(isBeyond(to.number(), caller.descriptorLimit()), FdRule.NUMBER_IS_BEYOND_THE_LIMIT);
    FdTable table = caller.descriptors();
    OpenFile file = table.requirePath(from);
    table.put(to, file, flags.has(PipeFlags.O_CLOEXEC));
  }

  private static boolean isBeyond(int number, long limit) {
    return Long.compareUnsigned(number & LAST_NUMBER, limit) >= 0;
  }

  /** Copies a descriptor to the lowest free number from {@code lowest} on; F_DUPFD_CLOEXEC. */
  public static Fd dupfdCloexec(FileCaller caller, Fd fd, int lowest) {
    FdTable table = caller.descriptors();
    OpenFile file = table.requirePath(fd);
    Refuse.when(isBeyond(lowest, caller.descriptorLimit()), FdRule.LOWEST_IS_BEYOND_THE_LIMIT);
    Fd copy = table.lowestFree(lowest, caller.descriptorLimit());
    table.put(copy, file, true);
    return copy;
  }

  /** The flags of a descriptor; F_GETFD. */
  public static FdFlags getfd(FileCaller caller, Fd fd) {
    FdTable table = caller.descriptors();
    table.requirePath(fd);
    return table.isCloseOnExec(fd) ? FdFlags.FD_CLOEXEC : FdFlags.NONE;
  }

  /** Sets the flags of a descriptor; F_SETFD. */
  public static void setfd(FileCaller caller, Fd fd, FdFlags flags) {
    FdTable table = caller.descriptors();
    table.requirePath(fd);
    table.setCloseOnExec(fd, flags.has(FdFlags.FD_CLOEXEC));
  }

  /** Access mode and status flags of an open file; F_GETFL. */
  public static OpenFlags getfl(FileCaller caller, Fd fd) {
    return caller.descriptors().requirePath(fd).flags();
  }

  /** Sets the status flags of an open file; F_SETFL. */
  public static void setfl(FileCaller caller, Fd fd, OpenFlags flags) {
    caller.descriptors().require(fd).setStatusFlags(flags);
  }

  /** The magic number of a file's file system; fstatfs(2). */
  public static long fstatfsType(FileCaller caller, Fd fd) {
    return caller.descriptors().requirePath(fd).location().mount().superBlock().magic();
  }
}
