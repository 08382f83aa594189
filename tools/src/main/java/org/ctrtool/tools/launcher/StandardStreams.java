package org.ctrtool.tools.launcher;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.terminal.Pseudoterminal;
import org.ctrtool.tools.terminal.Wires;

/**
 * The program's standard descriptors where they are not the caller's, and the launcher's side of
 * them; all of them close-on-exec.
 *
 * @param programInput the program's standard input
 * @param programOutput its standard output
 * @param programError its standard error
 * @param input where the launcher writes what the program reads
 * @param output where it reads what the program writes
 * @param error where it reads the program's errors
 * @param isTerminal whether input and output are one terminal
 */
record StandardStreams(
    Fd programInput,
    Fd programOutput,
    Fd programError,
    Fd input,
    Fd output,
    Fd error,
    boolean isTerminal) {

  /** Makes a terminal, or pipes. */
  static StandardStreams open(Kernel kernel, LauncherOptions.Streams kind) {
    Pipe errors = kernel.pipe2(PipeFlags.O_CLOEXEC);
    if (kind == LauncherOptions.Streams.PIPES) {
      Pipe inwards = kernel.pipe2(PipeFlags.O_CLOEXEC);
      Pipe outwards = kernel.pipe2(PipeFlags.O_CLOEXEC);
      return new StandardStreams(
          inwards.readEnd(),
          outwards.writeEnd(),
          errors.writeEnd(),
          inwards.writeEnd(),
          outwards.readEnd(),
          errors.readEnd(),
          false);
    }
    Fd master = Pseudoterminal.open(kernel, Pseudoterminal.MULTIPLEXER);
    Fd slave = Pseudoterminal.openSlave(kernel, master, Pseudoterminal.MULTIPLEXER);
    return new StandardStreams(
        slave, slave, errors.writeEnd(), master, master, errors.readEnd(), true);
  }

  /** Gives the program's side to another user or group. */
  void giveTo(ChildKernel kernel, Uid owner, Gid group) {
    if (!owner.equals(Uid.KEEP) || !group.equals(Gid.KEEP)) {
      for (Fd fd : programSide()) {
        kernel.fchownat(fd, "", owner, group, AtFlags.AT_EMPTY_PATH);
      }
    }
  }

  /** Makes them the standard descriptors. */
  void use(ChildKernel kernel) {
    kernel.dup3(programInput, Fd.STDIN, PipeFlags.NONE);
    kernel.dup3(programOutput, Fd.STDOUT, PipeFlags.NONE);
    kernel.dup3(programError, Fd.STDERR, PipeFlags.NONE);
  }

  /** The launcher's side as a relay wants it: nothing of it blocks. */
  Wires wires(Kernel kernel) {
    setFlags(kernel, OpenFlags.O_NONBLOCK);
    return isTerminal
        ? Wires.terminal(input, programInput, error)
        : Wires.pipes(input, output, error);
  }

  /** The launcher's side as a script wants it. */
  void block(Kernel kernel) {
    setFlags(kernel, OpenFlags.NONE);
  }

  /** The ends of a pipe, and the sides of a terminal, are open files of their own. */
  private void setFlags(Kernel kernel, OpenFlags flags) {
    for (Fd fd : launcherSide()) {
      kernel.fcntlSetfl(fd, flags);
    }
  }

  /** Closes what only the program is to have; a relay keeps the slave of a terminal. */
  void closeProgramSide(ChildKernel kernel) {
    for (Fd fd : isTerminal ? List.of(programError) : programSide()) {
      kernel.close(fd);
    }
  }

  /** Closes the launcher's side. */
  void closeLauncherSide(ChildKernel kernel) {
    for (Fd fd : launcherSide()) {
      kernel.close(fd);
    }
  }

  private List<Fd> launcherSide() {
    return isTerminal ? List.of(input, error) : List.of(input, output, error);
  }

  private List<Fd> programSide() {
    return isTerminal
        ? List.of(programInput, programError)
        : List.of(programInput, programOutput, programError);
  }
}
