package org.ctrtool.tools.nsopenfile;

import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;

/** Carries out requests, one after the other, and remembers what is in the registers. */
final class Opener {
  /** The variables that hold the numbers, without their own number. */
  private static final String VARIABLE = "CTRTOOL_NS_OPEN_FILE_FD_";

  private final Kernel kernel;
  private final Variables variables;
  private final @Nullable Fd[] registers = new @Nullable Fd[Opening.REGISTERS];

  Opener(Kernel kernel, Variables variables) {
    this.kernel = kernel;
    this.variables = variables;
  }

  /** Puts a descriptor of the caller's into a register. */
  void load(int register, Fd fd) {
    registers[register] = fd;
  }

  /**
   * Opens what {@code opening} says and hands it over.
   *
   * @param number of its variable
   * @param directory what -d names, null if there is none
   */
  void open(Opening opening, int number, @Nullable Fd directory) {
    kernel.doing("request " + number + ", " + opening.target);
    Fd opened =
        opening.target instanceof Target.Plain
            ? plain(opening)
            : lowest(inside(opening, directory));
    kernel.fcntlSetfd(opened, opening.hidden ? FdFlags.FD_CLOEXEC : FdFlags.NONE);
    if (opening.stored != Opening.NONE) {
      registers[opening.stored] = opened;
    }
    variables.set(VARIABLE + number, opening.hidden ? "-1" : opened.toString());
    if (opening.exported != null) {
      variables.set(opening.exported, opened.toString());
    }
  }

  private Fd plain(Opening opening) {
    Fd copied = register(opening.namespaceRegister);
    if (copied != null) {
      return kernel.fcntlDupfdCloexec(copied, 0);
    }
    String path = java.util.Objects.requireNonNull(opening.namespacePath);
    return kernel.openat(Fd.AT_FDCWD, path, OpenFlags.O_NOCTTY.or(OpenFlags.O_CLOEXEC), Mode.NONE);
  }

  private Fd inside(Opening opening, @Nullable Fd directory) {
    Fd namespace = register(opening.namespaceRegister);
    Entrance entrance = new Namespaces(kernel).find(opening, namespace);
    if (opening.target instanceof Target.Socket socket && socket.interfaceName() != null) {
      entrance = entrance.lasting(kernel);
      int interfaceNumber = interfaceNumber(entrance, socket.interfaceName());
      return open(entrance, inside -> socket.open(inside, interfaceNumber));
    }
    Fd start = start(opening, directory);
    return open(entrance, inside -> open(opening.target, inside, start));
  }

  private static Fd open(Target target, ChildKernel inside, Fd start) {
    return switch (target) {
      case Target.Socket socket -> socket.open(inside, 0);
      case Target.File file -> file.open(inside, start);
      case Target.Tun tun -> tun.open(inside);
      case Target.Plain plain -> throw new IllegalStateException();
    };
  }

  private Fd start(Opening opening, @Nullable Fd directory) {
    Fd inRegister = register(opening.directoryRegister);
    if (inRegister != null) {
      return inRegister;
    }
    return directory == null ? Fd.AT_FDCWD : directory;
  }

  private Fd open(Entrance entrance, java.util.function.Function<ChildKernel, Fd> open) {
    Fd opened = entrance.open(kernel, open);
    entrance.close(kernel);
    return opened;
  }

  /** Interfaces have their numbers in a network namespace: any socket of it can be asked. */
  private int interfaceNumber(Entrance entrance, String name) {
    Fd any = entrance.open(kernel, ChildKernel::socketInetDgram);
    int number = kernel.ioctlSiocgifindex(any, name);
    kernel.close(any);
    return number;
  }

  /** Descriptors that were needed on the way are closed by now: their numbers are free. */
  private Fd lowest(Fd opened) {
    Fd copy = kernel.fcntlDupfdCloexec(opened, 0);
    boolean isLower = copy.number() < opened.number();
    kernel.close(isLower ? opened : copy);
    return isLower ? copy : opened;
  }

  private @Nullable Fd register(int register) {
    return register == Opening.NONE ? null : registers[register];
  }
}
