package org.ctrtool.conformance.property;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ctrtool.conformance.harness.Observation;
import org.ctrtool.conformance.harness.SimSubject;
import org.ctrtool.conformance.harness.Subject;
import org.ctrtool.conformance.scenario.Scenario;
import org.ctrtool.conformance.scenario.ScenarioPrinter;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Step;
import org.jspecify.annotations.Nullable;

/** Runs sequences on two kernels, the first of which is right, and finds where they differ. */
final class Agreement {
  private static final Path SAVED = Path.of("target/counterexamples");

  private final Subject right;
  private final Subject other;
  private final int watch;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private int cutShort;

  Agreement(Subject right, Subject other, int watch) {
    this.right = right;
    this.other = other;
    this.watch = watch;
  }

  /**
   * Fails with the shortest sequence found if the kernels do not agree on {@code steps}.
   *
   * @param name what the file is called in which it is saved
   */
  void check(String name, List<Step> steps) {
    if (differs(steps, true)) {
      List<Step> shortest = Minimiser.minimal(steps, this::differs);
      String story = story(shortest);
      throw new AssertionError(
          "the kernels do not agree (saved as " + save(name, shortest) + ")\n" + story);
    }
  }

  private boolean differs(List<Step> steps) {
    return differs(steps, false);
  }

  private boolean differs(List<Step> steps, boolean count) {
    Script script = new Script(watch, steps);
    List<Observation> expected = right.run(script);
    List<Observation> seen = other.run(script);
    if (count) {
      count(expected, seen);
    }
    return firstDifference(expected, seen) >= 0;
  }

  private void count(List<Observation> expected, List<Observation> seen) {
    if (!seen.isEmpty() && SimSubject.isSilentOn(seen.getLast())) {
      cutShort++;
    }
    for (int i = 0; i < Math.min(expected.size(), seen.size()); i++) {
      String outcome = expected.get(i).outcome();
      outcomes.merge(outcome.startsWith("E") ? outcome : "done", 1, Integer::sum);
    }
  }

  /** What was compared: how many steps with which outcome. */
  String statistics() {
    return "steps " + outcomes + ", sequences cut short by what is not modelled: " + cutShort;
  }

  private static int firstDifference(List<Observation> expected, List<Observation> seen) {
    for (int i = 0; i < expected.size(); i++) {
      if (i < seen.size() && SimSubject.isSilentOn(seen.get(i))) {
        return -1;
      }
      if (i >= seen.size() || !expected.get(i).agreesWith(seen.get(i))) {
        return i;
      }
    }
    return seen.size() > expected.size() ? expected.size() : -1;
  }

  /** The steps and their answers, and at the end what both kernels show. */
  private String story(List<Step> steps) {
    Script script = new Script(watch, steps);
    List<Observation> expected = right.run(script);
    List<Observation> seen = other.run(script);
    int difference = firstDifference(expected, seen);
    StringBuilder story = new StringBuilder(ScenarioPrinter.print(scenario(steps, expected)));
    if (difference >= 0) {
      story.append("after step ").append(difference + 1).append(" the real kernel shows\n");
      story.append(at(expected, difference)).append("and the other\n");
      story.append(at(seen, difference));
    }
    return story.toString();
  }

  private static String at(List<Observation> observations, int i) {
    return i < observations.size() ? observations.get(i).toString() : "nothing\n";
  }

  /** The steps as a scenario that expects what the right kernel answered. */
  private Scenario scenario(List<Step> steps, List<Observation> seen) {
    Scenario bare = Scenario.of(List.of("the simulated kernel differs from the real one"), steps);
    List<Scenario.Entry> entries = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      boolean isNewTask = steps.get(i) instanceof Script.Fork;
      Scenario.@Nullable Expectation expected =
          i < seen.size() && !(isNewTask && seen.get(i).outcome().equals("a process"))
              ? new Scenario.Expectation(seen.get(i).outcome(), null)
              : null;
      entries.add(new Scenario.Act(steps.get(i), expected));
    }
    if (!seen.isEmpty()) {
      for (Observation.View view : seen.getLast().views()) {
        if (view.kind() == Script.WATCH_MOUNTS) {
          entries.add(new Scenario.Mountinfo(view.task(), view.text().lines().toList()));
        }
      }
    }
    return new Scenario(bare.comment(), bare.tasks(), bare.registers(), entries);
  }

  private Path save(String name, List<Step> steps) {
    List<Observation> expected = right.run(new Script(watch, steps));
    String text = ScenarioPrinter.print(scenario(steps, expected));
    Path file = SAVED.resolve(name + "-" + Integer.toHexString(text.hashCode()) + ".scenario");
    try {
      Files.createDirectories(SAVED);
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
