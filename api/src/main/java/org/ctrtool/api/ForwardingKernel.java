package org.ctrtool.api;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that passes on what it is asked: the base of those that watch, count or disturb the
 * calls made to another. {@link #perform} sees the calls of this process, {@link #within} what its
 * children ask.
 */
public abstract class ForwardingKernel extends KernelCalls {
  private final KernelCalls kernel;

  /** Passes on to {@code kernel}. */
  protected ForwardingKernel(KernelCalls kernel) {
    this.kernel = kernel;
  }

  /** What calls are passed on to. */
  protected final KernelCalls kernel() {
    return kernel;
  }

  @Override
  public void doing(String what) {
    super.doing(what);
    kernel.doing(what);
  }

  @Override
  public @Nullable Object perform(Call call) {
    return kernel.perform(call);
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    return kernel.clone(request, inside -> child.accept(within(inside)));
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    kernel.become(ending, inside -> last.accept(within(inside)));
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    return kernel.openIn(where, inside -> open.apply(within(inside)));
  }

  /** What a sequence that was given {@code inside} acts on instead. */
  protected abstract ChildKernel within(ChildKernel inside);
}
