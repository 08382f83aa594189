package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Map;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Termios;
import org.ctrtool.api.WindowSize;
import org.ctrtool.sim.SimProgram;

/** The utilities tty(1) and stty(1), about the terminal on standard input. */
final class TerminalUtilities {
  static final Map<String, SimProgram> ALL =
      Map.of("stty", TerminalUtilities::settings, "tty", TerminalUtilities::name);

  private static final int LOCAL_FLAGS = 12;
  private static final int ECHO = 0x8;

  private TerminalUtilities() {}

  private static int name(Kernel kernel, List<String> argv, Environment environment) {
    Options.of(argv, "").requireOperands(0, 0);
    if (Attempt.of(() -> kernel.ioctlTcgets(Fd.STDIN)).refusal() != null) {
      Utilities.print(kernel, "not a tty\n");
      return 1;
    }
    Utilities.print(kernel, kernel.readlinkat(Fd.AT_FDCWD, "/proc/self/fd/0") + "\n");
    return 0;
  }

  /** {@code stty size}, {@code stty raw} and {@code stty -echo}. */
  private static int settings(Kernel kernel, List<String> argv, Environment environment) {
    Attempt<Termios> settings = Attempt.of(() -> kernel.ioctlTcgets(Fd.STDIN));
    KernelException refusal = settings.refusal();
    if (refusal != null) {
      String why = refusal.errno().description();
      Utilities.complain(kernel, "stty: 'standard input': " + why);
      return 1;
    }
    for (String word : argv.subList(1, argv.size())) {
      switch (word) {
        case "size" -> {
          WindowSize size = kernel.ioctlTiocgwinsz(Fd.STDIN);
          Utilities.print(kernel, size.rows() + " " + size.columns() + "\n");
        }
        case "raw" -> kernel.ioctlTcsets(Fd.STDIN, raw(kernel.ioctlTcgets(Fd.STDIN)));
        case "-echo" -> kernel.ioctlTcsets(Fd.STDIN, withoutEcho(kernel.ioctlTcgets(Fd.STDIN)));
        default -> throw new Syntax.Unsupported(String.join(" ", argv));
      }
    }
    return 0;
  }

  /** Not all of cfmakeraw(3): the echo stays. */
  private static Termios raw(Termios settings) {
    byte[] image = settings.raw().image();
    image[LOCAL_FLAGS] |= (byte) (settings.image()[LOCAL_FLAGS] & ECHO);
    return new Termios(image);
  }

  private static Termios withoutEcho(Termios settings) {
    byte[] image = settings.image();
    image[LOCAL_FLAGS] &= (byte) ~ECHO;
    return new Termios(image);
  }
}
