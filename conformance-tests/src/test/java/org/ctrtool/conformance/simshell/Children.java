package org.ctrtool.conformance.simshell;

import java.util.function.ToIntFunction;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;

/** Children of utilities. */
final class Children {
  private static final int FAILED = 125;

  private Children() {}

  /** Makes a child that runs code and ends with the status that it returns. */
  static Pid fork(Kernel kernel, ToIntFunction<Kernel> code) {
    CloneRequest request = new CloneRequest(CloneFlags.NONE, new Ending("utility", FAILED));
    // On the simulated machine a child has all calls.
    return kernel.clone(request, inside -> inside.exit(code.applyAsInt((Kernel) inside)));
  }

  static WaitStatus await(Kernel kernel, Pid child) {
    return kernel.waitid(child, WaitFlags.WEXITED);
  }

  /** Ends as a child did: with its status, or by its signal. */
  static int endAs(Kernel kernel, WaitStatus end) {
    if (end.isKilled()) {
      kernel.kill(kernel.getpid(), new Signal(end.status()));
    }
    return end.shellStatus();
  }
}
