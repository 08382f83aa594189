package org.ctrtool.tools.miniinit;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.tools.Notices;
import org.ctrtool.tools.processes.MonotonicClock;
import org.jspecify.annotations.Nullable;

/** One process of the list, through all its lives. Times are nanoseconds of the monotonic clock. */
final class Service {
  /** A time that does not come. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long LEAST_LIFE = 100 * MonotonicClock.MILLISECOND;
  private static final int CANNOT_START = 125;

  private final ProcessSpec spec;
  private @Nullable Pid pid;
  private long started;
  private long due;
  private int status;

  /** A process that is due at once. */
  Service(ProcessSpec spec) {
    this.spec = spec;
  }

  ProcessSpec spec() {
    return spec;
  }

  /** When it is to be started; {@link #NEVER} while it runs. */
  long due() {
    return due;
  }

  /** Whether it has ended for good. */
  boolean isDone() {
    return pid == null && due == NEVER;
  }

  /** How it ended last. */
  int status() {
    return status;
  }

  boolean is(Pid process) {
    return process.equals(pid);
  }

  /** Starts it; that no process can be made counts as its end. */
  void start(
      Kernel kernel,
      Environment environment,
      boolean strict,
      String speaker,
      Notices notices,
      long now) {
    started = now;
    due = NEVER;
    CloneRequest request = new CloneRequest(CloneFlags.NONE, new Ending(speaker, CANNOT_START));
    Attempt<Pid> attempt =
        Attempt.of(
            () ->
                kernel.clone(request, child -> ProcessStart.run(child, spec, strict, environment)));
    pid = attempt.value();
    if (attempt.refusal() != null) {
      notices.say(
          "starting " + OsStrings.quoted(spec.path()) + ": " + attempt.refusal().getMessage());
      ended(CANNOT_START, now);
    }
  }

  /** Notes its end. A program that fails at once must not keep the machine busy. */
  void ended(int how, long now) {
    pid = null;
    status = how;
    due =
        spec.respawn == null
            ? NEVER
            : Math.max(now + spec.respawn * MonotonicClock.SECOND, started + LEAST_LIFE);
  }
}
