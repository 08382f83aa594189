package org.ctrtool.conformance.simshell;

import java.io.ByteArrayOutputStream;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;

/** Reading and writing whole texts. */
final class Streams {
  private static final int CHUNK = 65536;

  private Streams() {}

  static String readFile(Kernel kernel, String path) {
    Fd fd = kernel.openat(Fd.AT_FDCWD, path, OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    String text = readAll(kernel, fd);
    kernel.close(fd);
    return text;
  }

  static String readAll(Kernel kernel, Fd fd) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = kernel.read(fd, CHUNK);
    while (part.length > 0) {
      all.writeBytes(part);
      part = kernel.read(fd, CHUNK);
    }
    return OsStrings.decode(all.toByteArray());
  }

  static void write(Kernel kernel, Fd fd, String text) {
    kernel.writeAll(fd, OsStrings.encode(text));
  }
}
