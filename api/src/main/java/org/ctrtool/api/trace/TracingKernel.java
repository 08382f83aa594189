package org.ctrtool.api.trace;

import java.util.function.Consumer;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.ForwardingKernel;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.Pid;
import org.ctrtool.api.tape.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Shows each call as strace would print it, and passes it on. Sequences that run elsewhere are
 * shown as they run; those that are only recorded here are shown by whoever plays them.
 */
public final class TracingKernel extends ForwardingKernel {
  private final Consumer<String> lines;

  /**
   * Shows what is asked of {@code kernel}.
   *
   * @param lines takes one line for each call, without line break
   */
  public TracingKernel(KernelCalls kernel, Consumer<String> lines) {
    super(kernel);
    this.lines = lines;
  }

  @Override
  public void doing(String what) {
    super.doing(what);
    lines.accept("# " + what);
  }

  @Override
  public @Nullable Object perform(Call call) {
    return TracingChild.shown(call, lines, () -> super.perform(call));
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    Pid pid = super.clone(request, child);
    lines.accept(request.text() + " = " + pid);
    return pid;
  }

  @Override
  protected ChildKernel within(ChildKernel inside) {
    if (inside instanceof ChildCalls calls && !(inside instanceof Recorder)) {
      return new TracingChild(calls, lines);
    }
    return inside;
  }
}
