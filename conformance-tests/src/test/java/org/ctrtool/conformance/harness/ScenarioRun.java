package org.ctrtool.conformance.harness;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.conformance.scenario.Scenario;
import org.ctrtool.conformance.scenario.ScenarioPrinter;
import org.ctrtool.nativebackend.agent.Script;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios and compares what happened with what the scenario says, or with another kernel.
 */
public final class ScenarioRun {
  private ScenarioRun() {}

  /** What differs from the scenario's expectations, in words; empty if nothing does. */
  public static List<String> surprises(Scenario scenario, Subject subject) {
    List<Observation> seen = subject.run(new Script(watch(scenario), scenario.steps()));
    List<String> surprises = new ArrayList<>();
    int step = 0;
    @Nullable Observation current = null;
    for (Scenario.Entry entry : scenario.entries()) {
      switch (entry) {
        case Scenario.Act act -> {
          if (step >= seen.size()) {
            surprises.add("not reached: " + ScenarioPrinter.print(scenario, act.step()));
            return surprises;
          }
          current = seen.get(step++);
          check(scenario, act, current, surprises);
        }
        case Scenario.Mountinfo block -> check(scenario, block, current, surprises);
      }
    }
    return surprises;
  }

  private static void check(
      Scenario scenario, Scenario.Act act, Observation seen, List<String> surprises) {
    Scenario.Expectation expected = act.expected();
    if (expected == null) {
      return;
    }
    String rule = expected.rule();
    if (!isExpected(expected.outcome(), seen.outcome())
        || (rule != null && seen.rule() != null && !rule.equals(seen.rule()))) {
      surprises.add(
          ScenarioPrinter.print(scenario, act.step())
              + " = "
              + seen.outcome()
              + (seen.rule() == null ? "" : " [" + seen.rule() + "]")
              + ", expected "
              + expected.outcome()
              + (rule == null ? "" : " [" + rule + "]"));
    }
  }

  /** Where descriptors have other numbers, any of them is right. */
  private static boolean isExpected(String expected, String seen) {
    boolean anyNumber = seen.equals("a descriptor") && expected.matches("\\d+|\\(\\d+, \\d+\\)");
    return anyNumber || expected.equals(seen);
  }

  private static void check(
      Scenario scenario,
      Scenario.Mountinfo block,
      @Nullable Observation seen,
      List<String> surprises) {
    String name = scenario.tasks().get(block.task());
    String text = seen == null ? null : seen.view(block.task(), Script.WATCH_MOUNTS);
    if (text == null) {
      surprises.add(name + ": mountinfo cannot be seen");
      return;
    }
    String shown = new Renumbering().mountinfo(text).strip();
    String expected = String.join("\n", block.lines());
    if (!shown.equals(expected)) {
      surprises.add(name + ": mountinfo is\n" + shown + "\nexpected\n" + expected);
    }
  }

  private static int watch(Scenario scenario) {
    boolean mounts = scenario.entries().stream().anyMatch(Scenario.Mountinfo.class::isInstance);
    return mounts ? Script.WATCH_MOUNTS : 0;
  }
}
