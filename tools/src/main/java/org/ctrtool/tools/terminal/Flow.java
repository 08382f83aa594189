package org.ctrtool.tools.terminal;

import java.util.Arrays;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a relay. At most one chunk is on its way: who does not read stops this direction
 * and nothing else, and memory stays as it is.
 */
final class Flow {
  private static final byte[] NOTHING = {};
  private static final PollEvents GONE =
      PollEvents.POLLHUP.or(PollEvents.POLLERR).or(PollEvents.POLLNVAL);
  private static final PollEvents MAY_READ = PollEvents.POLLIN.or(GONE);
  private static final PollEvents MAY_WRITE = PollEvents.POLLOUT.or(GONE);

  private final Kernel kernel;
  private final Port from;
  private final Port to;
  private byte[] pending = NOTHING;
  private @Nullable Byte last;
  private boolean open = true;
  private boolean broken;

  Flow(Kernel kernel, Port from, Port to) {
    this.kernel = kernel;
    this.from = from;
    this.to = to;
  }

  /** Adds what this direction waits for. Who takes the data is watched also for being gone. */
  void watch(WatchList list) {
    if (isPending()) {
      list.add(to.watched(), PollEvents.POLLOUT);
    } else if (open) {
      list.add(from.watched(), PollEvents.POLLIN);
      list.add(to.watched(), PollEvents.NONE);
    }
  }

  /**
   * Deals with an event, if it is for this direction.
   *
   * @throws org.ctrtool.api.KernelException if data cannot be read or written, and not because
   *     somebody is gone; nothing more comes this way then
   */
  void dealWith(PollFd event) {
    boolean ofReader = event.fd().equals(to.watched());
    if (isPending()) {
      if (ofReader && event.events().hasAny(MAY_WRITE)) {
        write(event.events());
      }
    } else if (open && ofReader && event.events().hasAny(GONE)) {
      breakOff();
    } else if (open && event.fd().equals(from.watched()) && event.events().hasAny(MAY_READ)) {
      read();
    }
  }

  private void read() {
    Attempt<byte[]> attempt = Attempt.of(() -> kernel.read(from.fd(), from.atOnce()));
    byte[] data = attempt.value();
    if (data != null && data.length > 0) {
      send(data);
    } else if (data != null) {
      stop();
    } else if (!isPassing(attempt.errno())) {
      stop();
      from.requireEnd(attempt.refusal());
    }
  }

  /** Sends something; nothing else may be on its way. */
  void send(byte[] data) {
    pending = data;
    last = data[data.length - 1];
    if (to.neverBlocks()) {
      write(PollEvents.POLLOUT);
    }
  }

  private void write(PollEvents events) {
    byte[] now = pending.length <= to.atOnce() ? pending : Arrays.copyOf(pending, to.atOnce());
    Attempt<Integer> attempt = Attempt.of(() -> kernel.write(to.fd(), now));
    Integer count = attempt.value();
    if (count != null && count > 0) {
      pending =
          count == pending.length ? NOTHING : Arrays.copyOfRange(pending, count, pending.length);
    } else if (count == null && !isPassing(attempt.errno())) {
      breakOff();
      to.requireEnd(attempt.refusal());
    } else if (!events.has(PollEvents.POLLOUT)) {
      breakOff(); // nothing was taken by somebody who is gone and would say so for ever
    }
  }

  private void breakOff() {
    broken = true;
    stop();
    drop();
  }

  private static boolean isPassing(@Nullable Errno errno) {
    return Errno.EAGAIN.equals(errno) || Errno.EINTR.equals(errno);
  }

  /** Reads nothing any more. */
  void stop() {
    open = false;
  }

  /** Forgets what is on its way. */
  void drop() {
    pending = NOTHING;
  }

  /** Whether something is on its way. */
  boolean isPending() {
    return pending.length > 0;
  }

  /** Whether the next thing is to read. */
  boolean isWaiting() {
    return open && !isPending();
  }

  /** Whether nothing more will come, and everything has arrived. */
  boolean isDone() {
    return !open && !isPending();
  }

  /** Whether whoever should get the data is gone. */
  boolean isBroken() {
    return broken;
  }

  /** The last byte that was read, null if there was none. */
  @Nullable Byte last() {
    return last;
  }
}
