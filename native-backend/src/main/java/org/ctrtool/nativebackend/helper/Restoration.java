package org.ctrtool.nativebackend.helper;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.tape.Surroundings;
import org.ctrtool.api.tape.TapeException;
import org.ctrtool.nativebackend.NativeKernel;

/** Puts back what the process that asked had changed for itself. */
final class Restoration {
  private static final int CHUNK = 64 * 1024;
  private static final int MAX_REQUEST = 8 * 1024 * 1024;
  private static final long TO_THE_END = 0xFFFFFFFFL;
  private static final Pid SELF = new Pid(0);

  private Restoration() {}

  /** All of a file, from its start. */
  static byte[] contents(NativeKernel kernel, Fd file) {
    kernel.lseek(file, 0, 0);
    byte[] all = new byte[0];
    byte[] more = kernel.read(file, CHUNK);
    while (more.length > 0) {
      TapeException.unless(all.length + more.length <= MAX_REQUEST, "the request is too long");
      byte[] longer = new byte[all.length + more.length];
      System.arraycopy(all, 0, longer, 0, all.length);
      System.arraycopy(more, 0, longer, all.length, more.length);
      all = longer;
      more = kernel.read(file, CHUNK);
    }
    return all;
  }

  /**
   * Restores all of it; the signal mask when the sequence starts.
   *
   * @param own a descriptor of this process that stays open, too, until an exec; -1 for none
   */
  static void of(NativeKernel kernel, Surroundings surroundings, Fd own) {
    closeAllBut(kernel, surroundings.open(), own);
    for (Fd each : surroundings.closeOnExec()) {
      kernel.fcntlSetfd(each, FdFlags.FD_CLOEXEC);
    }
    if (own.number() >= 0) {
      kernel.fcntlSetfd(own, FdFlags.FD_CLOEXEC);
    }
    if (surroundings.softDescriptorLimit() != Surroundings.LIMIT_AS_IT_IS) {
      long hard = kernel.getrlimit(SELF, Resource.RLIMIT_NOFILE).hard();
      RLimit limit = new RLimit(surroundings.softDescriptorLimit(), hard);
      kernel.setrlimit(SELF, Resource.RLIMIT_NOFILE, limit);
    }
    signals(kernel, surroundings);
    kernel.setOriginalMask(surroundings.mask());
  }

  private static void closeAllBut(NativeKernel kernel, List<Fd> open, Fd own) {
    List<Integer> kept = new ArrayList<>();
    for (Fd each : open) {
      kept.add(each.number());
    }
    if (own.number() >= 0) {
      kept.add(own.number());
    }
    kept.sort(null);
    long next = 0;
    for (int each : kept) {
      if (each > next) {
        kernel.closeRange(next, each - 1, CloseRangeFlags.NONE);
      }
      next = each + 1L;
    }
    kernel.closeRange(next, TO_THE_END, CloseRangeFlags.NONE);
  }

  /** Whoever starts this process sees to it that no others are ignored. */
  private static void signals(NativeKernel kernel, Surroundings surroundings) {
    for (int number = 1; number <= Signal.LAST; number++) {
      Signal signal = new Signal(number);
      if (surroundings.ignored().has(signal)) {
        kernel.sigaction(signal, SignalDisposition.SIG_IGN);
      }
    }
  }
}
