package org.ctrtool.tools.processes;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.grammar.UsageError;
import org.jspecify.annotations.Nullable;

/** The environment of a program that is to be run, while it is being made. */
public final class Variables {
  private final List<String> variables;

  private Variables(List<String> variables) {
    this.variables = new ArrayList<>(variables);
  }

  /** Begins with those of {@code environment}. */
  public static Variables of(Environment environment) {
    return new Variables(environment.variables());
  }

  /**
   * {@code name}, if a variable can have it.
   *
   * @throws UsageError if it is empty or contains {@code =}
   */
  public static String name(String name) {
    UsageError.when(
        name.isEmpty() || name.indexOf('=') >= 0,
        OsStrings.quoted(name) + " is no name of a variable");
    return name;
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

  /** Sets a variable. */
  public Variables set(String name, String value) {
    unset(name);
    variables.add(name + "=" + value);
    return this;
  }

  /** Removes a variable, every time it is there. */
  public Variables unset(String name) {
    String start = name + "=";
    variables.removeIf(variable -> variable.startsWith(start));
    return this;
  }

  /** The variables as they are now. */
  public Environment environment() {
    return new Environment(variables);
  }

  /** The directories in which a program with this environment is looked for. */
  public String searchPath() {
    String path = value("PATH");
    return path == null ? Invocation.DEFAULT_SEARCH_PATH : path;
  }
}
