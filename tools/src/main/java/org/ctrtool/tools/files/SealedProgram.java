package org.ctrtool.tools.files;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Seals;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.ToolFailure;

/**
 * A copy of a program that nobody can change: whoever reaches it through /proc/PID/exe from inside
 * a container reaches the copy, not the host's file.
 */
public final class SealedProgram {
  private static final long CHUNK = 1 << 20;

  /** What keeps a file from being changed. */
  public static final Seals ALL =
      Seals.F_SEAL_SEAL.or(Seals.F_SEAL_SHRINK).or(Seals.F_SEAL_GROW).or(Seals.F_SEAL_WRITE);

  private SealedProgram() {}

  /**
   * Begins again as a sealed copy of ctrtool, with the whole command line and the environment;
   * returns if this process runs from one already.
   *
   * @param ending how the process ends if the copy cannot be executed
   */
  public static void runFrom(Kernel kernel, Invocation invocation, Ending ending) {
    runFrom(kernel, invocation.program(), invocation.whole(), invocation.environment(), ending);
  }

  /** The same for the program at {@code path} and this command line. */
  public static void runFrom(
      Kernel kernel, String path, List<String> argv, Environment environment, Ending ending) {
    String doing = "running from a sealed copy";
    kernel.doing(doing);
    if (!isSealed(kernel, path)) {
      Fd copy = copyOf(kernel, path);
      kernel.become(
          ending,
          last -> {
            last.doing(doing);
            execute(last, copy, argv, environment);
          });
    }
  }

  /** The copy of the program at {@code path}, as an anonymous file that can be executed. */
  public static Fd copyOf(Kernel kernel, String path) {
    OpenFlags readOnly = OpenFlags.O_RDONLY.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);
    Fd program = kernel.openat(Fd.AT_FDCWD, path, readOnly, Mode.NONE);
    Fd copy = executableMemfd(kernel, "ctrtool");
    while (kernel.sendfile(copy, program, CHUNK) > 0) {
      // each call copies a part
    }
    kernel.close(program);
    kernel.fchmod(copy, new Mode(0555));
    kernel.fcntlAddSeals(copy, ALL);
    return copy;
  }

  /** Whether the program at {@code path} is such a copy. */
  public static boolean isSealed(Kernel kernel, String path) {
    OpenFlags readOnly = OpenFlags.O_RDONLY.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);
    Fd program = kernel.openat(Fd.AT_FDCWD, path, readOnly, Mode.NONE);
    Attempt<Seals> seals = Attempt.of(() -> kernel.fcntlGetSeals(program));
    kernel.close(program);
    return seals.value() != null && seals.value().has(ALL);
  }

  /** Executes a copy. Returns only by being refused. */
  public static void execute(
      ChildKernel kernel, Fd copy, List<String> argv, Environment environment) {
    kernel.execveat(copy, "", argv, environment, AtFlags.AT_EMPTY_PATH);
  }

  /**
   * An anonymous file that can be executed and sealed. Kernels before 6.3 do not know {@code
   * MFD_EXEC}; later ones may be set to insist on it, or to refuse it.
   *
   * @throws ToolFailure if it is refused
   */
  public static Fd executableMemfd(Kernel kernel, String name) {
    MemfdFlags flags = MemfdFlags.MFD_CLOEXEC.or(MemfdFlags.MFD_ALLOW_SEALING);
    Attempt<Fd> attempt = Attempt.of(() -> kernel.memfdCreate(name, flags.or(MemfdFlags.MFD_EXEC)));
    KernelException refusal = attempt.refusal();
    if (refusal != null && refusal.errno().equals(Errno.EINVAL)) {
      return kernel.memfdCreate(name, flags);
    }
    if (refusal != null && refusal.errno().equals(Errno.EACCES)) {
      throw new ToolFailure(
          "the sysctl vm.memfd_noexec forbids programs in memory: " + refusal.getMessage());
    }
    return attempt.orThrow();
  }
}
