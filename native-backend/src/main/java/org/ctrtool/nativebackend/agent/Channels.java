package org.ctrtool.nativebackend.agent;

import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;

/**
 * The sockets between the relay and the tasks: one pair for each task there may be, made before any
 * task is, so that every task finds its own among the descriptors it inherits.
 */
final class Channels {
  /** The descriptors of the agent itself are from here on. */
  static final int FIRST = 900;

  private static final int TASK_ENDS = 910;
  private static final int RELAY_ENDS = 930;
  private static final int SEQPACKET = 5;

  private final Kernel kernel;

  Channels(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Makes all pairs. Where there were some, they are replaced. */
  void open() {
    for (int task = 0; task < Script.TASKS; task++) {
      Pipe pair = kernel.socketpairUnix(SEQPACKET);
      move(kernel, pair.readEnd(), endOfTask(task));
      move(kernel, pair.writeEnd(), endOfRelay(task));
    }
  }

  /** For a process that has become a task: from now on only the relay holds its ends. */
  void closeEndsOfRelay() {
    kernel.closeRange(RELAY_ENDS, RELAY_ENDS + Script.TASKS - 1L, CloseRangeFlags.NONE);
  }

  Fd endOfTask(int task) {
    return new Fd(TASK_ENDS + task);
  }

  Fd endOfRelay(int task) {
    return new Fd(RELAY_ENDS + task);
  }

  /** Gives a descriptor another number. */
  static void move(Kernel kernel, Fd from, Fd to) {
    kernel.dup3(from, to, PipeFlags.O_CLOEXEC);
    kernel.close(from);
  }
}
