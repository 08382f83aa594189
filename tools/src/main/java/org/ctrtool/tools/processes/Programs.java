package org.ctrtool.tools.processes;

import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.OsStrings;

/** Running the program that a command line ends with. */
public final class Programs {
  private Programs() {}

  /**
   * Executes {@code command}, searched for as execvp(3) does. Returns only by being refused.
   *
   * @param command the program and its arguments
   * @param variables its environment; PATH in it says where it is searched for
   */
  public static void execute(ChildKernel kernel, List<String> command, Variables variables) {
    kernel.doing("executing " + OsStrings.quoted(command.get(0)));
    kernel.execvpe(command.get(0), command, variables.environment(), variables.searchPath());
  }
}
