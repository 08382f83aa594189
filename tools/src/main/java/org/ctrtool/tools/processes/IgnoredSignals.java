package org.ctrtool.tools.processes;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.SignalSet;
import org.ctrtool.tools.files.Files;

/** Which signals this process ignores; see proc_pid_status(5). */
public final class IgnoredSignals {
  private static final String FIELD = "SigIgn:\t";

  private IgnoredSignals() {}

  /** Those that are ignored now; none, if there is no /proc that could tell. */
  public static SignalSet now(Kernel kernel) {
    String status = Attempt.of(() -> Files.readText(kernel, "/proc/self/status")).value();
    int at = status == null ? -1 : status.indexOf(FIELD);
    if (status == null || at < 0) {
      return SignalSet.EMPTY;
    }
    long bits = 0;
    for (int i = at + FIELD.length(); i < status.length() && status.charAt(i) > ' '; i++) {
      bits = bits << 4 | Character.digit(status.charAt(i), 16);
    }
    return new SignalSet(bits);
  }
}
