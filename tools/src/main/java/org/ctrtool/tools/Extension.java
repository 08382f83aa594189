package org.ctrtool.tools;

import org.ctrtool.api.Kernel;

/**
 * A command that is no tool: it needs more than a kernel, so not every front end has it. The static
 * binary has none.
 */
public interface Extension {
  /** The command's name, or {@link Front#SIMULATE}. */
  String name();

  /** What it does, in a few words. */
  String summary();

  /** The help text, with line breaks. */
  String help();

  /**
   * Carries it out.
   *
   * @param invocation its argument vector begins with its name; for {@link Front#SIMULATE} with the
   *     host (empty if none was named) instead, followed by tool and arguments
   * @return the exit status
   */
  int run(Invocation invocation, Kernel kernel);
}
