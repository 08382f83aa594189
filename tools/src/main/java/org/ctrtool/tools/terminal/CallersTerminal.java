package org.ctrtool.tools.terminal;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Termios;
import org.jspecify.annotations.Nullable;

/**
 * The terminal on standard input, if there is one: made raw for the time of a relay, and restored.
 * SIGTTOU must be blocked, or the kernel stops a process in the background that changes it.
 */
final class CallersTerminal {
  private final Kernel kernel;
  private @Nullable Termios before;

  CallersTerminal(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Passes every character on as it is typed.
   *
   * @param outputToo whether what is written to it is left as it is, too
   */
  void makeRaw(boolean outputToo) {
    Termios settings = Attempt.of(() -> kernel.ioctlTcgets(Fd.STDIN)).value();
    if (settings != null) {
      before = settings;
      set(outputToo ? settings.raw() : settings.rawInput());
    }
  }

  /** Makes it what it was. */
  void restore() {
    if (before != null) {
      set(before);
    }
  }

  /** A terminal that has vanished needs no settings. */
  private void set(Termios settings) {
    kernel.tolerating(Errno.EIO, k -> k.ioctlTcsets(Fd.STDIN, settings));
  }
}
