package org.ctrtool.tools.launcher;

import java.util.List;
import java.util.Objects;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.files.Files;
import org.ctrtool.tools.files.SealedProgram;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;
import org.ctrtool.tools.namespaces.NamespaceFiles;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/**
 * What the child does from its birth to its exec: a straight line, in the order in which things
 * happen. Nothing is entered or executed before no_new_privs is set, if it is wanted; after {@link
 * #changeRoot} nothing is looked up by name but the program.
 */
final class LaunchedChild {
  /** What the child tells the launcher before it executes the program. */
  static final byte EXECUTING = ':';

  private static final OpenFlags PLACE =
      OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);

  private final ChildKernel kernel;
  private final LauncherOptions options;
  private final LaunchPlan plan;
  private final LaunchHandles handles;
  private final Environment callers;

  private LaunchedChild(
      ChildKernel kernel,
      LauncherOptions options,
      LaunchPlan plan,
      LaunchHandles handles,
      Environment callers) {
    this.kernel = kernel;
    this.options = options;
    this.plan = plan;
    this.handles = handles;
    this.callers = callers;
  }

  /** In a child of the launcher's. */
  static void run(
      ChildKernel kernel,
      LauncherOptions options,
      LaunchPlan plan,
      LaunchHandles handles,
      Gate gate,
      Environment callers) {
    new LaunchedChild(kernel, options, plan, handles, callers).prepareAndWait(gate);
  }

  /** In the launcher itself, of which there is no child. */
  static void runInPlace(
      ChildKernel kernel,
      LauncherOptions options,
      LaunchPlan plan,
      LaunchHandles handles,
      Environment callers) {
    new LaunchedChild(kernel, options, plan, handles, callers).prepareInPlace();
  }

  private void prepareAndWait(Gate gate) {
    plan.privileges().forbidNew(kernel);
    closeLaunchersEnds(gate);
    arrangeNamespaces(options.namespaces.bits(), true);
    leaveSession();
    Outside outside = openOutside();
    enterNamespaces();
    makeSockets();
    kernel.doing("waiting for the launcher");
    gate.pass(kernel);
    closeScriptsSocket();
    becomeProgram(outside);
  }

  private void prepareInPlace() {
    plan.privileges().forbidNew(kernel);
    Outside outside = openOutside();
    enterUserNamespace();
    arrangeNamespaces(options.namespaces.bits(), true);
    leaveSession();
    enterNamespaces();
    becomeProgram(outside);
  }

  private void becomeProgram(Outside outside) {
    makeLateNamespaces(outside.process());
    sealExecutable();
    forkEarly();
    Places places = openPlaces();
    NamespaceFiles last = NamespaceFiles.open(kernel, options.after);
    limitResources();
    tune();
    becomeUser();
    changeRoot(places);
    enterLast(last);
    plan.privileges().relinquish(kernel);
    arrangeDescriptors(outside.noInput());
    notifyCaller();
    forkLate();
    execute();
  }

  private void closeLaunchersEnds(Gate gate) {
    kernel.doing("starting the child");
    gate.closeLaunchersEnds(kernel);
    if (handles.executed() != null) {
      kernel.close(handles.executed().readEnd());
    }
    if (handles.lock() != null) {
      kernel.close(handles.lock());
    }
    if (handles.streams() != null) {
      handles.streams().closeLauncherSide(kernel);
    }
  }

  /** All at once: the kernel makes them owned by the user namespace that was entered. */
  private void enterUserNamespace() {
    if (options.userNamespace != null) {
      kernel.doing("entering the user namespace");
      hideUnlessTold();
      kernel.setns(options.userNamespace, SetnsTypes.CLONE_NEWUSER);
    }
    if (options.namespaces.bits() != 0) {
      kernel.doing("making namespaces");
      kernel.unshare(new UnshareFlags(options.namespaces.bits()));
    }
    NamespaceFiles.enterEach(kernel, options.before);
  }

  /**
   * What is set in new namespaces as soon as they are there.
   *
   * @param made their kinds, as bits of clone(2)
   * @param first whether no namespaces will be made any more but by steps of the child's own
   */
  private void arrangeNamespaces(long made, boolean first) {
    if (isOwn(made, NamespaceKind.UTS, first)) {
      nameHost();
    }
    if (isOwn(made, NamespaceKind.MOUNT, first)) {
      setPropagation();
    }
  }

  private boolean isOwn(long made, NamespaceKind kind, boolean first) {
    boolean isMade = (made & kind.type().bits()) != 0;
    return isMade || first && !options.makes(kind);
  }

  private void nameHost() {
    if (options.hostname != null) {
      kernel.doing("setting the host name");
      kernel.sethostname(OsStrings.encode(options.hostname));
    }
  }

  private void leaveSession() {
    if (options.session) {
      kernel.doing("making a session");
      kernel.setsid();
      StandardStreams streams = handles.streams();
      if (streams != null && streams.isTerminal()) {
        kernel.ioctlTiocsctty(streams.programInput(), 0);
      }
    }
  }

  private void setPropagation() {
    Propagation propagation = options.effectivePropagation();
    if (propagation != Propagation.UNCHANGED) {
      kernel.doing("setting the propagation of mounts");
      kernel.mount(null, "/", null, MountFlags.MS_REC.or(propagation.flag()), null);
    }
  }

  /**
   * What is opened while names still mean the caller's: in a mount namespace that is entered they
   * mean what others want.
   *
   * @param noInput /dev/null
   * @param process the child's own directory in /proc
   */
  private record Outside(@Nullable Fd noInput, @Nullable Fd process) {}

  private Outside openOutside() {
    OpenFlags flags = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
    return new Outside(
        handles.log() == null ? null : open("/dev/null", flags),
        options.timeNamespace ? open("/proc/self", PLACE) : null);
  }

  private Fd open(String path, OpenFlags flags) {
    kernel.doing("opening " + path);
    return kernel.openat(Fd.AT_FDCWD, path, flags, Mode.NONE);
  }

  /** Processes of the namespaces that are entered may not trace this one, or reach its files. */
  private void enterNamespaces() {
    for (LauncherOptions.NamespaceStep step : options.inside) {
      switch (step) {
        case LauncherOptions.NamespaceStep.Enter enter -> {
          hideUnlessTold();
          enter.request().open(kernel).enter(kernel);
        }
        case LauncherOptions.NamespaceStep.Make make -> {
          kernel.doing("making namespaces");
          long kinds = NamespaceKind.types(make.kinds()).bits();
          kernel.unshare(new UnshareFlags(kinds));
          arrangeNamespaces(kinds, false);
        }
      }
    }
  }

  private void hideUnlessTold() {
    if (!options.dumpable) {
      plan.privileges().hide(kernel);
    }
  }

  /** In the child's own network namespace: a socket of the host's could reach others there. */
  private void makeSockets() {
    if (handles.sockets() != null) {
      kernel.doing("making a pair of sockets");
      Pipe places = handles.sockets();
      kernel.socketpairUnixAt(options.socketType, places.readEnd(), places.writeEnd());
    }
  }

  /**
   * As late as this, so that the root of the cgroup namespace is the group that the child was moved
   * to, and the ID maps are written.
   */
  private void makeLateNamespaces(@Nullable Fd process) {
    if (options.cgroupNamespace) {
      kernel.doing("making a cgroup namespace");
      kernel.unshare(UnshareFlags.CLONE_NEWCGROUP);
    }
    if (process != null) {
      makeTimeNamespace(process);
    }
  }

  private void makeTimeNamespace(Fd process) {
    kernel.doing("making a time namespace");
    kernel.unshare(UnshareFlags.CLONE_NEWTIME);
    if (!options.timeOffsets.isEmpty()) {
      Files.write(kernel, process, "timens_offsets", options.timeOffsets);
    }
    OpenFlags flags = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
    Fd made = kernel.openat(process, "ns/time_for_children", flags, Mode.NONE);
    kernel.setns(made, SetnsTypes.CLONE_NEWTIME);
    kernel.close(made);
    kernel.close(process);
  }

  /** The script is through with it. */
  private void sealExecutable() {
    if (handles.filled() != null) {
      kernel.doing("sealing the program");
      kernel.fcntlAddSeals(handles.filled(), SealedProgram.ALL);
    }
  }

  /** The launcher has fetched it. */
  private void closeScriptsSocket() {
    if (handles.sockets() != null) {
      kernel.close(handles.sockets().writeEnd());
    }
  }

  /** Before proc is mounted, which shows the processes of the mounter's PID namespace. */
  private void forkEarly() {
    if (options.forksEarly()) {
      fork();
    }
  }

  private void forkLate() {
    if (options.forksLate()) {
      fork();
    }
  }

  private void fork() {
    kernel.doing("forking");
    kernel.continueInChild(options.forkOrAwaited().awaited());
  }

  /**
   * What is needed to change the root.
   *
   * @param root the new root
   * @param proc a proc that is not attached yet
   * @param procPlace where it belongs
   */
  private record Places(@Nullable Fd root, @Nullable Fd proc, @Nullable Fd procPlace) {}

  /** Opened while privileges and limits are those of the child, and the root is the old one. */
  private Places openPlaces() {
    @Nullable Fd root = options.newRoot == null ? null : openRoot(options.newRoot);
    if (!options.mountProc) {
      return new Places(root, null, null);
    }
    kernel.doing("mounting proc");
    Fd proc = Trees.of(kernel, FileSystem.proc());
    OpenHow how = OpenHow.of(PLACE, ResolveFlags.RESOLVE_NO_SYMLINKS);
    Fd place =
        root == null
            ? kernel.openat2(Fd.AT_FDCWD, "/proc", how)
            : kernel.openat2(root, "proc", how);
    return new Places(root, proc, place);
  }

  private Fd openRoot(String path) {
    kernel.doing("opening the new root " + OsStrings.quoted(path));
    return kernel.openat(Fd.AT_FDCWD, path, PLACE, Mode.NONE);
  }

  private void limitResources() {
    kernel.doing("setting resource limits");
    for (LaunchPlan.ChangedLimit limit : plan.limits()) {
      if (!limit.raisesHardLimit()) {
        kernel.setrlimit(Pid.SELF, limit.resource(), limit.after());
      }
    }
  }

  private void tune() {
    if (options.hugePagesDisabled != null) {
      kernel.doing("setting the use of huge pages");
      kernel.prctlSetThpDisable(options.hugePagesDisabled ? 1 : 0);
    }
    if (options.timerSlack != null) {
      kernel.doing("setting the timer slack");
      kernel.prctlSetTimerslack(options.timerSlack);
    }
  }

  private void becomeUser() {
    plan.privileges().change(kernel);
    hideUnlessTold();
  }

  /** The old root goes last: proc can only be attached where one can be seen already. */
  private void changeRoot(Places places) {
    if (places.root() != null) {
      kernel.doing(
          "changing the root to " + OsStrings.quoted(Objects.requireNonNull(options.newRoot)));
      kernel.fchdir(places.root());
      kernel.pivotRoot(".", ".");
    }
    if (places.proc() != null && places.procPlace() != null) {
      attach(places.proc(), places.procPlace());
    }
    if (places.root() != null) {
      kernel.doing("leaving the old root");
      kernel.umount2(".", UmountFlags.MNT_DETACH);
    }
  }

  private void attach(Fd proc, Fd place) {
    kernel.doing("attaching proc");
    Trees.attachOn(kernel, proc, place);
  }

  private void enterLast(NamespaceFiles last) {
    if (!last.entries().isEmpty()) {
      kernel.doing("entering the last namespaces");
      last.enter(kernel);
      hideUnlessTold();
    }
  }

  /** As late as this, so that messages go where the caller's go. */
  private void arrangeDescriptors(@Nullable Fd noInput) {
    kernel.doing("arranging descriptors");
    for (Fd fd : options.closed) {
      kernel.close(fd);
    }
    if (options.closeAll) {
      kernel.closeRange(3, 0xFFFFFFFFL, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    }
    if (handles.programSocket() != null) {
      kernel.fcntlSetfd(handles.programSocket(), FdFlags.NONE);
    }
    if (handles.streams() != null) {
      handles.streams().use(kernel);
    }
    if (noInput != null && handles.log() != null) {
      kernel.dup3(noInput, Fd.STDIN, PipeFlags.NONE);
      kernel.dup3(handles.log(), Fd.STDOUT, PipeFlags.NONE);
      kernel.dup3(handles.log(), Fd.STDERR, PipeFlags.NONE);
    }
  }

  private void notifyCaller() {
    if (options.notify != null) {
      kernel.doing("telling that the program starts");
      kernel.writeAll(options.notify, new byte[] {':'});
      kernel.close(options.notify);
    }
  }

  private void execute() {
    Environment environment = environment();
    kernel.doing("executing the program");
    if (handles.executed() != null) {
      kernel.writeAll(handles.executed().writeEnd(), new byte[] {EXECUTING});
    }
    switch (options.executable) {
      case Executable.Nothing nothing -> {}
      case Executable.Path file -> kernel.execve(file.path(), options.command, environment);
      case Executable.Searched searched ->
          kernel.execvpe(
              options.command.get(0),
              options.command,
              environment,
              Invocation.searchPath(environment));
      case Executable.Open open -> executeOpen(open.file(), environment);
      case Executable.OnHost host -> executeOpen(opened(), environment);
      case Executable.Anonymous anonymous -> executeOpen(opened(), environment);
    }
  }

  private Fd opened() {
    return Objects.requireNonNull(handles.executable());
  }

  private void executeOpen(Fd file, Environment environment) {
    kernel.fcntlSetfd(file, options.executableStaysOpen ? FdFlags.NONE : FdFlags.FD_CLOEXEC);
    kernel.execveat(file, "", options.command, environment, AtFlags.AT_EMPTY_PATH);
  }

  private Environment environment() {
    boolean named = !options.clearEnvironment || options.executableStaysOpen;
    return Variables.of(options.clearEnvironment ? new Environment(List.of()) : callers)
        .set(VariableNames.EXEC_FD, named ? handles.executable() : null)
        .set(VariableNames.SOCKET, handles.programSocket())
        .environment();
  }
}
