package org.ctrtool.sim.task;

import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.ns.ProcessId;
import org.jspecify.annotations.Nullable;

/** A session, which may have a controlling terminal; see credentials(7). */
public final class Session {
  private final ProcessId id;
  private @Nullable Pty terminal;
  private @Nullable ProcessId foreground;

  Session(ProcessId id) {
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

  void setTerminal(@Nullable Pty terminal, @Nullable ProcessId foreground) {
    this.terminal = terminal;
    this.foreground = foreground;
  }

  /** The process group in the foreground of its terminal. */
  public @Nullable ProcessId foreground() {
    return foreground;
  }
}
