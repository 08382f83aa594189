package org.ctrtool.tools.debugshell;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Timespec;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.descriptors.Readiness;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Values;
import org.ctrtool.tools.processes.Variables;

/** The server behind a program. Not for people: {@link Companion} starts it. */
public final class ServerTool implements Tool<ServerTool.Request> {
  static final String NAME = "_debug_shell";

  /** A process that has failed to execute something closes its descriptors, then it is ended. */
  private static final Timespec TO_END = new Timespec(0, 250_000_000);

  /** What the companion says. */
  public static final class Request extends ServerOptions {
    Fd executed = Fd.STDIN;
    Fd program = Fd.STDIN;

    Request() {}
  }

  /** The tool. */
  public ServerTool() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "the server behind a program";
  }

  @Override
  public Grammar<Request> grammar() {
    Grammar.Builder<Request> grammar = Grammar.of(name(), Request::new);
    ServerOptions.addTo(grammar)
        .option("executed", "N", "a pipe", (r, v) -> r.executed = Values.fd(v))
        .option("program", "N", "a process", (r, v) -> r.program = Values.fd(v));
    return grammar.build();
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    Fd socket = Server.hidden(kernel, request.socket);
    if (!isExecuted(request, kernel)) {
      return 1;
    }
    kernel.close(request.executed);
    kernel.close(request.program);
    new Server(kernel, request, socket, Variables.of(invocation.environment())).serve();
    return 1;
  }

  /** The pipe is closed by the exec, and by the end of a process that could not exec. */
  private static boolean isExecuted(Request request, Kernel kernel) {
    kernel.doing("waiting for the program");
    Attempt<byte[]> end = Attempt.of(() -> kernel.read(request.executed, 1));
    while (Errno.EINTR.equals(end.errno())) {
      end = Attempt.of(() -> kernel.read(request.executed, 1));
    }
    List<PollFd> process = List.of(new PollFd(request.program, PollEvents.POLLIN));
    return Readiness.await(kernel, process, TO_END).isEmpty();
  }
}
