package org.ctrtool.tools.launcher;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;
import org.ctrtool.tools.privileges.PrivilegeDrop;
import org.jspecify.annotations.Nullable;

/**
 * What the child does from its birth to its exec: a straight line, in the order in which things
 * happen. After {@link #changeRoot} nothing is looked up by name but the program.
 */
final class LaunchedChild {
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

  static void run(
      ChildKernel kernel,
      LauncherOptions options,
      LaunchPlan plan,
      LaunchHandles handles,
      Environment callers) {
    new LaunchedChild(kernel, options, plan, handles, callers).run();
  }

  private void run() {
    closeLaunchersEnds();
    nameHost();
    plan.privileges().forbidNew(kernel);
    leaveSession();
    setPropagation();
    @Nullable Fd noInput = openNoInput();
    awaitRelease();
    enterCgroupNamespace();
    Places places = openPlaces();
    limitResources();
    tune();
    becomeUser();
    changeRoot(places);
    plan.privileges().relinquish(kernel);
    arrangeDescriptors(noInput);
    notifyCaller();
    execute();
  }

  /** Otherwise this process would itself keep the pipes alive, and the lock. */
  private void closeLaunchersEnds() {
    kernel.doing("starting the child");
    kernel.close(handles.ready().readEnd());
    kernel.close(handles.release().writeEnd());
    if (handles.lock() != null) {
      kernel.close(handles.lock());
    }
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
    }
  }

  private void setPropagation() {
    Propagation propagation = options.effectivePropagation();
    if (propagation != Propagation.UNCHANGED) {
      kernel.doing("setting the propagation of mounts");
      kernel.mount(null, "/", null, MountFlags.MS_REC.or(propagation.flag()), null);
    }
  }

  private @Nullable Fd openNoInput() {
    if (handles.log() == null) {
      return null;
    }
    kernel.doing("opening /dev/null");
    OpenFlags flags = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
    return kernel.openat(Fd.AT_FDCWD, "/dev/null", flags, Mode.NONE);
  }

  private void awaitRelease() {
    kernel.doing("waiting for the launcher");
    kernel.writeAll(handles.ready().writeEnd(), new byte[1]);
    kernel.close(handles.ready().writeEnd());
    kernel.awaitByte(handles.release().readEnd());
    kernel.close(handles.release().readEnd());
  }

  /** As late as this, so that its root is the group that the child was moved to. */
  private void enterCgroupNamespace() {
    if (options.cgroupNamespace) {
      kernel.doing("making a cgroup namespace");
      kernel.unshare(UnshareFlags.CLONE_NEWCGROUP);
    }
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
    PrivilegeDrop privileges = plan.privileges();
    privileges.change(kernel);
    if (!options.dumpable) {
      privileges.hide(kernel);
    }
  }

  /** The old root goes last: proc can only be attached where one can be seen already. */
  private void changeRoot(Places places) {
    if (places.root() != null) {
      kernel.doing("changing the root");
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

  /** As late as this, so that messages go where the caller's go. */
  private void arrangeDescriptors(@Nullable Fd noInput) {
    kernel.doing("arranging descriptors");
    for (Fd fd : options.closed) {
      kernel.close(fd);
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
    switch (options.executable) {
      case Executable.Nothing nothing -> {}
      case Executable.Path file -> kernel.execve(file.path(), options.command, environment);
      case Executable.Searched searched ->
          kernel.execvpe(
              options.command.get(0),
              options.command,
              environment,
              Variables.searchPath(environment));
      case Executable.Open open -> executeOpen(open.file(), environment);
      case Executable.OnHost host ->
          executeOpen(java.util.Objects.requireNonNull(handles.executable()), environment);
    }
  }

  private void executeOpen(Fd file, Environment environment) {
    kernel.fcntlSetfd(file, options.executableStaysOpen ? FdFlags.NONE : FdFlags.FD_CLOEXEC);
    kernel.execveat(file, "", options.command, environment, AtFlags.AT_EMPTY_PATH);
  }

  private Environment environment() {
    if (!options.clearEnvironment) {
      return Variables.of(callers).set(Variables.EXEC_FD, handles.executable()).environment();
    }
    @Nullable Fd named = options.executableStaysOpen ? handles.executable() : null;
    return Variables.none().set(Variables.EXEC_FD, named).environment();
  }
}
