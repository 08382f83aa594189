package org.ctrtool.api;

import org.jspecify.annotations.Nullable;

/** A child sequence that passes each call on. Whoever extends it changes what it has to. */
public abstract class ForwardingChild extends ChildCalls {
  private final ChildCalls kernel;

  /** Passes on to {@code kernel}. */
  protected ForwardingChild(ChildCalls kernel) {
    this.kernel = kernel;
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
}
