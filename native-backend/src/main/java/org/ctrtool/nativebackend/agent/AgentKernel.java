package org.ctrtool.nativebackend.agent;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.Pid;
import org.ctrtool.api.abi.LinuxKernel;
import org.ctrtool.api.abi.Machine;

/** The kernel with a fork that returns twice, instead of sequences that run elsewhere. */
final class AgentKernel extends LinuxKernel {
  AgentKernel(Machine machine) {
    super(machine);
  }

  /** The child's process ID; 0 in the child. */
  int forked(CloneFlags flags) {
    return fork(flags);
  }

  /** The same, with process IDs that are chosen. */
  int forked(CloneFlags flags, List<Pid> numbers) {
    return fork(flags, numbers);
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    throw new NotModelled("clone of the agent");
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    throw new NotModelled("become of the agent");
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    throw new NotModelled("openIn of the agent");
  }
}
