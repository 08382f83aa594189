package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.ctrtool.tools.namespaces.NamespaceRequest;
import org.jspecify.annotations.Nullable;

/** An environment being made. */
final class Variables {
  /** Holds the descriptor of the file that is executed. */
  static final String EXEC_FD = "CTRTOOL_CONTAINER_LAUNCHER_EXEC_FD";

  /** Holds a descriptor of the child. */
  static final String PID_FD = NamespaceRequest.DEFAULT_VARIABLE;

  /** Holds the program's end of the pair of sockets. */
  static final String SOCKET = "CONTAINER_LAUNCHER_UNIX_FD";

  /** Holds what the script writes to and the program reads. */
  static final String STDIN_FD = "CTRTOOL_CONTAINER_LAUNCHER_CHILD_STDIN_FD";

  /** Holds what the program writes and the script reads. */
  static final String STDOUT_FD = "CTRTOOL_CONTAINER_LAUNCHER_CHILD_STDOUT_FD";

  /** Holds what the program writes to standard error. */
  static final String STDERR_FD = "CTRTOOL_CONTAINER_LAUNCHER_CHILD_STDERR_FD";

  private static final String PATH = "PATH=";

  private final List<String> variables;

  private Variables(List<String> variables) {
    this.variables = new ArrayList<>(variables);
  }

  /** Holds a namespace of the child. */
  static String namespace(NamespaceKind kind) {
    String name =
        switch (kind) {
          case USER -> "USER";
          case CGROUP -> "CGROUP";
          case IPC -> "IPC";
          case NETWORK -> "NET";
          case UTS -> "UTS";
          case PID -> "PID";
          case TIME -> "TIME";
          case MOUNT -> "MNT";
        };
    return "CTRTOOL_CONTAINER_LAUNCHER_" + name + "_NS";
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
