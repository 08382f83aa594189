package org.ctrtool.tools.run;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.tools.files.SealedProgram;
import org.ctrtool.tools.mounts.Squashfs;
import org.ctrtool.tools.processes.Children;
import org.ctrtool.tools.processes.ProcessDirectory;
import org.ctrtool.tools.terminal.TerminalRelay;
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
    kernel.doing("looking at the host");
    HostFacts facts = HostFacts.of(kernel);
    @Nullable Fd image = mountedImage();
    ContainerPlan plan = ContainerPlan.of(kernel, request, facts, image);
    Handles handles = open(plan);
    kernel.doing("starting the container");
    CloneRequest clone = new CloneRequest(plan.namespaces(), ending);
    Pid child = kernel.clone(clone, inside -> ContainerChild.run(inside, plan, handles));
    closeChildsHandles(handles, image);
    writeMaps(plan, handles, child);
    return handles.terminal() == null
        ? Children.await(kernel, child).shellStatus()
        : TerminalRelay.run(kernel, handles.terminal().master(), child).shellStatus();
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
    @Nullable Pipe release = mapped ? kernel.pipe2(PipeFlags.O_CLOEXEC) : null;
    return new Handles(
        lifeline,
        release,
        openNetwork(),
        request.terminal() ? openTerminal() : null,
        request.init() ? SealedProgram.copyOf(kernel, program) : null);
  }

  private @Nullable Fd openNetwork() {
    if (request.network() instanceof RunRequest.Network.Namespace namespace) {
      OpenFlags flags = OpenFlags.O_CLOEXEC.or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY);
      return kernel.openat(Fd.AT_FDCWD, namespace.path(), flags, Mode.NONE);
    }
    return null;
  }

  private Handles.Terminal openTerminal() {
    OpenFlags flags = OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);
    Fd master = kernel.openat(Fd.AT_FDCWD, "/dev/ptmx", flags, Mode.NONE);
    kernel.ioctlTiocsptlck(master, new IntCell(0));
    return new Handles.Terminal(master, "/dev/pts/" + kernel.ioctlTiocgptn(master));
  }

  private void closeChildsHandles(Handles handles, @Nullable Fd image) {
    for (Fd handle : handles.ofTheChild()) {
      kernel.close(handle);
    }
    if (image != null) {
      kernel.close(image);
    }
  }

  /** If the maps are refused, the child sees the end of the release pipe and ends by itself. */
  private void writeMaps(ContainerPlan plan, Handles handles, Pid child) {
    Pipe release = handles.release();
    if (release == null || !(plan.ids() instanceof ContainerPlan.Ids.Mapped mapped)) {
      return;
    }
    kernel.doing("writing the ID maps");
    Throwable failure =
        Attempt.failure(
            () -> {
              ProcessDirectory directory = ProcessDirectory.of(kernel, child);
              directory.writeMaps(false, mapped.users(), mapped.groups());
              directory.close();
              kernel.writeAll(release.writeEnd(), new byte[1]);
            });
    if (failure != null) {
      kernel.tolerating(Errno.ESRCH, k -> k.kill(child, org.ctrtool.api.Signal.SIGKILL));
      Children.await(kernel, child);
      throw Attempt.again(failure);
    }
    kernel.close(release.writeEnd());
  }
}
