package org.ctrtool.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.Pid;
import org.jspecify.annotations.Nullable;

/** All there is of a kernel where there is no Linux: something to write messages to. */
final class ConsoleKernel extends KernelCalls {
  @Override
  public @Nullable Object perform(Call call) {
    return switch (call.name()) {
      case FCNTL_GETFD -> FdFlags.NONE;
      case WRITE -> write(call);
      default -> throw notLinux();
    };
  }

  private static int write(Call call) {
    FileDescriptor to = call.fd(0).equals(Fd.STDOUT) ? FileDescriptor.out : FileDescriptor.err;
    // Not closed: the descriptor is the process's.
    @SuppressWarnings("resource")
    FileOutputStream stream = new FileOutputStream(to);
    try {
      stream.write(call.bytes(1));
      return call.bytes(1).length;
    } catch (IOException failed) {
      throw (KernelException) new KernelException(Errno.EIO, call.toString()).initCause(failed);
    }
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    throw notLinux();
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    throw notLinux();
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    throw notLinux();
  }

  private static NotModelled notLinux() {
    return new NotModelled("this system is no Linux; --simulate and plan work everywhere");
  }
}
