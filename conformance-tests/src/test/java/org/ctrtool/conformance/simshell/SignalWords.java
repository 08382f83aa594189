package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Locale;
import java.util.Set;

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

  /** The number of a signal by number or name, in capitals or not; 0 for the end of a shell. */
  static int number(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.equals("EXIT") ? Traps.EXIT : SignalNames.number(upper);
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
