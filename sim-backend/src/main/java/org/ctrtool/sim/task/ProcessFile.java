package org.ctrtool.sim.task;

import org.ctrtool.api.PollEvents;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.ns.ProcessId;
import org.jspecify.annotations.Nullable;

/** What a descriptor of a process does; see pidfd_open(2). */
final class ProcessFile implements FileOperations {
  private final ProcessId process;

  ProcessFile(ProcessId process) {
    this.process = process;
  }

  ProcessId id() {
    return process;
  }

  /** The process; null once it has been waited for. */
  @Nullable Task task() {
    return process.task();
  }

  @Override
  public PollEvents poll(OpenFile file) {
    Task task = task();
    if (task == null) {
      return PollEvents.POLLIN.or(PollEvents.POLLHUP);
    }
    return task.hasEnded() ? PollEvents.POLLIN : PollEvents.NONE;
  }
}
