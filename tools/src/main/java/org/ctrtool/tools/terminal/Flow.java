package org.ctrtool.tools.terminal;

import java.util.Arrays;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
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

  /** Of a terminal EIO is the end: the other side is closed, or the terminal was hung up. */
  private static final List<Errno> ENDS = List.of(Errno.EIO, Errno.EPIPE, Errno.ECONNRESET);

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

  /** Adds what this direction waits for. */
  void watch(WatchList list) {
    if (isPending()) {
      list.add(to.watched(), PollEvents.POLLOUT);
    } else if (open) {
      list.add(from.watched(), PollEvents.POLLIN);
    }
  }

  /** Deals with an event, if it is for this direction. */
  void dealWith(PollFd event) {
    if (isPending()) {
      if (event.fd().equals(to.watched()) && event.events().hasAny(MAY_WRITE)) {
        write(event.events());
      }
    } else if (open && event.fd().equals(from.watched()) && event.events().hasAny(MAY_READ)) {
      read();
    }
  }

  private void read() {
    Attempt<byte[]> attempt = Attempt.of(() -> kernel.read(from.fd(), Port.CHUNK));
    byte[] data = attempt.value();
    if (data == null) {
      open = isPassing(attempt.errno());
      if (!open) {
        requireEnd(attempt.refusal());
      }
    } else if (data.length == 0) {
      open = false;
    } else {
      send(data);
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
      requireEnd(attempt.refusal());
      breakOff();
    } else if (!events.has(PollEvents.POLLOUT)) {
      breakOff(); // nothing was taken by somebody who is gone and would say so for ever
    }
  }

  private void breakOff() {
    broken = true;
    stop();
    drop();
  }

  /** Somebody who is gone ends a direction; any other refusal would lose data, and is thrown on. */
  private static void requireEnd(@Nullable KernelException refusal) {
    if (refusal != null && !ENDS.contains(refusal.errno())) {
      throw refusal;
    }
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
