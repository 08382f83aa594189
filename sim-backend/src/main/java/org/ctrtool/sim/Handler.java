package org.ctrtool.sim;

import org.ctrtool.api.Call;
import org.ctrtool.sim.task.Task;
import org.jspecify.annotations.Nullable;

/** What the simulated kernel does when a task makes a certain call. */
@FunctionalInterface
interface Handler {
  /**
   * Carries out the call.
   *
   * @return what it answers, as {@link org.ctrtool.api.SystemCall#result} says
   * @throws Refusal if a rule says no
   */
  @Nullable Object handle(Task task, Call call);

  /** A call that answers nothing. */
  @FunctionalInterface
  interface Silent {
    /** Carries out the call. */
    void handle(Task task, Call call);

    /** The same, answering null. */
    default Handler handler() {
      return (task, call) -> {
        handle(task, call);
        return null;
      };
    }
  }
}
