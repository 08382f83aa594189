package org.ctrtool.sim.path;

import org.ctrtool.api.Signal;
import org.ctrtool.sim.fd.Pty;
import org.ctrtool.sim.fd.WaitQueue;
import org.ctrtool.sim.net.Sender;
import org.jspecify.annotations.Nullable;

/** What the system calls on files need of the task that makes them. */
public interface FileCaller extends PathCaller {
  /** The soft limit RLIMIT_NOFILE: no descriptor gets this number or a higher one. */
  long descriptorLimit();

  /**
   * Whether its anonymous files can be executed: 0 unless it says otherwise, 1 if it asks for that,
   * 2 never; {@code vm.memfd_noexec}.
   */
  int memfdNoexec();

  /** Where the task sleeps when a call blocks. */
  WaitQueue waiting();

  /** As whom the task sends messages. */
  Sender sender();

  /** Sends the task a signal: SIGPIPE. */
  void raise(Signal signal);

  /**
   * The task has opened a terminal, without {@code O_NOCTTY} and for reading; it becomes the
   * controlling one if the task is a session leader without, and the terminal is not that of
   * another session.
   */
  void terminalOpened(Pty terminal);

  /** Gives the task a descriptor table of its own, if it shares one; unshare(CLONE_FILES). */
  void unshareDescriptors();

  /** The terminal that {@code /dev/tty} stands for; null if there is none. */
  @Nullable Pty controllingTerminal();
}
