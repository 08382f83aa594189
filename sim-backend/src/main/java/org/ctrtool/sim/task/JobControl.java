package org.ctrtool.sim.task;

import org.ctrtool.api.Capability;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Signal;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.ns.ProcessId;
import org.jspecify.annotations.Nullable;

/** Sessions and their terminals: setsid(2), TIOCSCTTY; drivers/tty/tty_jobctrl.c. */
public final class JobControl {
  private JobControl() {}

  /** setsid(2): ksys_setsid(). */
  public static void setsid(Task task) {
    Refuse.when(
        task.session().isLedBy(task) || !task.machine().tasksOfGroup(task.id()).isEmpty(),
        TaskRule.IS_GROUP_LEADER);
    task.startSession(new Session(task.machine(), task.id()));
  }

  /** A terminal was opened: tty_open_proc_set_tty(). */
  static void opened(Task task, Pty terminal) {
    Session session = task.session();
    if (session.isLedBy(task) && session.terminal() == null && terminal.foreground() == null) {
      session.acquire(terminal, task.group());
    }
  }

  /** TIOCSCTTY: tiocsctty(). */
  public static void makeControlling(Task task, Fd fd, int steal) {
    OpenFile file = task.descriptors().require(fd);
    Pty terminal = terminalOf(file);
    Session session = task.session();
    if (session.isLedBy(task) && session.terminal() == terminal) {
      return;
    }
    Refuse.unless(
        session.isLedBy(task) && session.terminal() == null,
        TerminalRule.NEEDS_LEADER_WITHOUT_TERMINAL);
    Session before = (Session) terminal.foreground();
    Refuse.when(
        before != null && !(steal == 1 && task.isCapableOnHost(Capability.CAP_SYS_ADMIN)),
        TerminalRule.TERMINAL_OF_ANOTHER_SESSION);
    Refuse.unless(
        file.isForReading() || task.isCapableOnHost(Capability.CAP_SYS_ADMIN),
        TerminalRule.TERMINAL_NOT_READABLE);
    if (before != null) {
      before.loseTerminal();
    }
    session.acquire(terminal, task.group());
  }

  private static Pty terminalOf(OpenFile file) {
    Pty.@Nullable Side side = file.operations(Pty.Side.class);
    if (side == null) {
      throw new Refusal(TerminalRule.NOT_A_TERMINAL);
    }
    return side.pty();
  }

  /** The leader of a session ends: disassociate_ctty(). */
  static void leaderEnds(Task leader) {
    Session session = leader.session();
    ProcessId foreground = session.foreground();
    if (session.terminal() == null) {
      return;
    }
    session.loseTerminal();
    if (foreground != null) {
      SignalDelivery.toGroup(foreground, Signal.SIGHUP, leader.machine());
      SignalDelivery.toGroup(foreground, Signal.SIGCONT, leader.machine());
    }
  }
}
