package org.ctrtool.tools.launcher;

import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.ProcessDirectory;
import org.jspecify.annotations.Nullable;

/** The script that prepares the child from outside. */
final class HookScript {
  /** Stands for a descriptor that there is none of. */
  private static final String NONE = "-1";

  private HookScript() {}

  /**
   * Runs the script and waits for it. It gets those of the launcher's descriptors that it is told
   * of, and no others.
   *
   * @throws LaunchFailure if it fails
   */
  static void run(
      Kernel kernel,
      String script,
      LauncherOptions options,
      Invocation invocation,
      ProcessDirectory directory,
      LaunchHandles handles,
      Ending ending) {
    kernel.doing("running the script");
    @Nullable Fd process = options.pidfd ? directory.process() : null;
    @Nullable Fd executable = handles.executable();
    Environment environment =
        Variables.of(invocation.environment())
            .set(Variables.PID_FD, process)
            .set(Variables.EXEC_FD, executable)
            .environment();
    List<String> argv = argv(script, options, directory);
    Pid pid =
        kernel.clone(
            new CloneRequest(CloneFlags.NONE, ending),
            child -> {
              child.doing("executing the script");
              pass(child, directory.directory());
              pass(child, process);
              pass(child, executable);
              child.execvpe(argv.get(0), argv, environment, invocation.searchPath());
            });
    judge(Children.await(kernel, pid));
  }

  private static List<String> argv(
      String script, LauncherOptions options, ProcessDirectory directory) {
    String child = directory.child().toString();
    String descriptor = directory.directory().toString();
    return options.scriptIsShell
        ? List.of(options.scriptInterpreter, "-c", script, "-", child, descriptor, NONE)
        : List.of(script, child, descriptor, NONE);
  }

  private static void pass(ChildKernel kernel, @Nullable Fd fd) {
    if (fd != null) {
      kernel.fcntlSetfd(fd, FdFlags.NONE);
    }
  }

  private static void judge(WaitStatus status) {
    if (status.isKilled()) {
      throw new LaunchFailure("the script was killed by " + new Signal(status.status()));
    }
    if (status.status() != 0) {
      throw new LaunchFailure("the script ended with status " + status.status());
    }
  }
}
