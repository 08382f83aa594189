package org.ctrtool.tools.launcher;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;

/**
 * Where the child waits while it is prepared from outside.
 *
 * @param ready a pipe by which the child says that it waits
 * @param release a pipe by which the launcher lets it go on; its end says that the launcher is gone
 */
record Gate(Pipe ready, Pipe release) {
  static Gate make(Kernel kernel) {
    return new Gate(kernel.pipe2(PipeFlags.O_CLOEXEC), kernel.pipe2(PipeFlags.O_CLOEXEC));
  }

  /** In the launcher: waits for the child; whether it has come here. */
  boolean isReached(Kernel kernel) {
    kernel.close(ready.writeEnd());
    KernelException refusal = Attempt.refusal(() -> kernel.awaitByte(ready.readEnd()));
    if (refusal != null && !refusal.errno().equals(Errno.EPIPE)) {
      throw refusal;
    }
    kernel.close(ready.readEnd());
    return refusal == null;
  }

  /** In the launcher: it has both ends, so a child that is gone is no SIGPIPE. */
  void open(Kernel kernel) {
    kernel.writeAll(release.writeEnd(), new byte[1]);
  }

  /** In the child: it would otherwise itself keep the pipes alive. */
  void closeLaunchersEnds(ChildKernel kernel) {
    kernel.close(ready.readEnd());
    kernel.close(release.writeEnd());
  }

  /** In the child: waits until it may go on. */
  void pass(ChildKernel kernel) {
    kernel.writeAll(ready.writeEnd(), new byte[1]);
    kernel.close(ready.writeEnd());
    kernel.awaitByte(release.readEnd());
    kernel.close(release.readEnd());
  }
}
