package org.ctrtool.sim;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.nio.charset.StandardCharsets;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;

/** Reading and writing small files, for tests. */
public final class Files {
  private Files() {}

  /** The content of a file. */
  public static String read(Kernel kernel, String path) {
    Fd fd = kernel.openat(AT_FDCWD, path, OpenFlags.O_CLOEXEC, Mode.NONE);
    StringBuilder text = new StringBuilder();
    for (byte[] part = kernel.read(fd, 4096); part.length > 0; part = kernel.read(fd, 4096)) {
      text.append(new String(part, StandardCharsets.UTF_8));
    }
    kernel.close(fd);
    return text.toString();
  }

  /** Writes a file that is there, in one write(2). */
  public static void write(ChildKernel kernel, String path, String text) {
    Fd fd = kernel.openat(AT_FDCWD, path, OpenFlags.O_WRONLY.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    try {
      kernel.writeAll(fd, text.getBytes(StandardCharsets.UTF_8));
    } finally {
      kernel.close(fd);
    }
  }

  /** The value of a line of {@code /proc/PID/status}. */
  public static String status(Kernel kernel, String pid, String field) {
    return read(kernel, "/proc/" + pid + "/status")
        .lines()
        .filter(line -> line.startsWith(field + ":\t"))
        .findFirst()
        .map(line -> line.substring(field.length() + 2))
        .orElse("");
  }
}
