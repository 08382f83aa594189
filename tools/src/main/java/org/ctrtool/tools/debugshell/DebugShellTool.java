package org.ctrtool.tools.debugshell;

import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.descriptors.DescriptorSpec;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.processes.Variables;

/** Runs a command for every connection, perhaps as the companion of a program. */
public final class DebugShellTool implements Tool<DebugShellTool.Request> {
  private static final int MOST_WAITING = 4096;
  private static final int FAILED = 125;

  /** What is to be served, and how. */
  public static final class Request extends ServerOptions {
    private boolean listen;
    private boolean anyFamily;
    boolean endWithProgram;
    List<String> program = List.of();

    Request() {}
  }

  /** The tool. */
  public DebugShellTool() {}

  @Override
  public String name() {
    return "debug_shell";
  }

  @Override
  public String summary() {
    return "run a command for every connection to a socket";
  }

  @Override
  public int failureStatus(Request request) {
    return request.program.isEmpty() ? 1 : FAILED;
  }

  @Override
  public Grammar<Request> grammar() {
    Grammar.Builder<Request> grammar =
        Grammar.of(name(), Request::new)
            .synopsis("-c WORD [-c WORD]... [OPTION]... [PROGRAM [ARGUMENT...]]")
            .describedAs(
                "Accepts connections on a listening socket and runs a command for each, in a new"
                    + " session, with the connection as its standard input and output. No shell is"
                    + " involved, and no terminal; tty_proxy makes one.")
            .describedAs(
                "With PROGRAM this process becomes PROGRAM, and the server goes on as its child,"
                    + " in a session of its own, also after PROGRAM's end.")
            .describedAs(
                "Who can connect gets a command with the rights of the server: the mode of a Unix"
                    + " socket and of its directory is the protection, and --allow-uid.");
    ServerOptions.addTo(grammar)
        .flag(
            'l',
            "listen",
            "let the socket listen; without it, it must already",
            r -> r.listen = true)
        .flag('u', "unix-only", "accept only a Unix socket; this is so", r -> r.anyFamily = false)
        .flag('E', "any-family", "accept a socket of any family", r -> r.anyFamily = true)
        .flag(
            "end-with-program",
            "the server gets SIGTERM when PROGRAM ends",
            r -> r.endWithProgram = true)
        .check(
            r ->
                UsageError.when(
                    r.anyFamily && !r.allowed.isEmpty(), "--allow-uid is for Unix sockets alone"))
        .check(
            r ->
                UsageError.when(
                    r.endWithProgram && r.program.isEmpty(), "--end-with-program needs a PROGRAM"));
    return grammar
        .program("PROGRAM [ARGUMENT...]", 0, (r, words) -> r.program = words)
        .status(1, "there is no PROGRAM, and the server could not start or go on")
        .programStatuses()
        .example(
            "ctrtool debug_shell -f 3 -c ctrtool -c tty_proxy -c bash -c -i server",
            "a server, and behind it a shell with a terminal for whoever connects to descriptor 3")
        .difference(
            "If PROGRAM cannot be executed, no server is left. It begins to serve when PROGRAM has"
                + " been executed.")
        .difference(
            "The server sleeps until a connection comes, waits longer and longer if descriptors or"
                + " memory are short, and ends with a message if the socket is broken.")
        .difference("What cannot be started for a connection is told on standard error.")
        .difference("The kind of the socket is checked before it is changed.")
        .build();
  }

  @Override
  public int run(Request request, Invocation invocation, Kernel kernel) {
    DescriptorSpec.requireOpen(kernel, request.socket, "");
    check(request, kernel);
    Fd socket = Server.hidden(kernel, request.socket);
    if (request.program.isEmpty()) {
      new Server(kernel, request, socket, Variables.of(invocation.environment())).serve();
    } else {
      new Companion(kernel, request, invocation, socket).start();
    }
    return failureStatus(request);
  }

  private static void check(Request request, Kernel kernel) {
    kernel.doing("checking the socket");
    int domain = kernel.getsockopt(request.socket, SocketOption.SO_DOMAIN);
    if (!request.anyFamily && domain != SocketDomain.AF_UNIX.number()) {
      throw new ToolFailure("not a Unix domain socket (-E allows others)");
    }
    if (request.listen) {
      kernel.listen(request.socket, MOST_WAITING);
    } else if (!Server.isListening(kernel, request.socket)) {
      throw new ToolFailure("not a listening socket (-l lets it listen)");
    }
  }
}
