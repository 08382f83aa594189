package org.ctrtool.tools.init;

import java.util.List;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;

/**
 * Executes the command of a container from a ctrtool that nobody can write to, so that /proc/self/exe, as the
 * command or its interpreter, is no program of the host. Not for the command line.
 */
public final class InnerExecTool implements Tool<InnerExecTool.Request> {
  /** Its name. */
  public static final String NAME = "_exec";

  private static final int FAILED = 125;

  /** The tool. */
  public InnerExecTool() {}

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
    return "the last step into a container";
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
    String program = request.command.get(0);
    kernel.become(
        new Ending("ctrtool run", FAILED),
        last -> {
          last.doing("executing " + program);
          last.execvpe(
              program, request.command, invocation.environment(), invocation.searchPath());
        });
    return FAILED;
  }
}
