package org.ctrtool.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a program. Written as a count only: it may hold secrets.
 *
 * @param variables {@code NAME=VALUE} each
 */
public record Environment(List<String> variables) {
  /** Takes a copy of the list. */
  public Environment {
    variables = List.copyOf(variables);
  }

  /** The value of a variable, null if it is unset; the first one counts, as for getenv(3). */
  public @Nullable String value(String name) {
    String start = name + "=";
    for (String variable : variables) {
      if (variable.startsWith(start)) {
        return variable.substring(start.length());
      }
    }
    return null;
  }

  /** The same with one variable set, in place of whatever it was. */
  public Environment with(String name, String value) {
    List<String> changed = others(name);
    changed.add(name + "=" + value);
    return new Environment(changed);
  }

  /** The same without a variable, every time it is there. */
  public Environment without(String name) {
    return new Environment(others(name));
  }

  private List<String> others(String name) {
    List<String> others = new ArrayList<>();
    String start = name + "=";
    for (String variable : variables) {
      if (!variable.startsWith(start)) {
        others.add(variable);
      }
    }
    return others;
  }

  @Override
  public String toString() {
    return "/* " + variables.size() + (variables.size() == 1 ? " var */" : " vars */");
  }
}
