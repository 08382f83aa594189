package org.ctrtool.cli.plan;

import java.util.List;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Execution;

/** Writes a plan for programs. */
final class PlanJson {
  private PlanJson() {}

  static String of(Plan plan) {
    StringBuilder json = new StringBuilder("{\n  \"steps\": [");
    String before = "\n    ";
    for (Step step : plan.steps()) {
      json.append(before).append(of(step));
      before = ",\n    ";
    }
    json.append(plan.steps().isEmpty() ? "" : "\n  ").append("],\n  \"executed\": [");
    before = "\n    ";
    for (Execution execution : plan.executed()) {
      json.append(before).append("{\"path\": ").append(text(execution.path()));
      json.append(", \"argv\": ").append(list(execution.argv()));
      json.append(", \"known\": ").append(execution.known()).append('}');
      before = ",\n    ";
    }
    json.append(plan.executed().isEmpty() ? "" : "\n  ").append("],\n");
    json.append("  \"stdout\": ").append(text(plan.output())).append(",\n");
    json.append("  \"stderr\": ").append(text(plan.messages())).append(",\n");
    json.append("  \"notKnown\": ").append(list(plan.failures())).append(",\n");
    json.append("  \"newMounts\": ").append(list(plan.newMounts())).append(",\n");
    json.append("  \"goneMounts\": ").append(list(plan.goneMounts())).append(",\n");
    json.append("  \"allowed\": ").append(plan.isAllowed()).append(",\n");
    json.append("  \"notes\": ").append(list(plan.notes())).append(",\n");
    return json.append("  \"status\": ").append(plan.status()).append("\n}\n").toString();
  }

  private static String of(Step step) {
    StringBuilder json = new StringBuilder("{\"number\": ").append(step.number());
    json.append(", \"task\": ").append(text(step.task()));
    json.append(", \"doing\": ").append(text(step.doing()));
    json.append(", \"call\": ").append(text(step.call()));
    if (step.isRefused()) {
      json.append(", \"refused\": {\"errno\": ").append(text(step.result()));
      Reason reason = step.reason();
      if (reason != null) {
        json.append(", \"rule\": ").append(text(reason.rule()));
        json.append(", \"explanation\": ").append(text(reason.explanation()));
        json.append(", \"source\": ").append(text(reason.source()));
      }
      json.append('}');
    } else {
      json.append(", \"result\": ").append(text(step.result()));
    }
    return json.append('}').toString();
  }

  private static String list(List<String> words) {
    StringBuilder json = new StringBuilder("[");
    for (String word : words) {
      json.append(json.length() > 1 ? ", " : "").append(text(word));
    }
    return json.append(']').toString();
  }

  /** Bytes that are no UTF-8 become lone surrogates, which JSON can escape. */
  static String text(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7F || Character.isSurrogate(c)) {
            json.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
