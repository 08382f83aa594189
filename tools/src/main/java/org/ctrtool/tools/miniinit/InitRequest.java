package org.ctrtool.tools.miniinit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Signal;
import org.ctrtool.tools.grammar.Signals;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/** What the command line says. Options are about the latest process or the latest signal. */
public final class InitRequest {
  private static final int FIRST_PASSED = 3;

  private final List<ProcessSpec> processes = new ArrayList<>();
  private final List<SignalPlan> plans = new ArrayList<>();
  private @Nullable SignalPlan latest;
  boolean strict;
  boolean inOrder;
  boolean exitWhenDone;

  InitRequest() {}

  void addProcess(String path) {
    processes.add(new ProcessSpec(path));
  }

  /** The process that options are about. */
  ProcessSpec process() {
    UsageError.when(processes.isEmpty(), "stands before any -n");
    return processes.get(processes.size() - 1);
  }

  /** The same signal named again goes on where it was; 0 is no signal. */
  void nameSignal(String word) {
    if (Values.isNumber(word) && Values.unsigned(word) == 0) {
      latest = null;
      return;
    }
    Signal signal = Signals.signal(word);
    UsageError.when(
        signal.equals(Signal.SIGKILL) || signal.equals(Signal.SIGSTOP),
        signal + " cannot be handled");
    latest = plan(signal);
    if (latest == null) {
      latest = new SignalPlan(signal);
      plans.add(latest);
    }
  }

  /** The signal that options are about. */
  SignalPlan signal() {
    if (latest == null) {
      throw new UsageError("stands before any -s");
    }
    return latest;
  }

  /** What is planned for a signal; null if it was not named. */
  @Nullable SignalPlan plan(Signal signal) {
    for (SignalPlan plan : plans) {
      if (plan.signal.equals(signal)) {
        return plan;
      }
    }
    return null;
  }

  void passDescriptor(String word) {
    ProcessSpec process = process();
    UsageError.when(!strict, "needs -S before it");
    process.passed.add(new Fd(Values.integer(word, FIRST_PASSED, Integer.MAX_VALUE)));
  }

  void setStandardFiles(String path) {
    ProcessSpec process = process();
    for (int i = 0; i < process.standardFiles.length; i++) {
      process.standardFiles[i] = path;
    }
  }

  void check() {
    plans.forEach(SignalPlan::check);
  }

  /** The processes in the order they are started. */
  List<ProcessSpec> startOrder() {
    List<ProcessSpec> order = new ArrayList<>(processes);
    if (!inOrder) {
      Collections.reverse(order);
    }
    return order;
  }

  /** The processes as they were given. */
  List<ProcessSpec> processes() {
    return processes;
  }

  /** The signals that were named. */
  List<SignalPlan> plans() {
    return plans;
  }
}
