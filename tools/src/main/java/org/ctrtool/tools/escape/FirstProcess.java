package org.ctrtool.tools.escape;

import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.files.DescriptorInfo;
import org.ctrtool.tools.files.Files;
import org.ctrtool.tools.files.SealedProgram;

/**
 * What ctrtool does first of all if it is process 1: it does not stay the image of a file that is
 * not the container's.
 *
 * <p>An image may make its program, or the interpreter of a script, a link to /proc/self/exe. When
 * {@code run} executes it, that is ctrtool's own file on the host: ctrtool is then process 1
 * inside, and whatever it starts there finds the host's file behind /proc/1/exe, to change its mode
 * or, later, its content (CVE-2019-5736). At its start it is still alone in the container. So
 * nothing else need be done at every start of a container: no copy, no second exec.
 */
public final class FirstProcess {
  /** The exit status if there can be no copy. */
  public static final int FAILED = 125;

  private static final String PROGRAM = "/proc/self/exe";

  private FirstProcess() {}

  /**
   * Begins again as a sealed copy if the own program was mounted outside of this mount namespace.
   * Returns whether the process may go on; if not it has been said why.
   */
  public static boolean leavesOutsideFile(
      Kernel kernel, List<String> argv, Environment environment) {
    Ending ending = new Ending("ctrtool", FAILED);
    Throwable failure =
        Attempt.failure(
            () -> {
              if (isFromOutside(kernel)) {
                SealedProgram.runFrom(kernel, PROGRAM, argv, environment, ending);
              }
            });
    if (failure != null) {
      Output.message(kernel, ending.message("looking at the own program", failure));
    }
    return failure == null;
  }

  /** Without /proc there is no /proc/1/exe either. */
  private static boolean isFromOutside(Kernel kernel) {
    OpenFlags place = OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC);
    Attempt<Fd> program = Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, PROGRAM, place, Mode.NONE));
    if (Errno.ENOENT.equals(program.errno())) {
      return false;
    }
    String mount = DescriptorInfo.field(kernel, program.orThrow(), "mnt_id");
    kernel.close(program.orThrow());
    String mounts = "\n" + Files.readText(kernel, "/proc/self/mountinfo");
    return mount == null || mounts.indexOf("\n" + mount + " ") < 0;
  }
}
