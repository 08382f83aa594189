package org.ctrtool.nativebackend.agent;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Call;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.tape.TapeReader;
import org.ctrtool.api.tape.TapeWriter;
import org.ctrtool.api.tape.ValueCodec;
import org.jspecify.annotations.Nullable;

/**
 * A process that makes the calls it is told to. A message is an order, and each is answered: what
 * the kernel said, and if wanted what the task looks like.
 */
final class AgentTask {
  /** An order to make a system call, which follows. */
  static final int PERFORM = 1;

  /** An order to make a task: its number, the flags and its process IDs follow. */
  static final int FORK = 2;

  /** An order to tell what the task looks like. */
  static final int LOOK = 3;

  /** The largest message. */
  static final int LIMIT = 64 * 1024;

  private final AgentKernel kernel;
  private final Channels channels;
  private Fd orders;

  AgentTask(AgentKernel kernel, Channels channels, int number) {
    this.kernel = kernel;
    this.channels = channels;
    this.orders = channels.endOfTask(number);
  }

  /** Follows orders until nobody gives any. */
  void run() {
    byte[] order = kernel.read(orders, LIMIT);
    while (order.length > 0) {
      TapeReader in = new TapeReader(order);
      int kind = in.u8();
      int watch = in.u8();
      switch (kind) {
        case PERFORM -> perform(ValueCodec.readCall(in), watch);
        case FORK -> fork(Script.readFork(0, in.u8(), in), watch);
        default -> answer(new TapeWriter().u32(0), null, watch);
      }
      order = kernel.read(orders, LIMIT);
    }
  }

  private void perform(Call call, int watch) {
    Attempt<Object> attempt = Attempt.of(() -> kernel.perform(call));
    answer(number(attempt.refusal()), attempt.value(), watch);
  }

  private void fork(Script.Fork step, int watch) {
    Attempt<Integer> attempt = Attempt.of(() -> kernel.forked(step.flags(), step.numbers()));
    Integer pid = attempt.value();
    if (pid != null && pid == 0) {
      orders = channels.endOfTask(step.child());
      return;
    }
    answer(number(attempt.refusal()), pid == null ? null : new Pid(pid), watch);
  }

  private static TapeWriter number(@Nullable KernelException refusal) {
    Errno errno = refusal == null ? null : refusal.errno();
    return new TapeWriter().u32(errno == null ? 0 : errno.number());
  }

  private void answer(TapeWriter out, @Nullable Object value, int watch) {
    ValueCodec.write(value, out);
    out.text((watch & Script.WATCH_CREDENTIALS) == 0 ? "" : TaskView.credentials(kernel));
    out.text((watch & Script.WATCH_DESCRIPTORS) == 0 ? "" : TaskView.descriptors(kernel));
    kernel.writeAll(orders, out.toBytes());
  }
}
