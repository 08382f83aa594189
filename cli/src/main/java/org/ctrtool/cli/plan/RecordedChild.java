package org.ctrtool.cli.plan;

import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.jspecify.annotations.Nullable;

/** A child sequence whose calls are kept. */
final class RecordedChild extends ChildCalls {
  private final ChildCalls kernel;
  private final Recording recording;
  private final String task;

  RecordedChild(ChildCalls kernel, Recording recording, String task) {
    this.kernel = kernel;
    this.recording = recording;
    this.task = task;
  }

  @Override
  public void doing(String what) {
    super.doing(what);
    kernel.doing(what);
  }

  @Override
  public @Nullable Object perform(Call call) {
    return recording.perform(kernel, task, call);
  }
}
