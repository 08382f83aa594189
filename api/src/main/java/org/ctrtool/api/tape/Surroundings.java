package org.ctrtool.api.tape;

import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.SignalSet;

/**
 * What a process passes on to programs it executes, besides what the sequence itself changes. A JVM
 * changes it, so whoever plays a tape for one is told what it was.
 *
 * @param mask the blocked signals
 * @param ignored the ignored signals
 * @param softDescriptorLimit the soft limit {@code RLIMIT_NOFILE}; {@link #LIMIT_AS_IT_IS} if
 *     nobody changed it
 * @param open the open descriptors; all others are closed
 * @param closeOnExec those of them that an exec closes
 */
public record Surroundings(
    SignalSet mask,
    SignalSet ignored,
    long softDescriptorLimit,
    List<Fd> open,
    List<Fd> closeOnExec) {
  /** No limit to set. */
  public static final long LIMIT_AS_IT_IS = -2;

  /** Takes copies of the lists. */
  public Surroundings {
    open = List.copyOf(open);
    closeOnExec = List.copyOf(closeOnExec);
  }
}
