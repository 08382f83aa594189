package org.ctrtool.sim.task;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Timespec;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.jspecify.annotations.Nullable;

/** ppoll(2): fs/select.c. */
public final class Poll {
  private static final PollEvents ALWAYS =
      PollEvents.POLLERR.or(PollEvents.POLLHUP).or(PollEvents.POLLNVAL);

  private Poll() {}

  /** Waits until something is ready, or the time is up. */
  public static List<PollFd> ppoll(Task task, List<PollFd> watched, @Nullable Timespec timeout) {
    List<PollFd> ready = ready(task, watched);
    if (!ready.isEmpty()) {
      return ready;
    }
    Scheduler scheduler = task.machine().scheduler();
    if (timeout == null) {
      task.await(what(watched), () -> !ready(task, watched).isEmpty());
    } else if (timeout.equals(Timespec.ZERO)) {
      scheduler.letOthersRun(task);
    } else {
      long deadline = task.machine().clock().after(timeout);
      scheduler.await(task, what(watched), () -> !ready(task, watched).isEmpty(), deadline);
    }
    task.requireAlive();
    return ready(task, watched);
  }

  private static String what(List<PollFd> watched) {
    return "one of " + watched;
  }

  private static List<PollFd> ready(Task task, List<PollFd> watched) {
    List<PollFd> ready = new ArrayList<>();
    for (PollFd each : watched) {
      PollEvents events = events(task, each);
      if (events.bits() != 0) {
        ready.add(new PollFd(each.fd(), events));
      }
    }
    return ready;
  }

  private static PollEvents events(Task task, PollFd watched) {
    if (watched.fd().number() < 0) {
      return PollEvents.NONE;
    }
    OpenFile file = task.descriptors().get(watched.fd());
    if (file == null || file.isPathOnly()) {
      return PollEvents.POLLNVAL;
    }
    FileOperations operations = file.operations();
    PollEvents now =
        operations instanceof SignalFile signals
            ? signals.pollFor(task)
            : operations == null ? PollEvents.NONE : operations.poll(file);
    return new PollEvents(now.bits() & (watched.events().bits() | ALWAYS.bits()));
  }
}
