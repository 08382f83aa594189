package org.ctrtool.tools.terminal;

import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Termios;
import org.ctrtool.tools.processes.MonotonicClock;

/**
 * Passes on that there is no more input. On a terminal the character is typed that means that, as
 * soon as it does: a program may have the terminal raw for a while.
 */
final class EndOfInput {
  /** There is nothing to wait for. */
  static final long NEVER = Long.MAX_VALUE;

  private final Kernel kernel;
  private final Wires wires;
  private final Flow input;
  private boolean passed;
  private long retryAt = NEVER;
  private long retryAfter = 10 * MonotonicClock.MILLISECOND;

  EndOfInput(Kernel kernel, Wires wires, Flow input) {
    this.kernel = kernel;
    this.wires = wires;
    this.input = input;
  }

  /**
   * Passes it on if it is there.
   *
   * @param anybodyThere whether somebody may still read from the terminal
   */
  void pass(boolean anybodyThere) {
    if (passed || !input.isDone()) {
      return;
    }
    Fd terminal = wires.terminal();
    if (terminal == null) {
      passed = true;
      kernel.close(wires.input());
    } else if (!anybodyThere) {
      passed = true;
      retryAt = NEVER;
    } else if (retryAt == NEVER || MonotonicClock.now(kernel) >= retryAt) {
      type(terminal);
    }
  }

  private void type(Fd terminal) {
    Termios settings = kernel.ioctlTcgets(terminal);
    if (!settings.isCanonical()) {
      retryAt = MonotonicClock.now(kernel) + retryAfter;
      retryAfter = Math.min(2 * retryAfter, MonotonicClock.SECOND);
      return;
    }
    passed = true;
    retryAt = NEVER;
    byte end = settings.endOfFile();
    if (end != 0) {
      Byte last = input.last();
      boolean lineIsEmpty = last == null || settings.endsLine(last);
      input.send(lineIsEmpty ? new byte[] {end} : new byte[] {end, end});
    }
  }

  /** When to try it again; {@link #NEVER} if not because of the time. */
  long retryAt() {
    return retryAt;
  }
}
