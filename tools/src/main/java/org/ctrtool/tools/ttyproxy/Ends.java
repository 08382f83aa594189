package org.ctrtool.tools.ttyproxy;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.tools.terminal.Pseudoterminal;
import org.ctrtool.tools.terminal.Wires;
import org.jspecify.annotations.Nullable;

/**
 * Both sides of what stands between the relay and the program; everything is close-on-exec.
 *
 * @param relay the relay's side
 * @param input the program's standard input
 * @param output its standard output
 * @param errors its standard error
 */
record Ends(Wires relay, Fd input, Fd output, Fd errors) {
  /** A terminal. */
  static Ends terminal(Kernel kernel, String multiplexer, boolean separateErrors) {
    kernel.doing("making a terminal");
    Fd master = Pseudoterminal.open(kernel, multiplexer);
    Fd slave = Pseudoterminal.openSlave(kernel, master, multiplexer);
    @Nullable Pipe errors = separateErrors ? pipe(kernel) : null;
    Wires relay = Wires.terminal(master, slave, readEnd(kernel, errors));
    return new Ends(relay, slave, slave, errors == null ? slave : errors.writeEnd());
  }

  /** Pipes. */
  static Ends pipes(Kernel kernel, boolean separateErrors) {
    kernel.doing("making pipes");
    Pipe input = pipe(kernel);
    Pipe output = pipe(kernel);
    @Nullable Pipe errors = separateErrors ? pipe(kernel) : null;
    Fd relayInput = nonBlocking(kernel, input.writeEnd());
    Fd relayOutput = nonBlocking(kernel, output.readEnd());
    Wires relay = Wires.pipes(relayInput, relayOutput, readEnd(kernel, errors));
    Fd programErrors = errors == null ? output.writeEnd() : errors.writeEnd();
    return new Ends(relay, input.readEnd(), output.writeEnd(), programErrors);
  }

  private static Pipe pipe(Kernel kernel) {
    return kernel.pipe2(PipeFlags.O_CLOEXEC);
  }

  private static @Nullable Fd readEnd(Kernel kernel, @Nullable Pipe pipe) {
    return pipe == null ? null : nonBlocking(kernel, pipe.readEnd());
  }

  /** The ends of a pipe are two open files: the program's blocks as usual. */
  private static Fd nonBlocking(Kernel kernel, Fd fd) {
    kernel.fcntlSetfl(fd, kernel.fcntlGetfl(fd).or(OpenFlags.O_NONBLOCK));
    return fd;
  }

  /** Makes the program's side the standard descriptors of a new session. */
  void take(ChildKernel kernel) {
    kernel.setsid();
    if (relay.terminal() != null) {
      kernel.ioctlTiocsctty(input, 0);
    }
    kernel.dup3(input, Fd.STDIN, PipeFlags.NONE);
    kernel.dup3(output, Fd.STDOUT, PipeFlags.NONE);
    kernel.dup3(errors, Fd.STDERR, PipeFlags.NONE);
  }

  /** Closes what only the program is to have; the relay keeps the slave of a terminal. */
  void closeProgramsSide(Kernel kernel) {
    List<Fd> kept = new ArrayList<>();
    if (relay.slave() != null) {
      kept.add(relay.slave());
    }
    for (Fd fd : List.of(input, output, errors)) {
      if (!kept.contains(fd)) {
        kernel.close(fd);
        kept.add(fd);
      }
    }
  }
}
