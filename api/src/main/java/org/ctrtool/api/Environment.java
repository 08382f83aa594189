package org.ctrtool.api;

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

  @Override
  public String toString() {
    return "/* " + variables.size() + (variables.size() == 1 ? " var */" : " vars */");
  }
}
