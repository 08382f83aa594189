package org.ctrtool.api;

import java.util.ArrayList;
import java.util.List;

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

  /** The same with one variable set, in place of whatever it was. */
  public Environment with(String name, String value) {
    List<String> changed = new ArrayList<>();
    String start = name + "=";
    for (String variable : variables) {
      if (!variable.startsWith(start)) {
        changed.add(variable);
      }
    }
    changed.add(start + value);
    return new Environment(changed);
  }

  @Override
  public String toString() {
    return "/* " + variables.size() + (variables.size() == 1 ? " var */" : " vars */");
  }
}
