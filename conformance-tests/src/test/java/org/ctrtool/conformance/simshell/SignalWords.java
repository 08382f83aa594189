package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.ctrtool.api.Signal;

/** Signals as scripts name them, and in the words of strsignal(3). */
final class SignalWords {
  private static final List<String> DESCRIPTIONS =
      List.of(
          "Hangup",
          "Interrupt",
          "Quit",
          "Illegal instruction",
          "Trace/breakpoint trap",
          "Aborted",
          "Bus error",
          "Floating point exception",
          "Killed",
          "User defined signal 1",
          "Segmentation fault",
          "User defined signal 2",
          "Broken pipe",
          "Alarm clock",
          "Terminated");

  /** SIGINT and SIGPIPE. */
  private static final Set<Integer> USUAL = Set.of(2, 13);

  private SignalWords() {}

  /**
   * The number of a signal by number or name, with or without {@code SIG}; 0 for {@code EXIT}; -1
   * if it is none.
   */
  static int number(String name) {
    if (name.matches("[0-9]{1,2}")) {
      return Integer.parseInt(name);
    }
    String upper = name.toUpperCase(Locale.ROOT);
    String full = upper.startsWith("SIG") ? upper : "SIG" + upper;
    for (int number = 1; number < 32; number++) {
      if (new Signal(number).toString().equals(full)) {
        return number;
      }
    }
    return upper.equals("EXIT") ? Traps.EXIT : -1;
  }

  static String description(int signal) {
    if (signal > DESCRIPTIONS.size()) {
      throw new Syntax.Unsupported("the words for signal " + signal);
    }
    return DESCRIPTIONS.get(signal - 1);
  }

  /** Whether a shell is silent about a child that the signal has ended. */
  static boolean isUsual(int signal) {
    return USUAL.contains(signal);
  }
}
