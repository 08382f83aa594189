package org.ctrtool.sim.task;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Rule;

/** Why a call on a terminal is refused. */
public enum TerminalRule implements Rule {
  /** ioctl_tty(2), ENOTTY. */
  NOT_A_TERMINAL(Errno.ENOTTY, "the descriptor is not of a terminal"),
  /** TIOCSCTTY, EPERM. */
  NEEDS_LEADER_WITHOUT_TERMINAL(
      Errno.EPERM, "a controlling terminal is acquired by the leader of a session that has none"),
  /** TIOCSCTTY, EPERM. */
  TERMINAL_OF_ANOTHER_SESSION(
      Errno.EPERM,
      "the terminal is that of another session, and stealing it needs CAP_SYS_ADMIN in the initial"
          + " user namespace"),
  /** TIOCSCTTY, EPERM. */
  TERMINAL_NOT_READABLE(Errno.EPERM, "the terminal was not opened for reading");

  private final Reason reason;

  TerminalRule(Errno errno, String explanation) {
    reason =
        new Reason(
            name(),
            errno,
            explanation,
            "ioctl_tty(2), TIOCSCTTY(2const); drivers/tty/tty_jobctrl.c");
  }

  @Override
  public Reason reason() {
    return reason;
  }
}
