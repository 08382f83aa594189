package org.ctrtool.tools.ttyproxy;

import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.processes.IgnoredSignals;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;
import org.ctrtool.tools.terminal.TerminalRelay;

/** Starts the program and relays. */
final class TtyProxy {
  private TtyProxy() {}

  static int run(Kernel kernel, TtyProxyTool.Request request, Invocation invocation) {
    boolean ignoresChildren = IgnoredSignals.now(kernel).has(Signal.SIGCHLD);
    // A child's status cannot be asked for while SIGCHLD is ignored.
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    Ends ends =
        request.pipes
            ? Ends.pipes(kernel, request.separateErrors)
            : Ends.terminal(kernel, request.multiplexer, request.separateErrors);
    kernel.doing("preparing the relay");
    TerminalRelay relay = TerminalRelay.prepare(kernel, ends.relay(), request.rules());
    Variables variables = Variables.of(invocation.environment());
    kernel.doing("starting the program");
    Pid program =
        kernel.clone(
            new CloneRequest(
                CloneFlags.NONE, Invocation.ending(new TtyProxyTool(), TtyProxyTool.FAILED)),
            child -> {
              child.doing("preparing the program");
              ends.take(child);
              if (ignoresChildren) {
                child.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
              }
              Programs.execute(child, request.command, variables);
            });
    ends.closeProgramsSide(kernel);
    return relay.run(program);
  }
}
