package org.ctrtool.tools.miniinit;

import org.ctrtool.api.Signal;
import org.ctrtool.tools.grammar.UsageError;
import org.jspecify.annotations.Nullable;

/** What the command line says of one signal. */
final class SignalPlan {
  final Signal signal;
  Action action = Action.IGNORE;
  @Nullable String script;
  @Nullable String finalScript;

  SignalPlan(Signal signal) {
    this.signal = signal;
  }

  /** An action that is a script has one. */
  void check() {
    String missing =
        (action == Action.EXEC || action == Action.RUN) && script == null
            ? "-i"
            : action == Action.FINAL_EXEC && finalScript == null ? "-I" : "";
    UsageError.when(
        !missing.isEmpty(),
        "the action " + action + " of " + signal + " needs a script: " + missing);
  }
}
