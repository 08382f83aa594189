package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.ProcessDirectory;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/**
 * The script that prepares the child from outside. It gets those of the launcher's descriptors that
 * it is told of, and no others.
 */
final class HookScript {
  private final List<String> argv;
  private final Variables variables;
  private final List<Fd> passed = new ArrayList<>();
  private final String searchPath;

  private HookScript(List<String> argv, Variables variables, String searchPath) {
    this.argv = argv;
    this.variables = variables;
    this.searchPath = searchPath;
  }

  /**
   * Opens what the script is told of.
   *
   * @param socket its end of the pair of sockets
   */
  static HookScript of(
      Kernel kernel,
      String script,
      LauncherOptions options,
      Invocation invocation,
      ProcessDirectory directory,
      LaunchHandles handles,
      @Nullable Fd socket) {
    List<String> argv = new ArrayList<>();
    if (options.scriptIsShell) {
      argv.addAll(List.of(options.scriptInterpreter, "-c", script, "-"));
    } else {
      argv.add(script);
    }
    Variables variables = Variables.of(invocation.environment());
    HookScript hook = new HookScript(argv, variables, invocation.searchPath());
    argv.add(directory.child().toString());
    hook.argument(directory.directory());
    hook.argument(socket);
    hook.variable(VariableNames.PID_FD, options.pidfd ? directory.process() : null);
    hook.variable(
        VariableNames.EXEC_FD, handles.filled() == null ? handles.executable() : handles.filled());
    for (NamespaceKind kind : options.shown) {
      kernel.doing("opening the child's namespaces");
      OpenFlags flags = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
      String path = "ns/" + kind.fileName();
      hook.variable(
          VariableNames.namespace(kind),
          kernel.openat(directory.directory(), path, flags, Mode.NONE));
    }
    return hook;
  }

  /** Adds an argument, the number of a descriptor; -1 if there is none. */
  private void argument(@Nullable Fd fd) {
    argv.add(fd == null ? "-1" : Integer.toString(fd.number()));
    pass(fd);
  }

  private void variable(String name, @Nullable Fd fd) {
    variables.set(name, fd);
    pass(fd);
  }

  private void pass(@Nullable Fd fd) {
    if (fd != null) {
      passed.add(fd);
    }
  }

  /**
   * Runs it and waits for it.
   *
   * @throws ToolFailure if it fails
   */
  void run(Kernel kernel, Ending ending) {
    kernel.doing("running the script");
    Pid pid = kernel.clone(new CloneRequest(CloneFlags.NONE, ending), this::execute);
    WaitStatus status = Children.await(kernel, pid);
    if (status.isKilled()) {
      throw new ToolFailure("the script was killed by " + new Signal(status.status()));
    }
    if (status.status() != 0) {
      throw new ToolFailure("the script ended with status " + status.status());
    }
  }

  /**
   * The launcher becomes the script, which gets the lock, its side of the program's standard
   * descriptors, and the means to release the child: it has to write one byte there. Its end,
   * without that, ends the child.
   */
  void replaceLauncher(Kernel kernel, LaunchHandles handles, Gate gate, Ending ending) {
    argument(handles.lock());
    argument(gate.release().writeEnd());
    StandardStreams streams = handles.streams();
    if (streams != null) {
      streams.block(kernel);
      variable(VariableNames.STDIN_FD, streams.input());
      variable(VariableNames.STDOUT_FD, streams.output());
      variable(VariableNames.STDERR_FD, streams.error());
    }
    kernel.become(ending, this::execute);
  }

  private void execute(ChildKernel kernel) {
    kernel.doing("executing the script");
    for (Fd fd : passed) {
      kernel.fcntlSetfd(fd, FdFlags.NONE);
    }
    Environment environment = variables.environment();
    kernel.execvpe(argv.get(0), argv, environment, searchPath);
  }
}
