package org.ctrtool.tools.debugshell;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;

/**
 * Starts the server as a child and becomes the program. The server is this binary once more: it
 * gets a pipe that the exec of the program closes, and this process, to see whether it lives then.
 */
final class Companion {
  private final Kernel kernel;
  private final DebugShellTool.Request request;
  private final Invocation invocation;
  private final Fd socket;

  Companion(Kernel kernel, DebugShellTool.Request request, Invocation invocation, Fd socket) {
    this.kernel = kernel;
    this.request = request;
    this.invocation = invocation;
    this.socket = socket;
  }

  void start() {
    kernel.doing("preparing the server");
    Ending ending =
        Invocation.ending(new DebugShellTool(), new DebugShellTool().failureStatus(request));
    Pipe executed = kernel.pipe2(PipeFlags.O_CLOEXEC);
    Pid self = kernel.getpid();
    Fd process = kernel.pidfdOpen(self);
    Fd ctrtool =
        kernel.openat(
            Fd.AT_FDCWD, invocation.program(), OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    List<String> argv = argv(executed.readEnd(), process);
    kernel.doing("starting the server");
    kernel.clone(
        new CloneRequest(CloneFlags.NONE, ending),
        child -> {
          child.doing("starting the server");
          child.close(executed.writeEnd());
          becomeServer(child, List.of(socket, executed.readEnd(), process), self);
          child.execveat(ctrtool, "", argv, invocation.environment(), AtFlags.AT_EMPTY_PATH);
        });
    Variables variables = Variables.of(invocation.environment());
    kernel.become(ending, last -> Programs.execute(last, request.program, variables));
  }

  private void becomeServer(ChildKernel child, List<Fd> inherited, Pid parent) {
    child.setsid();
    if (request.endWithProgram) {
      child.prctlSetPdeathsig(Signal.SIGTERM);
      child.requireParent(parent);
    }
    for (Fd fd : inherited) {
      child.fcntlSetfd(fd, FdFlags.NONE);
    }
  }

  private List<String> argv(Fd executed, Fd process) {
    List<String> argv = new ArrayList<>(List.of("ctrtool", ServerTool.NAME));
    argv.addAll(List.of("-f", socket.toString()));
    argv.addAll(List.of("--executed", executed.toString()));
    argv.addAll(List.of("--program", process.toString()));
    argv.addAll(request.words());
    return argv;
  }
}
