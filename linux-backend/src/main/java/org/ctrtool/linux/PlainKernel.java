package org.ctrtool.linux;

import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;
import org.ctrtool.api.abi.LinuxKernel;
import org.ctrtool.api.abi.Machine;

/** The calls as they are: what {@link JnaKernel} is made of. Nobody counts the descriptors here. */
final class PlainKernel extends LinuxKernel {
  PlainKernel(Machine machine) {
    super(machine);
  }

  @Override
  public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
    throw new UnsupportedOperationException("a JVM cannot fork");
  }

  @Override
  public void become(Ending ending, Consumer<ChildKernel> last) {
    throw new UnsupportedOperationException("a JVM is more than one thread");
  }

  @Override
  public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
    throw new UnsupportedOperationException("a JVM cannot fork");
  }
}
