package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.tools.Invocation;
import org.jspecify.annotations.Nullable;

/** An environment being made. */
final class Variables {
  /** Holds the descriptor of the file that is executed. */
  static final String EXEC_FD = "CTRTOOL_CONTAINER_LAUNCHER_EXEC_FD";

  /** Holds a descriptor of the child. */
  static final String PID_FD = "CTRTOOL_CONTAINER_LAUNCHER_PID_FD";

  private static final String PATH = "PATH=";

  private final List<String> variables;

  private Variables(List<String> variables) {
    this.variables = new ArrayList<>(variables);
  }

  /** Begins with those of {@code environment}. */
  static Variables of(Environment environment) {
    return new Variables(environment.variables());
  }

  /** Begins without any. */
  static Variables none() {
    return new Variables(List.of());
  }

  /** Sets {@code name} to the number of {@code fd}; leaves it alone if there is none. */
  Variables set(String name, @Nullable Fd fd) {
    if (fd != null) {
      String start = name + "=";
      variables.removeIf(variable -> variable.startsWith(start));
      variables.add(start + fd.number());
    }
    return this;
  }

  Environment environment() {
    return new Environment(variables);
  }

  /** The directories in which a program with this environment is looked for. */
  static String searchPath(Environment environment) {
    for (String variable : environment.variables()) {
      if (variable.startsWith(PATH)) {
        return variable.substring(PATH.length());
      }
    }
    return Invocation.DEFAULT_SEARCH_PATH;
  }
}
