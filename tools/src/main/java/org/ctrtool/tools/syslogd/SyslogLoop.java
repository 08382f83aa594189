package org.ctrtool.tools.syslogd;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.Notices;
import org.ctrtool.tools.processes.MonotonicClock;
import org.ctrtool.tools.processes.SignalQueue;
import org.jspecify.annotations.Nullable;

/**
 * Receives, writes, and waits, whichever is possible. Senders never wait for the output: when the
 * queue is full, what comes is counted and forgotten.
 */
final class SyslogLoop {
  private static final int CLOCK_REALTIME = 0;
  private static final long FAREWELL = 2 * MonotonicClock.SECOND;

  private final Kernel kernel;
  private final MessageSource source;
  private final LogOutput output;
  private final LineFormat format;
  private final LogQueue queue;
  private final SignalQueue signals;
  private final Notices notices;
  private final PeerCredentials own;
  private final ByteText line = new ByteText();
  private long dropped;
  private boolean more = true;
  private @Nullable Signal ending;
  private long patience = Long.MAX_VALUE;

  SyslogLoop(
      Kernel kernel,
      MessageSource source,
      LogOutput output,
      LineFormat format,
      int capacity,
      SignalQueue signals,
      Notices notices) {
    this.kernel = kernel;
    this.source = source;
    this.output = output;
    this.format = format;
    this.queue = new LogQueue(capacity);
    this.signals = signals;
    this.notices = notices;
    this.own =
        new PeerCredentials(
            kernel.getpid(),
            new Uid(kernel.getresuid().effective()),
            new Gid(kernel.getresgid().effective()));
  }

  /** Goes on to the end of the input, or to a signal, which is returned. */
  @Nullable Signal run() {
    while (step()) {
      // each step waits for one event or more and deals with them
    }
    long lost = queue.lines() + dropped;
    if (lost > 0) {
      notices.say(lost + " messages are lost: the log does not take them");
    }
    return ending;
  }

  /** Waits for something and deals with it; whether there will be more. */
  boolean step() {
    Signal signal = await() ? signals.take() : null;
    if (signal != null) {
      follow(signal);
    }
    more = !source.hasEnded() && source.receive(this::take);
    output.write(queue);
    reportDropped();
    boolean over = source.hasEnded() || ending != null && !more;
    return !(over && queue.isEmpty() && dropped == 0)
        && (ending == null || MonotonicClock.now(kernel) < patience);
  }

  /** Waits for anything; whether there may be a signal. */
  private boolean await() {
    PollFd signalled = signals.watched();
    List<PollFd> watched = new ArrayList<>();
    watched.add(signalled);
    if (!source.hasEnded()) {
      watched.add(source.watched());
    }
    PollFd written = queue.isEmpty() ? null : output.watched();
    if (written != null) {
      watched.add(written);
    }
    Timespec timeout = timeout(written != null);
    Attempt<List<PollFd>> ready = Attempt.of(() -> kernel.ppoll(watched, timeout));
    if (ready.refusal() != null && !Errno.EINTR.equals(ready.errno())) {
      throw ready.refusal();
    }
    return ready.value() != null && ready.value().contains(signalled);
  }

  /** Null: nothing but an event helps. */
  private @Nullable Timespec timeout(boolean outputIsWatched) {
    if (more) {
      return Timespec.ZERO;
    }
    long rest = Long.MAX_VALUE;
    if (!queue.isEmpty() && !outputIsWatched) {
      rest = output.pause();
    }
    if (ending != null) {
      rest = Math.min(rest, patience - MonotonicClock.now(kernel));
    }
    return rest == Long.MAX_VALUE ? null : MonotonicClock.timeout(rest);
  }

  private void follow(Signal signal) {
    if (signal.equals(Signal.SIGHUP)) {
      output.reopen(queue);
    } else {
      patience = ending == null ? MonotonicClock.now(kernel) + FAREWELL : 0;
      ending = signal;
    }
  }

  private void take(MessageSource.Arrival arrival) {
    // Once something is missing, the report of that comes first.
    if (dropped == 0) {
      line.clear();
      SyslogText text = new SyslogText(arrival.data(), arrival.start(), arrival.end());
      format.addTo(line, arrival.time(), arrival.sender(), text, arrival.missing());
      if (queue.add(line)) {
        return;
      }
      notices.say("the log is not written fast enough: messages are dropped");
    }
    dropped++;
  }

  /** Not before there is room for more than the report, or it would be full at once. */
  private void reportDropped() {
    if (dropped > 0 && queue.isHalfEmpty()) {
      long count = dropped;
      byte[] text = OsStrings.encode("<44>syslogd: " + count + " messages dropped");
      line.clear();
      Timespec now = kernel.clockGettime(CLOCK_REALTIME);
      format.addTo(line, now, own, new SyslogText(text, 0, text.length), 0);
      if (queue.add(line)) {
        dropped = 0;
      }
    }
  }
}
