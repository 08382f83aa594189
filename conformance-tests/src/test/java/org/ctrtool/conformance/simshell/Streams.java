package org.ctrtool.conformance.simshell;

import java.io.ByteArrayOutputStream;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;

/** Reading and writing whole texts. */
final class Streams {
  static final int CHUNK = 65536;

  private Streams() {}

  /** Opens a file to read it. */
  static Fd open(Kernel kernel, String path) {
    OpenFlags flags = OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
    return kernel.openat(Fd.AT_FDCWD, path, flags, Mode.NONE);
  }

  static String readFile(Kernel kernel, String path) {
    Fd fd = open(kernel, path);
    String text = readAll(kernel, fd);
    kernel.close(fd);
    return text;
  }

  static String readAll(Kernel kernel, Fd fd) {
    return OsStrings.decode(readAllBytes(kernel, fd));
  }

  static byte[] readAllBytes(Kernel kernel, Fd fd) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = kernel.read(fd, CHUNK);
    while (part.length > 0) {
      all.writeBytes(part);
      part = kernel.read(fd, CHUNK);
    }
    return all.toByteArray();
  }

  /** Passes on what is read as it comes. */
  static void copy(Kernel kernel, Fd from, Fd to) {
    byte[] part = kernel.read(from, CHUNK);
    while (part.length > 0) {
      kernel.writeAll(to, part);
      part = kernel.read(from, CHUNK);
    }
  }

  static void write(Kernel kernel, Fd fd, String text) {
    kernel.writeAll(fd, OsStrings.encode(text));
  }
}
