package org.ctrtool.tools.launcher;

import org.ctrtool.tools.namespaces.NamespaceKind;
import org.ctrtool.tools.namespaces.NamespaceRequest;

/** The variables by which the launcher tells the script and the program of descriptors. */
final class VariableNames {
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

  private VariableNames() {}

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
}
