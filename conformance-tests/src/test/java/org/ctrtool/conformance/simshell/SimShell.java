package org.ctrtool.conformance.simshell;

import java.util.Set;
import java.util.TreeSet;
import org.ctrtool.api.Kernel;
import org.ctrtool.sim.SimHost;
import org.jspecify.annotations.Nullable;

/** A shell and utilities for simulated machines. */
public final class SimShell {
  private SimShell() {}

  /** Installs the shell, as {@code sh} and {@code bash}, and the utilities. */
  public static void installInto(SimHost host, String directory) {
    Utilities.ALL.forEach((name, program) -> host.program(directory + name, program));
  }

  /** The content of a file. */
  public static String read(Kernel kernel, String path) {
    return Streams.readFile(kernel, path);
  }

  /**
   * Why a script is one for a real shell, null if it is not.
   *
   * @param more programs there are besides the utilities
   */
  public static @Nullable String obstacle(String script, Set<String> more) {
    Set<String> programs = new TreeSet<>(Utilities.ALL.keySet());
    programs.addAll(more);
    try {
      Syntax syntax = ShellParser.parse(script, Dialect.BASH);
      Set<String> missing = new Obstacles(programs).of(syntax);
      return missing.isEmpty() ? null : "no " + String.join(", ", missing);
    } catch (Syntax.Unsupported unsupported) {
      return unsupported.getMessage();
    }
  }
}
