package org.ctrtool.conformance.harness;

import java.util.List;
import org.ctrtool.nativebackend.agent.Script;
import org.jspecify.annotations.Nullable;

/**
 * What is seen after one step.
 *
 * @param outcome an error's name or a value, as text
 * @param rule the rule that refused the call, if the kernel names one
 * @param views how things look, numbered so that two kernels can be compared
 */
public record Observation(String outcome, @Nullable String rule, List<View> views) {
  /** Takes a copy of the list. */
  public Observation {
    views = List.copyOf(views);
  }

  /**
   * One thing to look at.
   *
   * @param task whose
   * @param kind one of the {@code WATCH_} bits of {@link Script}
   * @param text how it looks
   */
  public record View(int task, int kind, String text) {}

  /** Whether the answer and everything that can be seen is the same. */
  public boolean agreesWith(Observation other) {
    return outcome.equals(other.outcome) && views.equals(other.views);
  }

  /** One of the views; null if it was not looked at. */
  public @Nullable String view(int task, int kind) {
    for (View view : views) {
      if (view.task == task && view.kind == kind) {
        return view.text;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(" = " + outcome);
    text.append(rule == null ? "\n" : " [" + rule + "]\n");
    for (View view : views) {
      text.append("  ").append(title(view)).append('\n');
      view.text.lines().forEach(line -> text.append("    ").append(line).append('\n'));
    }
    return text.toString();
  }

  private static String title(View view) {
    String what =
        switch (view.kind) {
          case Script.WATCH_MOUNTS -> "mountinfo";
          case Script.WATCH_CREDENTIALS -> "credentials";
          case Script.WATCH_DESCRIPTORS -> "descriptors";
          case Script.WATCH_TREE -> "files";
          default -> "ID maps";
        };
    return (char) ('A' + view.task) + ": " + what;
  }
}
