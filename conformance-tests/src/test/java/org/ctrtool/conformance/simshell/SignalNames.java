package org.ctrtool.conformance.simshell;

import org.ctrtool.api.Signal;

/** Signals by their names. */
final class SignalNames {
  private SignalNames() {}

  /** The number of a signal by number or name, with or without {@code SIG}; -1 if it is none. */
  static int number(String word) {
    if (word.matches("[0-9]{1,2}")) {
      return Integer.parseInt(word);
    }
    String name = word.startsWith("SIG") ? word : "SIG" + word;
    for (int number = 1; number < 32; number++) {
      if (new Signal(number).toString().equals(name)) {
        return number;
      }
    }
    return -1;
  }
}
