package org.ctrtool.tools.terminal;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Termios;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.ctrtool.tools.processes.Children;
import org.jspecify.annotations.Nullable;

/**
 * Passes bytes between the caller's standard descriptors and the master of a program's terminal,
 * and the size of the caller's terminal with them, until the program's side is closed.
 *
 * <p>At most one chunk is on its way in each direction: a peer that does not read stops its own
 * direction and nothing else.
 */
public final class TerminalRelay {
  private static final int CHUNK = 16 * 1024;

  private final Kernel kernel;
  private final Fd master;
  private final Fd child;
  private final Fd windowChanges;
  private byte[] toProgram = new byte[0];
  private byte[] toCaller = new byte[0];
  private boolean inputOpen = true;
  private boolean programOpen = true;
  private boolean ended;

  private TerminalRelay(Kernel kernel, Fd master, Fd child, Fd windowChanges) {
    this.kernel = kernel;
    this.master = master;
    this.child = child;
    this.windowChanges = windowChanges;
  }

  /** Relays until the child has ended and its output has been passed on; returns how it ended. */
  public static WaitStatus run(Kernel kernel, Fd master, Pid pid) {
    kernel.doing("relaying the terminal");
    SignalSet watched = SignalSet.of(Signal.SIGWINCH);
    kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, watched);
    Fd changes = kernel.signalfd(watched, PipeFlags.O_CLOEXEC.or(PipeFlags.O_NONBLOCK));
    Attempt<Termios> before = Attempt.of(() -> kernel.ioctlTcgets(Fd.STDIN));
    TerminalRelay relay = new TerminalRelay(kernel, master, kernel.pidfdOpen(pid), changes);
    copyWindowSize(kernel, master);
    if (before.value() != null) {
      kernel.ioctlTcsets(Fd.STDIN, before.value().raw());
    }
    @Nullable Throwable failure = Attempt.failure(relay::relay);
    if (before.value() != null) {
      Termios settings = before.value();
      kernel.tolerating(Errno.EIO, k -> k.ioctlTcsets(Fd.STDIN, settings));
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
  boolean step() {
    Attempt<List<PollFd>> ready = Attempt.of(() -> kernel.ppoll(wanted(), timeout()));
    if (Errno.EINTR.equals(ready.errno())) {
      return true;
    }
    List<PollFd> events = ready.orThrow();
    for (PollFd event : events) {
      dealWith(event);
    }
    // Once the program is gone, an empty round says that all its output has come through.
    return programOpen && !(isDraining() && events.isEmpty());
  }

  private org.ctrtool.api.@Nullable Timespec timeout() {
    return isDraining() ? org.ctrtool.api.Timespec.ZERO : null;
  }

  /** Whether only what the program left in its terminal can still come. */
  private boolean isDraining() {
    return ended && toCaller.length == 0;
  }

  private List<PollFd> wanted() {
    List<PollFd> wanted = new ArrayList<>();
    if (inputOpen && toProgram.length == 0 && !ended) {
      wanted.add(new PollFd(Fd.STDIN, PollEvents.POLLIN));
    }
    PollEvents masterEvents = toCaller.length == 0 ? PollEvents.POLLIN : PollEvents.NONE;
    if (toProgram.length > 0 && !ended) {
      masterEvents = masterEvents.or(PollEvents.POLLOUT);
    }
    if (masterEvents.bits() != 0) {
      wanted.add(new PollFd(master, masterEvents));
    }
    if (toCaller.length > 0) {
      wanted.add(new PollFd(Fd.STDOUT, PollEvents.POLLOUT));
    }
    if (!ended) {
      wanted.add(new PollFd(child, PollEvents.POLLIN));
      wanted.add(new PollFd(windowChanges, PollEvents.POLLIN));
    }
    return wanted;
  }

  private void dealWith(PollFd event) {
    Fd fd = event.fd();
    if (fd.equals(Fd.STDIN)) {
      takeInput();
    } else if (fd.equals(master)) {
      dealWithMaster(event.events());
    } else if (fd.equals(Fd.STDOUT)) {
      toCaller = written(Fd.STDOUT, toCaller);
    } else if (fd.equals(child)) {
      ended = true;
    } else {
      kernel.read(windowChanges, 128);
      copyWindowSize(kernel, master);
    }
  }

  private void takeInput() {
    Attempt<byte[]> input = Attempt.of(() -> kernel.read(Fd.STDIN, CHUNK));
    byte[] data = input.value();
    if (data == null) {
      inputOpen = isPassing(input.errno());
    } else if (data.length == 0) {
      inputOpen = false;
      toProgram = new byte[] {4}; // what a terminal's user types to end the input
    } else {
      toProgram = data;
    }
  }

  private void dealWithMaster(PollEvents events) {
    if (events.has(PollEvents.POLLOUT) && toProgram.length > 0) {
      toProgram = written(master, toProgram);
    }
    if (toCaller.length == 0 && events.hasAny(PollEvents.POLLIN.or(PollEvents.POLLHUP))) {
      Attempt<byte[]> output = Attempt.of(() -> kernel.read(master, CHUNK));
      byte[] data = output.value();
      if (data == null) {
        // EIO: every descriptor of the program's side is closed.
        programOpen = isPassing(output.errno());
      } else {
        toCaller = data;
      }
    }
  }

  private static boolean isPassing(@Nullable Errno errno) {
    return Errno.EAGAIN.equals(errno) || Errno.EINTR.equals(errno);
  }

  /** Writes what goes, and returns the rest; to somebody who is gone, nothing is left to write. */
  private byte[] written(Fd to, byte[] data) {
    Attempt<Integer> attempt = Attempt.of(() -> kernel.write(to, data));
    Integer count = attempt.value();
    if (count == null) {
      return isPassing(attempt.errno()) ? data : new byte[0];
    }
    byte[] rest = new byte[data.length - count];
    System.arraycopy(data, count, rest, 0, rest.length);
    return rest;
  }

  /** Gives the terminal behind {@code master} the size of the caller's, if the caller has one. */
  public static void copyWindowSize(Kernel kernel, Fd master) {
    Attempt<WindowSize> size = Attempt.of(() -> kernel.ioctlTiocgwinsz(Fd.STDIN));
    WindowSize current = size.value();
    if (current != null) {
      kernel.tolerating(Errno.EIO, k -> k.ioctlTiocswinsz(master, current));
    }
  }
}
