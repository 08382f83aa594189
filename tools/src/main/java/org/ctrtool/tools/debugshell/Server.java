package org.ctrtool.tools.debugshell;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.descriptors.Readiness;
import org.ctrtool.tools.processes.Programs;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/** Accepts connections and runs the command for each of them. It never ends by itself. */
final class Server {
  private static final String NAME = "ctrtool debug_shell";
  private static final Ending ENDING = new Ending(NAME, 125);
  private static final long FIRST_PAUSE = 10_000_000;
  private static final long LONGEST_PAUSE = 960_000_000;

  /** A connection that came to nothing; accept(2) says to treat errors of the network like that. */
  private static final List<Errno> NEXT_PLEASE =
      List.of(
          Errno.EINTR,
          Errno.EAGAIN,
          Errno.ECONNABORTED,
          Errno.EPROTO,
          Errno.ENETDOWN,
          Errno.EHOSTUNREACH,
          Errno.EPERM);

  /** What others may give back. */
  private static final List<Errno> SHORTAGE =
      List.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS);

  private final Kernel kernel;
  private final ServerOptions options;
  private final Fd socket;
  private final Variables variables;
  private final RunningCommands running;
  private long pause = FIRST_PAUSE;

  Server(Kernel kernel, ServerOptions options, Fd socket, Variables variables) {
    this.kernel = kernel;
    this.options = options;
    this.socket = socket;
    this.variables = variables;
    this.running =
        options.limit == Integer.MAX_VALUE
            ? RunningCommands.unlimited(kernel)
            : RunningCommands.atMost(options.limit, kernel);
  }

  /** Serves. The server does not end because nobody reads its messages any more. */
  @SuppressWarnings("CheckReturnValue")
  void serve() {
    kernel.sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGPIPE));
    while (true) {
      step();
    }
  }

  /** Waits for something to happen and deals with it. */
  void step() {
    kernel.doing("waiting for connections");
    for (PollFd event : Readiness.await(kernel, watched(), null)) {
      if (event.fd().equals(socket)) {
        accept();
      } else {
        running.reap();
      }
    }
  }

  private List<PollFd> watched() {
    List<PollFd> watched = new ArrayList<>();
    PollFd ended = running.ended();
    if (ended != null) {
      watched.add(ended);
    }
    if (running.hasRoom()) {
      watched.add(new PollFd(socket, PollEvents.POLLIN));
    }
    return watched;
  }

  private void accept() {
    Attempt<Fd> accepted = Attempt.of(() -> kernel.accept4(socket, SocketType.SOCK_CLOEXEC));
    @Nullable Fd connection = accepted.value();
    if (connection != null) {
      pause = FIRST_PAUSE;
      if (isAllowed(connection)) {
        start(connection);
      }
      kernel.close(connection);
    } else if (SHORTAGE.contains(accepted.errno())) {
      tell(accepted.refusal());
      rest();
    } else if (!NEXT_PLEASE.contains(accepted.errno())) {
      accepted.orThrow();
    }
  }

  private boolean isAllowed(Fd connection) {
    if (options.allowed.isEmpty()) {
      return true;
    }
    Uid user = kernel.getsockoptPeercred(connection).user();
    boolean allowed = options.allowed.contains(user);
    if (!allowed) {
      Output.message(kernel, NAME + ": user " + user + " is not served\n");
    }
    return allowed;
  }

  private void start(Fd connection) {
    Attempt<Pid> started =
        Attempt.of(
            () ->
                kernel.clone(
                    new CloneRequest(CloneFlags.NONE, ENDING), child -> become(child, connection)));
    if (started.refusal() != null) {
      tell(started.refusal());
    } else {
      running.add(started.orThrow());
    }
  }

  private void become(ChildKernel child, Fd connection) {
    child.doing("serving a connection");
    child.setsid();
    child.dup3(connection, Fd.STDIN, PipeFlags.NONE);
    child.dup3(connection, Fd.STDOUT, PipeFlags.NONE);
    if (options.errorsToClient) {
      child.dup3(connection, Fd.STDERR, PipeFlags.NONE);
    }
    child.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    Programs.execute(child, options.command, variables);
  }

  /** Told when it begins, not each time it is tried again. */
  private void tell(@Nullable KernelException refusal) {
    if (refusal != null && pause == FIRST_PAUSE) {
      Output.message(kernel, ENDING.message("serving", refusal));
    }
  }

  private void rest() {
    Timespec length = new Timespec(0, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    Readiness.pause(kernel, length);
  }

  /**
   * Moves the socket away from the standard descriptors, and hides it from whatever is executed.
   */
  static Fd hidden(Kernel kernel, Fd socket) {
    if (socket.number() > 2) {
      kernel.fcntlSetfd(socket, org.ctrtool.api.FdFlags.FD_CLOEXEC);
      return socket;
    }
    kernel.doing("moving the socket");
    Fd copy = kernel.fcntlDupfdCloexec(socket, 3);
    Fd nothing =
        kernel.openat(
            Fd.AT_FDCWD,
            "/dev/null",
            org.ctrtool.api.OpenFlags.O_RDWR.or(org.ctrtool.api.OpenFlags.O_CLOEXEC),
            org.ctrtool.api.Mode.NONE);
    kernel.dup3(nothing, socket, PipeFlags.NONE);
    kernel.close(nothing);
    return copy;
  }

  /** Whether the socket takes connections. */
  static boolean isListening(Kernel kernel, Fd socket) {
    return kernel.getsockopt(socket, SocketOption.SO_ACCEPTCONN) != 0;
  }
}
