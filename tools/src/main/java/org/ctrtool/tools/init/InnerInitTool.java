package org.ctrtool.tools.init;

import java.util.List;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;

/** What {@code run --init} executes as process 1 of the container. Not for the command line. */
public final class InnerInitTool implements Tool<InnerInitTool.Request> {
  /** Its name. */
  public static final String NAME = "_init";

  private static final int FAILED = 125;

  /** The tool. */
  public InnerInitTool() {}

  /** The program to run. */
  public static final class Request {
    List<String> command = List.of();

    Request() {}
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "process 1 of a container";
  }

  @Override
  public int failureStatus(Request request) {
    return FAILED;
  }

  @Override
  public Grammar<Request> grammar() {
    return Grammar.of(name(), Request::new)
        .program("PROGRAM [ARGUMENT...]", 1, (r, words) -> r.command = words)
        .programStatuses()
        .build();
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    return Init.run(
        kernel,
        request.command,
        invocation.environment(),
        invocation.searchPath(),
        new Ending("ctrtool run", FAILED));
  }
}
