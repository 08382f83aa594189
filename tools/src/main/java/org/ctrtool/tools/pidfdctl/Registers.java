package org.ctrtool.tools.pidfdctl;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.jspecify.annotations.Nullable;

/** Three registers for descriptors, and which of those this process has opened itself. */
final class Registers {
  private static final int COUNT = 3;

  private final Kernel kernel;
  private final @Nullable Fd[] registers = new @Nullable Fd[COUNT];
  private final List<Fd> own = new ArrayList<>();

  Registers(Kernel kernel) {
    this.kernel = kernel;
  }

  /** What is in a register; the request was checked, so there is something. */
  Fd get(int register) {
    return java.util.Objects.requireNonNull(registers[register]);
  }

  /** Puts a descriptor of the caller's into a register. */
  void load(int register, Fd fd) {
    @Nullable Fd before = registers[register];
    registers[register] = fd;
    forget(before);
  }

  /** Puts a descriptor that was opened just now, and is close-on-exec, into a register. */
  void put(int register, Fd opened) {
    own.add(opened);
    load(register, opened);
  }

  void exchange(int one, int other) {
    @Nullable Fd kept = registers[one];
    registers[one] = registers[other];
    registers[other] = kept;
  }

  /** Makes what is in a register inherited, for good. */
  Fd export(int register) {
    Fd fd = get(register);
    kernel.fcntlSetfd(fd, FdFlags.NONE);
    own.remove(fd);
    return fd;
  }

  /** Closes what nobody can name any more. */
  private void forget(@Nullable Fd fd) {
    if (fd == null || !own.contains(fd)) {
      return;
    }
    for (Fd other : registers) {
      if (fd.equals(other)) {
        return;
      }
    }
    own.remove(fd);
    kernel.close(fd);
  }
}
