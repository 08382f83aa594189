package org.ctrtool.tools.launcher;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.ctrtool.tools.processes.Children;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between the caller's three standard descriptors and the program's, and the size of
 * the caller's terminal to the program's, until the program has ended and all it wrote is passed
 * on.
 */
final class StreamRelay {
  /** A pipe that can take something takes this much without waiting. */
  private static final int CHUNK = 4096;

  private static final byte END_OF_TRANSMISSION = 4;

  private final Kernel kernel;
  private final StandardStreams streams;
  private final Fd child;
  private final Fd windowChanges;
  private final Flow input;
  private final List<Flow> flows;
  private boolean ended;

  /** One direction: at most one chunk is on its way. */
  private static final class Flow {
    final Fd from;
    final Fd to;
    byte[] pending = new byte[0];
    boolean open = true;
    boolean last;

    Flow(Fd from, Fd to) {
      this.from = from;
      this.to = to;
    }
  }

  private StreamRelay(Kernel kernel, StandardStreams streams, Fd child, Fd windowChanges) {
    this.kernel = kernel;
    this.streams = streams;
    this.child = child;
    this.windowChanges = windowChanges;
    this.input = new Flow(Fd.STDIN, streams.input());
    this.flows =
        List.of(input, new Flow(streams.output(), Fd.STDOUT), new Flow(streams.error(), Fd.STDERR));
  }

  /** Relays until the child has ended; returns how. A terminal of the caller's is raw meanwhile. */
  static WaitStatus run(Kernel kernel, StandardStreams streams, Pid pid) {
    kernel.doing("relaying");
    SignalSet watched = SignalSet.of(Signal.SIGWINCH);
    kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, watched);
    kernel.sigaction(Signal.SIGPIPE, org.ctrtool.api.SignalDisposition.SIG_IGN);
    Fd changes = kernel.signalfd(watched, PipeFlags.O_CLOEXEC.or(PipeFlags.O_NONBLOCK));
    StreamRelay relay = new StreamRelay(kernel, streams, kernel.pidfdOpen(pid), changes);
    for (Fd own : List.of(streams.input(), streams.output(), streams.error())) {
      kernel.fcntlSetfl(own, OpenFlags.O_NONBLOCK);
    }
    @Nullable Termios before =
        streams.isTerminal() ? Attempt.of(() -> kernel.ioctlTcgets(Fd.STDIN)).value() : null;
    relay.copyWindowSize();
    if (before != null) {
      kernel.ioctlTcsets(Fd.STDIN, before.raw());
    }
    @Nullable Throwable failure = Attempt.failure(relay::relay);
    if (before != null) {
      kernel.tolerating(Errno.EIO, k -> k.ioctlTcsets(Fd.STDIN, before));
    }
    if (failure instanceof KernelException refused) {
      throw refused;
    }
    return Children.await(kernel, pid);
  }

  private void relay() {
    while (step()) {
      // each step waits for one event or more and deals with them
    }
  }

  /** Waits for something and deals with it; whether there will be more. */
  private boolean step() {
    Attempt<List<PollFd>> ready =
        Attempt.of(() -> kernel.ppoll(wanted(), isDraining() ? Timespec.ZERO : null));
    if (Errno.EINTR.equals(ready.errno())) {
      return true;
    }
    List<PollFd> events = ready.orThrow();
    boolean done = isDraining() && events.isEmpty();
    for (PollFd event : events) {
      dealWith(event.fd());
    }
    return !done;
  }

  /** Whether only what the program left behind can still come: others may have its descriptors. */
  private boolean isDraining() {
    boolean pending = false;
    for (Flow flow : flows) {
      pending |= flow != input && flow.pending.length > 0;
    }
    return ended && !pending;
  }

  private List<PollFd> wanted() {
    List<PollFd> wanted = new ArrayList<>();
    for (Flow flow : flows) {
      if (flow.open && !(ended && flow == input)) {
        wanted.add(
            flow.pending.length == 0
                ? new PollFd(flow.from, PollEvents.POLLIN)
                : new PollFd(flow.to, PollEvents.POLLOUT));
      }
    }
    if (!ended) {
      wanted.add(new PollFd(child, PollEvents.POLLIN));
      wanted.add(new PollFd(windowChanges, PollEvents.POLLIN));
    }
    return wanted;
  }

  private void dealWith(Fd ready) {
    if (ready.equals(child)) {
      ended = true;
    } else if (ready.equals(windowChanges)) {
      kernel.read(windowChanges, 128);
      copyWindowSize();
    }
    for (Flow flow : flows) {
      // The master of a terminal is in two flows, and each wants another event of it.
      if (flow.open && ready.equals(flow.pending.length == 0 ? flow.from : flow.to)) {
        if (flow.pending.length == 0) {
          take(flow);
        } else {
          pass(flow);
        }
      }
    }
  }

  private void take(Flow flow) {
    Attempt<byte[]> attempt = Attempt.of(() -> kernel.read(flow.from, CHUNK));
    byte[] data = attempt.value();
    if (data == null && isPassing(attempt.errno())) {
      return;
    }
    // EIO: every descriptor of the other side of a terminal is closed.
    if (data == null || data.length == 0) {
      endOf(flow);
    } else {
      flow.pending = data;
    }
  }

  /** A terminal's user types something to end the input; the end of a pipe is its end. */
  private void endOf(Flow flow) {
    if (flow == input && streams.isTerminal()) {
      flow.pending = new byte[] {END_OF_TRANSMISSION};
      flow.last = true;
    } else {
      flow.open = false;
      if (flow == input) {
        kernel.close(flow.to);
      }
    }
  }

  /** Writes what goes; for somebody who is gone, nothing is left to write. */
  private void pass(Flow flow) {
    Attempt<Integer> attempt = Attempt.of(() -> kernel.write(flow.to, flow.pending));
    Integer count = attempt.value();
    if (count == null) {
      if (isPassing(attempt.errno())) {
        return;
      }
      if (flow == input && !streams.isTerminal()) {
        flow.open = false;
      }
    }
    int written = count == null ? flow.pending.length : count;
    byte[] rest = new byte[flow.pending.length - written];
    System.arraycopy(flow.pending, written, rest, 0, rest.length);
    flow.pending = rest;
    if (flow.last && rest.length == 0) {
      flow.open = false;
    }
  }

  private static boolean isPassing(@Nullable Errno errno) {
    return Errno.EAGAIN.equals(errno) || Errno.EINTR.equals(errno);
  }

  private void copyWindowSize() {
    if (streams.isTerminal()) {
      WindowSize size = Attempt.of(() -> kernel.ioctlTiocgwinsz(Fd.STDIN)).value();
      if (size != null) {
        kernel.tolerating(Errno.EIO, k -> k.ioctlTiocswinsz(streams.input(), size));
      }
    }
  }
}
