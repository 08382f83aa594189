package org.ctrtool.conformance.simshell;

import org.ctrtool.api.Signal;

/** Signals as words of a command line: {@code TERM}, {@code SIGTERM}, {@code 15}. */
final class SignalNames {
  private SignalNames() {}

  static Signal parse(String word) {
    if (word.matches("[0-9]{1,2}")) {
      return new Signal(Integer.parseInt(word));
    }
    String name = word.startsWith("SIG") ? word : "SIG" + word;
    for (int number = 1; number <= Signal.LAST; number++) {
      Signal signal = new Signal(number);
      if (signal.toString().equals(name)) {
        return signal;
      }
    }
    throw new Syntax.Unsupported("the signal " + word);
  }
}
