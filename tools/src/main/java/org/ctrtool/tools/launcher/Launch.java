package org.ctrtool.tools.launcher;

import java.util.function.Supplier;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.files.Files;
import org.ctrtool.tools.files.SealedProgram;
import org.ctrtool.tools.namespaces.NamespaceFiles;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.ProcessDirectory;
import org.ctrtool.tools.terminal.RelayRules;
import org.ctrtool.tools.terminal.TerminalRelay;
import org.jspecify.annotations.Nullable;

/**
 * One launch, as the launcher sees it, in the order in which things happen. Whatever fails, no
 * child is left behind.
 */
final class Launch {
  private final Kernel kernel;
  private final LauncherOptions options;
  private final Invocation invocation;
  private final Ending ending;
  private @Nullable HookScript script;
  private @Nullable TerminalRelay relay;

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
    if (options.inPlace) {
      return becomeProgram(plan);
    }
    Gate gate = Gate.make(kernel);
    LaunchHandles handles = open();
    NamespaceFiles.enterEach(kernel, options.before);
    Pid child = makeChild(plan, handles, gate);
    closeChildsEnds(handles);
    kernel.doing("waiting for the child");
    Attempt<Boolean> reached = Attempt.of(() -> gate.isReached(kernel));
    if (Boolean.FALSE.equals(reached.value())) {
      return endedEarly(child);
    }
    Throwable failure =
        reached.refusal() != null
            ? reached.refusal()
            : Attempt.failure(() -> prepare(child, plan, handles));
    if (failure != null) {
      Children.end(kernel, child);
      throw Attempt.again(failure);
    }
    if (options.scriptReplacesLauncher && script != null) {
      script.replaceLauncher(kernel, handles, gate, ending);
    }
    kernel.doing("releasing the child");
    gate.open(kernel);
    return end(child, handles);
  }

  /** Without a child: this process goes through the same steps, and becomes the program. */
  private int becomeProgram(LaunchPlan plan) {
    LaunchHandles handles = LaunchHandles.ofExecutable(openExecutable());
    kernel.become(
        ending,
        last -> LaunchedChild.runInPlace(last, options, plan, handles, invocation.environment()));
    return 0;
  }

  // Before there is a child

  private LaunchHandles open() {
    boolean anonymous = options.executable instanceof Executable.Anonymous;
    @Nullable Fd filled = anonymous ? makeAnonymous() : null;
    @Nullable Fd executable = filled == null ? openExecutable() : reopened(filled);
    @Nullable Fd lock = options.lockFile == null ? null : lock(options.lockFile);
    @Nullable Fd log = options.logFile == null ? null : openLog(options.logFile);
    kernel.doing("preparing the child's descriptors");
    return new LaunchHandles(
        options.waitExec ? kernel.pipe2(PipeFlags.O_CLOEXEC) : null,
        lock,
        log,
        executable,
        filled,
        options.socketType == 0 ? null : kernel.pipe2(PipeFlags.O_CLOEXEC),
        options.streams == null ? null : openStreams(options.streams));
  }

  private StandardStreams openStreams(LauncherOptions.Streams kind) {
    StandardStreams streams = StandardStreams.open(kernel, kind);
    streams.giveTo(kernel, options.streamOwner(), options.streamGroup);
    if (!options.scriptReplacesLauncher) {
      relay = TerminalRelay.prepare(kernel, streams.wires(kernel), RelayRules.CONTAINER);
    }
    return streams;
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
      case Executable.Anonymous anonymous -> null;
      case Executable.Nothing nothing -> null;
    };
  }

  private Fd makeAnonymous() {
    kernel.doing("making an anonymous file");
    Fd file = SealedProgram.executableMemfd(kernel, "");
    kernel.fchmod(file, new Mode(0755));
    return file;
  }

  /** The same file with an offset of its own, at the start whatever the script writes. */
  private Fd reopened(Fd file) {
    return openFile("/proc/self/fd/" + file, OpenFlags.O_RDONLY, Mode.NONE);
  }

  private Fd openFile(String path, OpenFlags flags, Mode mode) {
    return kernel.openat(Fd.AT_FDCWD, path, flags.or(OpenFlags.O_CLOEXEC), mode);
  }

  private Fd lock(String path) {
    kernel.doing("locking " + OsStrings.quoted(path));
    Fd file = openFile(path, OpenFlags.O_RDWR.or(OpenFlags.O_CREAT), new Mode(0600));
    new FileLock(kernel, file).take(options.lockSeconds);
    return file;
  }

  private Fd openLog(String path) {
    kernel.doing("opening the log file");
    OpenFlags append = OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT).or(OpenFlags.O_APPEND);
    return openFile(path, append.or(OpenFlags.O_NOCTTY), new Mode(0600));
  }

  private Pid makeChild(LaunchPlan plan, LaunchHandles handles, Gate gate) {
    kernel.doing("making the child");
    Pipe executed = handles.executed();
    Ending childs =
        new Ending(ending.name(), ending.status(), executed == null ? null : executed.writeEnd());
    CloneRequest clone = new CloneRequest(options.namespaces, childs, false, options.pids);
    Environment environment = invocation.environment();
    return asOwner(
        () ->
            kernel.clone(
                clone,
                inside -> LaunchedChild.run(inside, options, plan, handles, gate, environment)));
  }

  /** Who makes a user namespace owns it. The capabilities to make the others have to stay. */
  private Pid asOwner(Supplier<Pid> cloning) {
    Uid owner = options.owner;
    if (owner == null) {
      return cloning.get();
    }
    Ids before = kernel.getresuid();
    Uid effective = new Uid(before.effective());
    kernel.setresuid(Uid.KEEP, owner, effective);
    Capabilities capabilities = kernel.capget();
    kernel.capset(
        new Capabilities(
            capabilities.permitted(), capabilities.permitted(), capabilities.inheritable()));
    Attempt<Pid> child = Attempt.of(cloning);
    kernel.setresuid(Uid.KEEP, effective, new Uid(before.saved()));
    return child.orThrow();
  }

  // While the child waits

  /** Also because shells write to descriptors of one digit only: the script's should have one. */
  private void closeChildsEnds(LaunchHandles handles) {
    if (handles.executed() != null) {
      kernel.close(handles.executed().writeEnd());
    }
    if (handles.sockets() != null) {
      kernel.close(handles.sockets().readEnd());
      kernel.close(handles.sockets().writeEnd());
    }
    if (handles.streams() != null) {
      handles.streams().closeProgramSide(kernel);
    }
  }

  /** The child has said why, unless somebody killed it. */
  private int endedEarly(Pid child) {
    WaitStatus status = Children.await(kernel, child);
    if (status.isKilled()) {
      say("the child was killed by " + new Signal(status.status()));
    }
    return LauncherTool.FAILED;
  }

  /** Everything that is done to the child. */
  private void prepare(Pid child, LaunchPlan plan, LaunchHandles handles) {
    requireEmptyFile();
    raiseLimits(child, plan);
    writePidFiles(child);
    @Nullable ProcessDirectory directory =
        needsProcessDirectory() ? ProcessDirectory.of(kernel, child) : null;
    if (directory != null) {
      directory.writeMaps(kernel, options.denySetgroups, options.uidMap, options.gidMap);
    }
    if (directory != null && options.script != null) {
      @Nullable Fd socket = fetchSocket(directory, handles);
      script =
          HookScript.of(kernel, options.script, options, invocation, directory, handles, socket);
      if (!options.scriptReplacesLauncher) {
        script.run(kernel, ending);
      }
    }
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
      throw new ToolFailure(OsStrings.quoted(path) + " is not empty");
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

  /** The pair belongs to the child's network namespace, where it was made. */
  private @Nullable Fd fetchSocket(ProcessDirectory directory, LaunchHandles handles) {
    Pipe sockets = handles.sockets();
    if (sockets == null) {
      return null;
    }
    kernel.doing("fetching a socket from the child");
    return kernel.pidfdGetfd(directory.process(), sockets.writeEnd().number());
  }

  // When the child goes on

  private int end(Pid child, LaunchHandles handles) {
    if (relay != null) {
      return relay.run(child);
    }
    if (options.waits()) {
      return Children.await(kernel, child).shellStatus();
    }
    return handles.executed() == null ? 0 : executed(child, handles.executed());
  }

  /** What the child told: nothing, that it would execute the program, that it failed. */
  private int executed(Pid child, Pipe executed) {
    kernel.doing("waiting for the program to be executed");
    byte[] told = Files.readAll(kernel, executed.readEnd());
    if (told.length == 0) {
      return endedEarly(child);
    }
    byte last = told[told.length - 1];
    if (last == LaunchedChild.EXECUTING) {
      return 0;
    }
    Children.await(kernel, child);
    return last & 0xFF;
  }

  private void say(String what) {
    Output.message(kernel, ending.name() + ": " + what + "\n");
  }
}
