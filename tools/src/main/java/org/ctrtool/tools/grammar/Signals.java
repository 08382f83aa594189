package org.ctrtool.tools.grammar;

import java.util.List;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Signal;

/** Reads signals: numbers from 1 to 64, or names with or without {@code SIG}, in any case. */
public final class Signals {
  /** The name of signal n stands at n - 1. */
  private static final List<String> NAMES =
      List.of(
          "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1", "segv", "usr2",
          "pipe", "alrm", "term", "stkflt", "chld", "cont", "stop", "tstp", "ttin", "ttou", "urg",
          "xcpu", "xfsz", "vtalrm", "prof", "winch", "io", "pwr", "sys");

  /** The first real-time signal the C library leaves to programs. */
  private static final int RTMIN = 34;

  private Signals() {}

  /** The signal; also {@code iot}, {@code RTMIN+n} and {@code RTMAX-n}. */
  public static Signal signal(String word) {
    String name = Values.lowerCase(word);
    if (name.startsWith("sig")) {
      name = name.substring(3);
    }
    if (Values.isNumber(name)) {
      return new Signal(Values.integer(name, 1, Signal.LAST));
    }
    int at =
        NAMES.indexOf(
            switch (name) {
              case "iot" -> "abrt";
              case "cld" -> "chld";
              case "poll" -> "io";
              default -> name;
            });
    if (at >= 0) {
      return new Signal(at + 1);
    }
    int realTime = realTime(name);
    if (realTime == 0) {
      throw new UsageError(
          OsStrings.quoted(word) + " is no signal" + Suggestion.text(name, NAMES, ""));
    }
    return new Signal(realTime);
  }

  private static int realTime(String name) {
    if (name.equals("rtmin")) {
      return RTMIN;
    }
    if (name.equals("rtmax")) {
      return Signal.LAST;
    }
    if (name.startsWith("rtmin+")) {
      return RTMIN + Values.integer(name.substring(6), 0, Signal.LAST - RTMIN);
    }
    if (name.startsWith("rtmax-")) {
      return Signal.LAST - Values.integer(name.substring(6), 0, Signal.LAST - RTMIN);
    }
    return 0;
  }
}
