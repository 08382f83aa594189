package org.ctrtool.cli;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.linux.Inherited;
import org.ctrtool.linux.JnaKernel;

/**
 * Does once what most starts do, for the cache that the build makes. What this host does not allow
 * fails, and is then not in the cache.
 */
final class Training {
  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("ctrtool", "--version"),
          List.of("ctrtool", "help"),
          List.of("ctrtool", "help", "run"),
          List.of("ctrtool", "plan", "run", "--", "true"),
          List.of("ctrtool", "run", "--", "true"));

  private Training() {}

  /** Runs the commands. */
  public static void main(String[] arguments) {
    Inherited.record();
    Kernel kernel = JnaKernel.open();
    Environment environment = ProcessWords.environment();
    String program = Main.program();
    for (List<String> command : COMMANDS) {
      int status = Main.front().run(command, environment, program, kernel);
      System.err.println(command + ": " + status);
    }
    System.exit(0);
  }
}
