package org.ctrtool.tools.files;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;

/** Whole files at once. */
public final class Files {
  private static final int CHUNK = 4 * 1024;

  private Files() {}

  /** The content of a file. */
  public static String readText(Kernel kernel, String path) {
    Fd file = kernel.openat(Fd.AT_FDCWD, path, OpenFlags.O_CLOEXEC, Mode.NONE);
    byte[] content = readAll(kernel, file);
    kernel.close(file);
    return OsStrings.decode(content);
  }

  /** Everything from the descriptor's offset to the end. */
  public static byte[] readAll(Kernel kernel, Fd file) {
    List<byte[]> chunks = new ArrayList<>();
    int length = 0;
    byte[] chunk = kernel.read(file, CHUNK);
    while (chunk.length > 0) {
      chunks.add(chunk);
      length += chunk.length;
      chunk = kernel.read(file, CHUNK);
    }
    byte[] content = new byte[length];
    int at = 0;
    for (byte[] each : chunks) {
      System.arraycopy(each, 0, content, at, each.length);
      at += each.length;
    }
    return content;
  }

  /** Writes {@code content} into an existing file with one write, as files of /proc want it. */
  public static void write(ChildKernel kernel, Fd directory, String path, String content) {
    Fd file = kernel.openat(directory, path, OpenFlags.O_WRONLY.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    kernel.writeAll(file, OsStrings.encode(content));
    kernel.close(file);
  }
}
