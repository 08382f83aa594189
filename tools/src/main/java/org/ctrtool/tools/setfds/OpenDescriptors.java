package org.ctrtool.tools.setfds;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/** The descriptors of this process, for kernels without close_range(2), which came with 5.9. */
final class OpenDescriptors {
  private static final long NEVER_OPEN = Integer.MAX_VALUE;

  private OpenDescriptors() {}

  /** Null if the kernel can close a range; else every open descriptor. */
  static @Nullable List<Fd> toClose(Kernel kernel) {
    Errno errno =
        Attempt.errno(() -> kernel.closeRange(NEVER_OPEN, NEVER_OPEN, CloseRangeFlags.NONE));
    return Errno.ENOSYS.equals(errno) ? all(kernel) : null;
  }

  private static List<Fd> all(Kernel kernel) {
    Fd directory =
        kernel.openat(
            Fd.AT_FDCWD, "/proc/self/fd", OpenFlags.O_DIRECTORY.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    List<Fd> open = new ArrayList<>();
    List<DirectoryEntry> entries = kernel.getdents64(directory);
    while (!entries.isEmpty()) {
      for (DirectoryEntry entry : entries) {
        if (Values.isNumber(entry.name()) && !entry.name().equals(directory.toString())) {
          open.add(Values.fd(entry.name()));
        }
      }
      entries = kernel.getdents64(directory);
    }
    kernel.close(directory);
    return open;
  }
}
