package org.ctrtool.cli.plan;

import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.ForwardingChild;
import org.jspecify.annotations.Nullable;

/** A child sequence whose calls are kept. */
final class RecordedChild extends ForwardingChild {
  private final Recording recording;
  private final String task;

  RecordedChild(ChildCalls kernel, Recording recording, String task) {
    super(kernel);
    this.recording = recording;
    this.task = task;
  }

  @Override
  public @Nullable Object perform(Call call) {
    return recording.keep(task, doing(), call, () -> super.perform(call));
  }
}
