package org.ctrtool.sim;

import java.util.List;
import org.ctrtool.api.Environment;

/**
 * A program that was executed.
 *
 * @param pid the process, as the initial PID namespace counts
 * @param path its file, from the root of the process's mount namespace
 * @param argv its arguments
 * @param environment its environment
 * @param known whether there is Java code for it; if not, the process ended with the status that
 *     the test chose
 */
public record Execution(
    int pid, String path, List<String> argv, Environment environment, boolean known) {
  /** Takes a copy of the list. */
  public Execution {
    argv = List.copyOf(argv);
  }
}
