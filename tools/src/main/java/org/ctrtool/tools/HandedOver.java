package org.ctrtool.tools;

import java.util.List;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.grammar.Grammar;

/**
 * A tool that owns its process, called on a JVM: it understands what the tool does, and the static
 * binary takes the process over to carry it out.
 *
 * @param <B> the tool's request
 */
final class HandedOver<B> implements Tool<B> {
  /** What plays a sequence for a JVM is the static binary. */
  private static final String STATIC_BINARY = "/proc/self/exe";

  private final Tool<B> tool;

  private HandedOver(Tool<B> tool) {
    this.tool = tool;
  }

  /** The tool as it can be run where {@code program} is the static binary's path. */
  static Tool<?> where(String program, Tool<?> tool) {
    boolean inStaticBinary = program.equals(STATIC_BINARY);
    return tool.ownsProcess() && !inStaticBinary ? new HandedOver<>(tool) : tool;
  }

  @Override
  public String name() {
    return tool.name();
  }

  @Override
  public List<String> aliases() {
    return tool.aliases();
  }

  @Override
  public String summary() {
    return tool.summary();
  }

  @Override
  public Grammar<B> grammar() {
    return tool.grammar();
  }

  @Override
  public int failureStatus(B request) {
    return tool.failureStatus(request);
  }

  @Override
  public int run(B request, Invocation invocation, Kernel kernel) {
    int failed = tool.failureStatus(request);
    kernel.become(
        Invocation.ending(tool, failed),
        last -> last.execve(STATIC_BINARY, invocation.whole(), invocation.environment()));
    return failed;
  }
}
