package org.ctrtool.tools.descriptors;

import java.util.List;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Timespec;
import org.ctrtool.tools.ToolFailure;
import org.ctrtool.tools.files.DescriptorInfo;
import org.ctrtool.tools.grammar.Values;

/** What a descriptor of a process tells; see pidfd_open(2). */
public final class ProcessDescriptor {
  private ProcessDescriptor() {}

  /**
   * The process's number in the PID namespace of /proc; 0 if it has none there.
   *
   * @param name of the descriptor, for messages
   * @throws ToolFailure if the descriptor is of something else
   * @throws KernelException ESRCH if the process has ended and was waited for
   */
  public static Pid number(Kernel kernel, Fd process, String name) {
    String number = DescriptorInfo.field(kernel, process, "Pid");
    if (number == null) {
      throw new ToolFailure(name + " is no descriptor of a process");
    }
    if (!Values.isNumber(number)) { // -1
      throw ended(name);
    }
    return new Pid(Values.integer(number, 0, Integer.MAX_VALUE));
  }

  /**
   * Makes sure that the process runs still.
   *
   * @param name of the descriptor, for the message
   * @throws KernelException ESRCH if it has ended
   */
  public static void requireRunning(Kernel kernel, Fd process, String name) {
    if (!kernel.ppoll(end(process), Timespec.ZERO).isEmpty()) {
      throw ended(name);
    }
  }

  /** Waits until the process has ended. */
  @SuppressWarnings("CheckReturnValue")
  public static void awaitEnd(Kernel kernel, Fd process) {
    Readiness.await(kernel, end(process), null);
  }

  private static List<PollFd> end(Fd process) {
    return List.of(new PollFd(process, PollEvents.POLLIN));
  }

  private static KernelException ended(String name) {
    return new KernelException(Errno.ESRCH, "the process of " + name);
  }
}
