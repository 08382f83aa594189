package org.ctrtool.tools.setfds;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.PipeFlags;
import org.jspecify.annotations.Nullable;

/**
 * A table of descriptors: the standard ones, and the listed ones after them.
 *
 * @param listed what is to be 3, 4, 5 and so on
 * @param open all that may have to be closed; null if the kernel can close a range
 */
record DescriptorTable(List<Fd> listed, @Nullable List<Fd> open) {
  private static final int FIRST = 3;
  private static final long LAST = 0xFFFFFFFFL;

  /**
   * Makes the table. What stands where another one is to be moves out of the way first, so that the
   * order of the moves does not matter.
   */
  void arrange(ChildKernel kernel) {
    int end = FIRST + listed.size();
    List<Fd> sources = new ArrayList<>();
    for (Fd fd : listed) {
      boolean inTheWay = fd.number() >= FIRST && fd.number() < end;
      sources.add(inTheWay ? kernel.fcntlDupfdCloexec(fd, end) : fd);
    }
    int place = FIRST;
    for (Fd source : sources) {
      kernel.dup3(source, new Fd(place), PipeFlags.NONE);
      place++;
    }
    if (open == null) {
      kernel.closeRange(end, LAST, CloseRangeFlags.NONE);
    } else {
      closeEach(kernel, open, end);
    }
  }

  /** Those made just now are close-on-exec already. */
  private static void closeEach(ChildKernel kernel, List<Fd> open, int end) {
    for (Fd fd : open) {
      if (fd.number() >= end) {
        kernel.tolerating(Errno.EBADF, k -> k.close(fd));
      }
    }
  }
}
