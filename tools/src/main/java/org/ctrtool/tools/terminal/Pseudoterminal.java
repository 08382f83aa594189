package org.ctrtool.tools.terminal;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;

/** Making pseudoterminals; see pty(7). */
public final class Pseudoterminal {
  /** The multiplexer that is there everywhere. */
  public static final String MULTIPLEXER = "/dev/ptmx";

  private static final OpenFlags FLAGS =
      OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);

  private Pseudoterminal() {}

  /** Makes one and returns its master, which does not block. Its slave is unlocked. */
  public static Fd open(Kernel kernel, String multiplexer) {
    Fd master = kernel.openat(Fd.AT_FDCWD, multiplexer, FLAGS.or(OpenFlags.O_NONBLOCK), Mode.NONE);
    kernel.ioctlTiocsptlck(master, new IntCell(0));
    return master;
  }

  /**
   * Opens the slave through the master: a name could mean a terminal of another instance of devpts.
   * Only a kernel before 4.13 needs the name.
   */
  public static Fd openSlave(Kernel kernel, Fd master, String multiplexer) {
    Attempt<Fd> slave = Attempt.of(() -> kernel.ioctlTiocgptpeer(master, FLAGS));
    boolean isOldKernel = Errno.ENOTTY.equals(slave.errno()) || Errno.EINVAL.equals(slave.errno());
    if (isOldKernel && multiplexer.equals(MULTIPLEXER)) {
      return kernel.openat(
          Fd.AT_FDCWD, "/dev/pts/" + kernel.ioctlTiocgptn(master), FLAGS, Mode.NONE);
    }
    return slave.orThrow();
  }
}
