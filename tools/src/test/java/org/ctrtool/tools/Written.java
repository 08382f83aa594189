package org.ctrtool.tools;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;

/** What was written to the standard descriptors of a mocked kernel. */
public final class Written {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private int limit = Integer.MAX_VALUE;

  private Written() {}

  public static Written by(Kernel kernel) {
    Written written = new Written();
    when(kernel.write(any(), any()))
        .thenAnswer(call -> written.write(call.getArgument(0), call.getArgument(1)));
    return written;
  }

  /** At most so many bytes are taken by one call. */
  public void atATime(int bytes) {
    limit = bytes;
  }

  public String stdout() {
    return OsStrings.decode(out.toByteArray());
  }

  public String stderr() {
    return OsStrings.decode(err.toByteArray());
  }

  private int write(Fd fd, byte[] data) {
    int count = Math.min(limit, data.length);
    byte[] taken = Arrays.copyOf(data, count);
    (fd.equals(Fd.STDOUT) ? out : err).writeBytes(taken);
    return count;
  }
}
