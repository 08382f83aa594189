package org.ctrtool.cli.plan;

import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Fd;
import org.ctrtool.api.ForwardingKernel;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;
import org.jspecify.annotations.Nullable;

/** A kernel whose calls are kept, and those of its children. */
final class RecordedKernel extends ForwardingKernel {
  private final Recording recording;
  private final String task;

  RecordedKernel(KernelCalls kernel, Recording recording, String task) {
    super(kernel);
    this.recording = recording;
    this.task = task;
  }

  @Override
  public @Nullable Object perform(Call call) {
    return recording.keep(task, doing(), call, () -> super.perform(call));
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    int at = recording.begin(task, doing(), "clone(" + request.flags() + "|SIGCHLD)");
    String name = recording.nextChild();
    try {
      Pid pid = kernel().clone(request, inside -> child.accept(recording.recorded(inside, name)));
      recording.end(at, pid + " (" + name + ")");
      return pid;
    } catch (KernelException refused) {
      recording.end(at, refused);
      throw refused;
    }
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    String name = recording.nextChild();
    return kernel().openIn(where, inside -> open.apply(recording.recorded(inside, name)));
  }

  @Override
  protected ChildKernel within(ChildKernel inside) {
    return recording.recorded(inside, task);
  }
}
