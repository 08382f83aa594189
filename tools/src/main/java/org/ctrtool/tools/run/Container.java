package org.ctrtool.tools.run;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Stat;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.files.SealedProgram;
import org.ctrtool.tools.mounts.Squashfs;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.ProcessDirectory;
import org.ctrtool.tools.terminal.Pseudoterminal;
import org.ctrtool.tools.terminal.RelayRules;
import org.ctrtool.tools.terminal.TerminalRelay;
import org.ctrtool.tools.terminal.Wires;
import org.jspecify.annotations.Nullable;

/** The process that starts a container and waits for it. */
final class Container {
  private final Kernel kernel;
  private final RunRequest request;
  private final String program;
  private final Ending ending;

  /**
   * A container that is to be started.
   *
   * @param program where ctrtool's own static program is
   * @param ending how the container's first process ends if it fails
   */
  Container(Kernel kernel, RunRequest request, String program, Ending ending) {
    this.kernel = kernel;
    this.request = request;
    this.program = program;
    this.ending = ending;
  }

  /** Runs the container and returns the exit status of its program. */
  int run() {
    // A child's status cannot be asked for while SIGCHLD is ignored.
    kernel.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    kernel.doing("looking at the host");
    HostFacts facts = HostFacts.of(kernel);
    @Nullable Fd image = mountedImage();
    ContainerPlan plan = ContainerPlan.of(kernel, request, facts, image);
    Handles handles = open(plan);
    @Nullable TerminalRelay relay = relay(handles);
    kernel.doing("starting the container");
    CloneRequest clone = new CloneRequest(plan.namespaces(), ending, !handles.needParent());
    Pid child = kernel.clone(clone, inside -> ContainerChild.run(inside, plan, handles));
    closeChildsHandles(handles, image);
    letIn(plan, handles, child);
    return relay == null ? Children.await(kernel, child).shellStatus() : relay.run(child);
  }

  /** Prepared before the program starts, which then finds its terminal in the right size. */
  private @Nullable TerminalRelay relay(Handles handles) {
    Handles.Terminal terminal = handles.terminal();
    if (terminal == null) {
      return null;
    }
    Wires wires = Wires.terminal(terminal.master(), terminal.slave(), null);
    return TerminalRelay.prepare(kernel, wires, RelayRules.CONTAINER);
  }

  /** The image, if it is a file; a directory is opened by the container itself. */
  private @Nullable Fd mountedImage() {
    String path = request.image();
    if (path == null) {
      return null;
    }
    kernel.doing("opening the image " + path);
    Stat stat = kernel.fstatat(Fd.AT_FDCWD, path, org.ctrtool.api.AtFlags.NONE);
    if (stat.mode().isDirectory()) {
      return null;
    }
    return Squashfs.mount(kernel, path);
  }

  private Handles open(ContainerPlan plan) {
    kernel.doing("preparing the start");
    boolean mapped = plan.ids() instanceof ContainerPlan.Ids.Mapped;
    Pipe lifeline = kernel.pipe2(PipeFlags.O_CLOEXEC.or(PipeFlags.O_NONBLOCK));
    @Nullable Pipe release = mapped ? pipe() : null;
    Handles.@Nullable Inner inner = plan.locksMounts() ? new Handles.Inner(pipe(), pipe()) : null;
    return new Handles(
        lifeline,
        release,
        inner,
        openNetwork(),
        request.terminal() ? openTerminal() : null,
        request.init() ? SealedProgram.copyOf(kernel, program) : null);
  }

  private Pipe pipe() {
    return kernel.pipe2(PipeFlags.O_CLOEXEC);
  }

  private @Nullable Fd openNetwork() {
    if (request.network() instanceof RunRequest.Network.Namespace namespace) {
      OpenFlags flags = OpenFlags.O_CLOEXEC.or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY);
      return kernel.openat(Fd.AT_FDCWD, namespace.path(), flags, Mode.NONE);
    }
    return null;
  }

  private Handles.Terminal openTerminal() {
    Fd master = Pseudoterminal.open(kernel, Pseudoterminal.MULTIPLEXER);
    Fd slave = Pseudoterminal.openSlave(kernel, master, Pseudoterminal.MULTIPLEXER);
    return new Handles.Terminal(master, slave, "/dev/pts/" + kernel.ioctlTiocgptn(master));
  }

  private void closeChildsHandles(Handles handles, @Nullable Fd image) {
    for (Fd handle : handles.ofTheChild()) {
      kernel.close(handle);
    }
    if (image != null) {
      kernel.close(image);
    }
  }

  /** If maps are refused, the child ends: it waits for them. */
  private void letIn(ContainerPlan plan, Handles handles, Pid child) {
    Throwable failure = Attempt.failure(() -> writeMaps(plan, handles, child));
    if (failure != null) {
      Children.end(kernel, child);
      throw Attempt.again(failure);
    }
  }

  private void writeMaps(ContainerPlan plan, Handles handles, Pid child) {
    Pipe release = handles.release();
    if (release != null && plan.ids() instanceof ContainerPlan.Ids.Mapped mapped) {
      writeMaps(child, mapped.users(), mapped.groups());
      release(release);
    }
    Handles.Inner inner = handles.inner();
    if (inner != null && hasEntered(inner)) {
      writeInnerMaps(child, innerMap(plan, true), innerMap(plan, false));
      release(inner.release());
    }
  }

  /** False if the child has ended before; it has said why. */
  private boolean hasEntered(Handles.Inner inner) {
    boolean entered = kernel.read(inner.entered().readEnd(), 1).length > 0;
    kernel.close(inner.entered().readEnd());
    return entered;
  }

  private void writeMaps(Pid child, IdMap users, IdMap groups) {
    ProcessDirectory directory = ProcessDirectory.of(kernel, child);
    directory.writeMaps(kernel, false, users, groups);
    directory.close();
  }

  /** Only from the outer of the two user namespaces may the maps of the inner one be written. */
  private void writeInnerMaps(Pid child, IdMap users, IdMap groups) {
    ProcessDirectory directory = ProcessDirectory.of(kernel, child);
    Fd inner = directory.open("ns/user");
    Fd outer = kernel.ioctlNsGetParent(inner);
    Pid writer =
        kernel.clone(
            new CloneRequest(CloneFlags.NONE, ending),
            inside -> {
              inside.setns(outer, SetnsTypes.CLONE_NEWUSER);
              directory.writeMaps(inside, false, users, groups);
            });
    if (Children.await(kernel, writer).shellStatus() != 0) {
      throw new ToolFailure("the inner ID maps were not written");
    }
    kernel.close(outer);
    kernel.close(inner);
    directory.close();
  }

  /** This process has both ends, so a child that is gone is no SIGPIPE here. */
  private void release(Pipe release) {
    kernel.doing("releasing the container");
    kernel.writeAll(release.writeEnd(), new byte[1]);
    kernel.close(release.writeEnd());
    kernel.close(release.readEnd());
  }

  /** In the inner user namespace every ID is the same as in the outer one. */
  private static IdMap innerMap(ContainerPlan plan, boolean users) {
    if (plan.ids() instanceof ContainerPlan.Ids.Mapped mapped) {
      List<IdMap.Extent> same = new ArrayList<>();
      for (IdMap.Extent extent : (users ? mapped.users() : mapped.groups()).extents()) {
        same.add(new IdMap.Extent(extent.inside(), extent.inside(), extent.count()));
      }
      return new IdMap(same);
    }
    return IdMap.of(0, 0, 1);
  }
}
