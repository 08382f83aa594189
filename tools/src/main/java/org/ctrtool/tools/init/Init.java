package org.ctrtool.tools.init;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.processes.Children;
import org.jspecify.annotations.Nullable;

/**
 * Runs one program, passes signals on to it, reaps whatever becomes its child, and ends as the
 * program does.
 */
public final class Init {
  private static final int SIGNALFD_SIGINFO = 128;

  private final Kernel kernel;
  private final Fd signals;
  private final Pid program;
  private @Nullable WaitStatus end;

  private Init(Kernel kernel, Fd signals, Pid program) {
    this.kernel = kernel;
    this.signals = signals;
    this.program = program;
  }

  /**
   * Starts the program and stays until it has ended.
   *
   * @param ending how the program's process ends if it cannot be executed
   * @return the program's status as a shell reports it
   */
  public static int run(
      Kernel kernel,
      List<String> command,
      Environment environment,
      String searchPath,
      Ending ending) {
    kernel.doing("starting " + command.get(0));
    SignalSet before = kernel.sigprocmask(SignalMaskChange.SIG_SETMASK, SignalSet.ALL);
    Fd signals = kernel.signalfd(SignalSet.ALL, PipeFlags.O_CLOEXEC);
    Pid program =
        kernel.clone(
            new CloneRequest(CloneFlags.NONE, ending),
            child -> {
              child.doing("executing " + command.get(0));
              child.changeSignalMask(SignalMaskChange.SIG_SETMASK, before);
              child.execvpe(command.get(0), command, environment, searchPath);
            });
    Init init = new Init(kernel, signals, program);
    kernel.doing("waiting for " + command.get(0));
    while (init.step()) {
      // each step deals with one signal
    }
    return init.end == null ? 0 : init.end.shellStatus();
  }

  /** Deals with one signal; whether the program is still there. */
  private boolean step() {
    Attempt<byte[]> attempt = Attempt.of(() -> kernel.read(signals, SIGNALFD_SIGINFO));
    if (Errno.EINTR.equals(attempt.errno())) {
      return true;
    }
    Signal signal = new Signal(attempt.orThrow()[0] & 0xFF);
    if (signal.equals(Signal.SIGCHLD)) {
      Children.Left left = Children.Left.MORE;
      while (left == Children.Left.MORE) {
        left = Children.reap(kernel, this::noteEnd);
      }
    } else {
      kernel.tolerating(Errno.ESRCH, k -> k.kill(program, signal));
    }
    return end == null;
  }

  private void noteEnd(WaitStatus child) {
    if (child.pid().equals(program)) {
      end = child;
    }
  }
}
