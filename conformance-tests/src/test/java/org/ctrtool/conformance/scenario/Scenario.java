package org.ctrtool.conformance.scenario;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.nativebackend.agent.Script;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of calls by several tasks, with what is expected of some.
 *
 * @param comment what it shows, line by line
 * @param tasks the names of the tasks, by number
 * @param registers the names of what calls open, by register
 * @param entries the steps and checks, in order
 */
public record Scenario(
    List<String> comment, List<String> tasks, List<String> registers, List<Entry> entries) {
  /** How many registers there may be where nobody has named them. */
  private static final int REGISTERS = 64;

  /** Takes copies of the lists. */
  public Scenario {
    comment = List.copyOf(comment);
    tasks = List.copyOf(tasks);
    registers = List.copyOf(registers);
    entries = List.copyOf(entries);
  }

  /** A line of a scenario, or a block. */
  public sealed interface Entry {}

  /**
   * A step.
   *
   * @param step what is done
   * @param expected what comes of it, null if nobody says
   */
  public record Act(Script.Step step, @Nullable Expectation expected) implements Entry {}

  /**
   * What mountinfo shows after the step before.
   *
   * @param task whose
   * @param lines with ids, groups and devices numbered in the order in which they appear
   */
  public record Mountinfo(int task, List<String> lines) implements Entry {
    /** Takes a copy of the list. */
    public Mountinfo {
      lines = List.copyOf(lines);
    }
  }

  /**
   * What a step is to answer.
   *
   * @param outcome an error's name, or a value as {@link Outcomes} writes it
   * @param rule the rule that a simulated kernel names, or null
   */
  public record Expectation(String outcome, @Nullable String rule) {}

  /** The steps alone. */
  public List<Script.Step> steps() {
    List<Script.Step> steps = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry instanceof Act act) {
        steps.add(act.step());
      }
    }
    return steps;
  }

  /** Steps without names of their own and without expectations. */
  public static Scenario of(List<String> comment, List<Script.Step> steps) {
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < Script.TASKS; i++) {
      tasks.add(String.valueOf((char) ('A' + i)));
    }
    List<String> registers = new ArrayList<>();
    for (int i = 0; i < REGISTERS; i++) {
      registers.add("fd" + (i + 1));
    }
    List<Entry> entries = new ArrayList<>();
    for (Script.Step step : steps) {
      entries.add(new Act(step, null));
    }
    return new Scenario(comment, tasks, registers, entries);
  }
}
