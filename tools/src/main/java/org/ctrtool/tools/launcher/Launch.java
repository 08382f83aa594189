package org.ctrtool.tools.launcher;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.ProcessDirectory;
import org.jspecify.annotations.Nullable;

/** One launch, as the launcher sees it. Whatever fails, no child is left behind. */
final class Launch {
  private static final int LOCK_EX = 2;

  private final Kernel kernel;
  private final LauncherOptions options;
  private final Invocation invocation;
  private final Ending ending;

  /**
   * A launch that is to be made.
   *
   * @param ending how the child ends if it fails
   */
  Launch(Kernel kernel, LauncherOptions options, Invocation invocation, Ending ending) {
    this.kernel = kernel;
    this.options = options;
    this.invocation = invocation;
    this.ending = ending;
  }

  /** Launches, and returns the exit status. */
  int run() {
    kernel.doing("looking at the caller's privileges");
    LaunchPlan plan = LaunchPlan.of(kernel, options);
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    LaunchHandles handles = open();
    kernel.doing("making the child");
    CloneRequest clone = new CloneRequest(options.namespaces, ending);
    Pid child =
        kernel.clone(
            clone,
            inside -> LaunchedChild.run(inside, options, plan, handles, invocation.environment()));
    kernel.close(handles.ready().writeEnd());
    kernel.doing("waiting for the child");
    if (Attempt.errno(() -> kernel.awaitByte(handles.ready().readEnd())) != null) {
      return endedEarly(child);
    }
    Throwable failure = Attempt.failure(() -> prepareAndRelease(child, plan, handles));
    if (failure != null) {
      return giveUp(child, failure);
    }
    boolean waits = options.wait || options.runsNothing();
    return waits ? Children.await(kernel, child).shellStatus() : 0;
  }

  private LaunchHandles open() {
    @Nullable Fd executable = openExecutable();
    @Nullable Fd lock = options.lockFile == null ? null : lock(options.lockFile);
    @Nullable Fd log = options.logFile == null ? null : openLog(options.logFile);
    kernel.doing("making pipes");
    return new LaunchHandles(
        kernel.pipe2(PipeFlags.O_CLOEXEC),
        kernel.pipe2(PipeFlags.O_CLOEXEC),
        lock,
        log,
        executable);
  }

  private @Nullable Fd openExecutable() {
    return switch (options.executable) {
      case Executable.Open open -> open.file();
      case Executable.OnHost host -> {
        kernel.doing("opening the program");
        yield openFile(host.path(), OpenFlags.O_RDONLY, Mode.NONE);
      }
      case Executable.Searched searched -> null;
      case Executable.Path path -> null;
      case Executable.Nothing nothing -> null;
    };
  }

  private Fd openFile(String path, OpenFlags flags, Mode mode) {
    return kernel.openat(Fd.AT_FDCWD, path, flags.or(OpenFlags.O_CLOEXEC), mode);
  }

  private Fd lock(String path) {
    kernel.doing("locking " + OsStrings.quoted(path));
    Fd file = openFile(path, OpenFlags.O_RDWR.or(OpenFlags.O_CREAT), new Mode(0600));
    Attempt<Boolean> attempt;
    do {
      attempt =
          Attempt.of(
              () -> {
                kernel.flock(file, LOCK_EX);
                return true;
              });
    } while (Errno.EINTR.equals(attempt.errno()));
    attempt.orThrow();
    return file;
  }

  private Fd openLog(String path) {
    kernel.doing("opening the log file");
    OpenFlags append = OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT).or(OpenFlags.O_APPEND);
    return openFile(path, append.or(OpenFlags.O_NOCTTY), new Mode(0600));
  }

  /** The child has said why, unless somebody killed it. */
  private int endedEarly(Pid child) {
    WaitStatus status = Children.await(kernel, child);
    if (status.isKilled()) {
      say("the child was killed by " + new Signal(status.status()));
    }
    return LauncherTool.FAILED;
  }

  /** Everything that is done to the child while it waits. */
  private void prepareAndRelease(Pid child, LaunchPlan plan, LaunchHandles handles) {
    requireEmptyFile();
    raiseLimits(child, plan);
    writePidFiles(child);
    if (needsProcessDirectory()) {
      ProcessDirectory directory = ProcessDirectory.of(kernel, child);
      directory.writeMaps(options.denySetgroups, options.uidMap, options.gidMap);
      if (options.script != null) {
        HookScript.run(kernel, options.script, options, invocation, directory, handles, ending);
      }
    }
    // This process has both ends, so a child that is gone is no SIGPIPE here.
    kernel.doing("releasing the child");
    kernel.writeAll(handles.release().writeEnd(), new byte[1]);
  }

  private boolean needsProcessDirectory() {
    return options.denySetgroups
        || options.uidMap != null
        || options.gidMap != null
        || options.script != null;
  }

  /** A cgroup.procs that is not there any more (ESRCH) has no processes either. */
  private void requireEmptyFile() {
    String path = options.emptyFile;
    if (path == null) {
      return;
    }
    kernel.doing("looking whether " + OsStrings.quoted(path) + " is empty");
    Attempt<Boolean> empty =
        Attempt.of(
            () -> {
              Fd file = openFile(path, OpenFlags.O_RDONLY, Mode.NONE);
              boolean nothing = kernel.read(file, 1).length == 0;
              kernel.close(file);
              return nothing;
            });
    if (!Errno.ESRCH.equals(empty.errno()) && !empty.orThrow()) {
      throw new LaunchFailure(OsStrings.quoted(path) + " is not empty");
    }
  }

  /** Those that the child itself might not be allowed to raise. */
  private void raiseLimits(Pid child, LaunchPlan plan) {
    kernel.doing("raising resource limits");
    for (LaunchPlan.ChangedLimit limit : plan.limits()) {
      if (limit.raisesHardLimit()) {
        kernel.setrlimit(child, limit.resource(), limit.after());
      }
    }
  }

  private void writePidFiles(Pid child) {
    for (String path : options.pidFiles) {
      kernel.doing("writing the PID to " + OsStrings.quoted(path));
      OpenFlags flags = OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT).or(OpenFlags.O_TRUNC);
      Fd file = openFile(path, flags, new Mode(0666));
      kernel.writeAll(file, OsStrings.encode(child.toString()));
      kernel.close(file);
    }
  }

  private int giveUp(Pid child, Throwable failure) {
    kernel.tolerating(Errno.ESRCH, k -> k.kill(child, Signal.SIGKILL));
    Children.await(kernel, child);
    if (failure instanceof ToolFailure said) {
      say(said.what());
      return LauncherTool.FAILED;
    }
    if (failure instanceof KernelException refused) {
      throw refused;
    }
    if (failure instanceof Error grave) {
      throw grave;
    }
    throw (RuntimeException) failure;
  }

  private void say(String what) {
    Output.message(kernel, ending.name() + ": " + what + "\n");
  }
}
