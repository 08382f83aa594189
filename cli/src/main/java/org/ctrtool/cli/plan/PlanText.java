package org.ctrtool.cli.plan;

import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Execution;

/** Writes a plan for people. */
final class PlanText {
  private PlanText() {}

  static String of(Plan plan) {
    StringBuilder text = new StringBuilder();
    String heading = "";
    int width = Integer.toString(plan.steps().size()).length();
    for (Step step : plan.steps()) {
      String next = (step.task().equals("main") ? "" : step.task() + ": ") + step.doing();
      if (!next.equals(heading)) {
        heading = next;
        text.append("# ").append(heading).append('\n');
      }
      String number = Integer.toString(step.number());
      text.append(" ".repeat(width - number.length() + 1)).append(number).append("  ");
      text.append(step.call()).append(" = ").append(step.result()).append('\n');
      Reason reason = step.reason();
      if (reason != null) {
        // Where all went well, what was refused was asked to find out whether it would be.
        String verdict = plan.isAllowed() ? "expected: " : "refused: ";
        text.append(" ".repeat(width + 3)).append(verdict).append(reason).append('\n');
      }
    }
    for (Execution execution : plan.executed()) {
      text.append("executed: ").append(OsStrings.quoted(execution.path()));
      execution.argv().forEach(word -> text.append(' ').append(OsStrings.quoted(word)));
      text.append(execution.known() ? "\n" : " (its own calls are not known)\n");
    }
    lines(text, "standard output: ", plan.output());
    lines(text, "standard error: ", plan.messages());
    plan.failures().forEach(failure -> text.append("not known: ").append(failure).append('\n'));
    plan.notes().forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.append("exit status: ").append(plan.status()).append('\n').toString();
  }

  private static void lines(StringBuilder text, String before, String lines) {
    lines.lines().forEach(line -> text.append(before).append(line).append('\n'));
  }
}
