package org.ctrtool.tools;

import java.util.Arrays;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;

/** Writes text, all of it, also where the kernel takes only a part at a time. */
public final class Output {
  private Output() {}

  /** Writes {@code text} to standard output. */
  public static void print(Kernel kernel, String text) {
    write(kernel, Fd.STDOUT, OsStrings.encode(text));
  }

  /** Writes {@code text} to standard error; if that fails there is nobody to tell. */
  @SuppressWarnings("CheckReturnValue")
  public static void message(Kernel kernel, String text) {
    Attempt.errno(() -> write(kernel, Fd.STDERR, OsStrings.encode(text)));
  }

  /** Writes all of {@code bytes}. */
  public static void write(Kernel kernel, Fd to, byte[] bytes) {
    int written = 0;
    while (written < bytes.length) {
      byte[] rest = written == 0 ? bytes : Arrays.copyOfRange(bytes, written, bytes.length);
      Attempt<Integer> now = Attempt.of(() -> kernel.write(to, rest));
      if (!Errno.EINTR.equals(now.errno())) {
        if (now.orThrow() <= 0) {
          return;
        }
        written += now.orThrow();
      }
    }
  }
}
