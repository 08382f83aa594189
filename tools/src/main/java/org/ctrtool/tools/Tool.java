package org.ctrtool.tools;

import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.grammar.Grammar;

/**
 * A tool: a grammar for its arguments, and what it asks of the kernel.
 *
 * @param <B> the request that its arguments make
 */
public interface Tool<B> {
  /** The tool's name. */
  String name();

  /** Other names the tool goes by. */
  default List<String> aliases() {
    return List.of();
  }

  /** What the tool does, in a few words, for the list of tools. */
  String summary();

  /** What it understands. Made when it is asked for: the other tools cost nothing. */
  Grammar<B> grammar();

  /**
   * The exit status when something fails, other than a usage error and an exec: 1 for a tool that
   * runs no program, 125 for one that does.
   */
  default int failureStatus(B request) {
    return 1;
  }

  /**
   * Whether the tool needs a process to itself, for signals and for what it becomes: a JVM, which
   * has threads of its own, hands over to the static binary before {@link #run}.
   */
  default boolean ownsProcess() {
    return false;
  }

  /**
   * Carries out a request. A refused call, or a {@link org.ctrtool.tools.grammar.UsageError} before
   * anything was done, may be thrown: the front end says so in one line.
   *
   * @return the exit status
   */
  int run(B request, Invocation invocation, Kernel kernel);
}
