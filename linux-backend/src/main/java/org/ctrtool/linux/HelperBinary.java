package org.ctrtool.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.NotModelled;
import org.ctrtool.api.Seals;
import org.ctrtool.api.abi.Architecture;
import org.jspecify.annotations.Nullable;

/** The static binary out of the jar, as a sealed anonymous file that can be executed. */
final class HelperBinary {
  private static final int CHUNK = 64 * 1024;

  private HelperBinary() {}

  /** Opened when it is first needed; stays open as long as the JVM runs. */
  private static @Nullable Fd opened;

  /**
   * The descriptor, close-on-exec.
   *
   * @throws NotModelled if the jar has no such binary
   */
  static synchronized Fd file() {
    Fd file = opened;
    if (file == null) {
      file = load(new PlainKernel(new JnaMachine()));
      opened = file;
    }
    return file;
  }

  /** Where the kernel finds the binary: the process that looks has the descriptor, too. */
  static String path() {
    return "/proc/self/fd/" + file().number();
  }

  private static Fd load(PlainKernel kernel) {
    return sealed(kernel, "ctrtool", binary(), true);
  }

  /** A sealed anonymous file with this content, its offset at the end. */
  static Fd sealed(PlainKernel kernel, String name, byte[] content, boolean executable) {
    Fd file = create(kernel, name, executable);
    int done = 0;
    while (done < content.length) {
      int end = Math.min(content.length, done + CHUNK);
      done += kernel.write(file, Arrays.copyOfRange(content, done, end));
    }
    kernel.fcntlAddSeals(
        file,
        Seals.F_SEAL_SEAL.or(Seals.F_SEAL_SHRINK).or(Seals.F_SEAL_GROW).or(Seals.F_SEAL_WRITE));
    return file;
  }

  private static Fd create(PlainKernel kernel, String name, boolean executable) {
    MemfdFlags flags = MemfdFlags.MFD_CLOEXEC.or(MemfdFlags.MFD_ALLOW_SEALING);
    if (!executable) {
      return kernel.memfdCreate(name, flags);
    }
    try {
      return kernel.memfdCreate(name, flags.or(MemfdFlags.MFD_EXEC));
    } catch (KernelException refused) {
      if (!refused.errno().equals(Errno.EINVAL)) {
        throw refused;
      }
      return kernel.memfdCreate(name, flags); // Linux before 6.3 knows no other kind
    }
  }

  private static byte[] binary() {
    boolean arm = JnaMachine.ofThisJvm() == Architecture.AARCH64;
    String name = arm ? "aarch64/ctrtool" : "ctrtool";
    try (InputStream in = HelperBinary.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new NotModelled("this jar was built without the static binary " + name);
      }
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
