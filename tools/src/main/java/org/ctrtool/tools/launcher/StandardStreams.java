package org.ctrtool.tools.launcher;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Uid;

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
    OpenFlags flags = OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);
    Fd master = kernel.openat(Fd.AT_FDCWD, "/dev/ptmx", flags, Mode.NONE);
    kernel.ioctlTiocsptlck(master, new IntCell(0));
    // Not by name, which may mean something else where the child is.
    Fd slave = kernel.ioctlTiocgptpeer(master, flags);
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

  /** Closes the program's side, so that its end can be seen from the other. */
  void closeProgramSide(ChildKernel kernel) {
    for (Fd fd : programSide()) {
      kernel.close(fd);
    }
  }

  /** Closes the launcher's side. */
  void closeLauncherSide(ChildKernel kernel) {
    for (Fd fd : isTerminal ? List.of(input, error) : List.of(input, output, error)) {
      kernel.close(fd);
    }
  }

  private List<Fd> programSide() {
    return isTerminal
        ? List.of(programInput, programError)
        : List.of(programInput, programOutput, programError);
  }
}
