package org.ctrtool.api.trace;

import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;
import org.ctrtool.api.tape.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Shows each call as strace would print it, and passes it on. Sequences that run elsewhere are
 * shown as they run; those that are only recorded here are shown by whoever plays them.
 */
public final class TracingKernel extends KernelCalls {
  private final KernelCalls kernel;
  private final Consumer<String> lines;

  /**
   * Shows what is asked of {@code kernel}.
   *
   * @param lines takes one line for each call, without line break
   */
  public TracingKernel(KernelCalls kernel, Consumer<String> lines) {
    this.kernel = kernel;
    this.lines = lines;
  }

  @Override
  public void doing(String what) {
    super.doing(what);
    kernel.doing(what);
    lines.accept("# " + what);
  }

  @Override
  public @Nullable Object perform(Call call) {
    return TracingChild.perform(kernel, call, lines);
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    Pid pid = kernel.clone(request, inside -> child.accept(shown(inside)));
    lines.accept(request.text() + " = " + pid);
    return pid;
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    kernel.become(ending, inside -> last.accept(shown(inside)));
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    return kernel.openIn(where, inside -> open.apply(shown(inside)));
  }

  private ChildKernel shown(ChildKernel inside) {
    if (inside instanceof ChildCalls calls && !(inside instanceof Recorder)) {
      return new TracingChild(calls, lines);
    }
    return inside;
  }
}
