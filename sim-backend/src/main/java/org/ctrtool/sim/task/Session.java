package org.ctrtool.sim.task;

import org.ctrtool.api.Signal;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.ns.ProcessId;
import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/** A session, which may have a controlling terminal; see credentials(7). */
public final class Session implements Pty.Foreground {
  private final Machine machine;
  private final ProcessId id;
  private @Nullable Pty terminal;
  private @Nullable ProcessId foreground;

  Session(Machine machine, ProcessId id) {
    this.machine = machine;
    this.id = id;
  }

  /** Its id: that of its leader. */
  public ProcessId id() {
    return id;
  }

  /** Whether {@code task} is its leader. */
  public boolean isLedBy(Task task) {
    return task.id() == id;
  }

  /** Its controlling terminal; null if it has none. */
  public @Nullable Pty terminal() {
    return terminal;
  }

  /** The process group in the foreground of its terminal. */
  public @Nullable ProcessId foreground() {
    return foreground;
  }

  /** Makes {@code acquired} its controlling terminal, with {@code group} in the foreground. */
  void acquire(Pty acquired, ProcessId group) {
    terminal = acquired;
    foreground = group;
    acquired.setForeground(this);
  }

  /** Has no controlling terminal any more. */
  void loseTerminal() {
    if (terminal != null) {
      terminal.setForeground(null);
    }
    terminal = null;
    foreground = null;
  }

  @Override
  public void signal(Signal signal) {
    if (foreground != null) {
      SignalDelivery.toGroup(foreground, signal, machine);
    }
  }

  /** __tty_hangup(): SIGHUP and SIGCONT to the leader and to the foreground group. */
  @Override
  public void hangUp() {
    ProcessId group = foreground;
    loseTerminal();
    Task leader = id.task();
    if (leader != null) {
      SignalDelivery.fromKernel(leader, Signal.SIGHUP, null);
      SignalDelivery.fromKernel(leader, Signal.SIGCONT, null);
    }
    if (group != null) {
      SignalDelivery.toGroup(group, Signal.SIGHUP, machine);
      SignalDelivery.toGroup(group, Signal.SIGCONT, machine);
    }
  }

  /** __tty_check_change() for reads. */
  @Override
  public void checkRead(FileCaller reader) {
    if (!(reader instanceof Task task)
        || task.session() != this
        || foreground == null
        || task.group() == foreground) {
      return;
    }
    boolean cannotStop =
        task.signals().blocked().has(Signal.SIGTTIN)
            || task.signals().ignored().has(Signal.SIGTTIN)
            || machine.isOrphaned(task.group());
    if (cannotStop) {
      throw new Refusal(FileRule.MASTER_IS_GONE);
    }
    SignalDelivery.toGroup(task.group(), Signal.SIGTTIN, machine);
  }
}
