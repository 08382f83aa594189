package org.ctrtool.sim.task;

import java.io.ByteArrayOutputStream;
import org.ctrtool.api.Fd;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.sim.fd.AnonymousCalls;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;

/**
 * What standard input, output and error of a login are: nothing comes in, what goes out is kept.
 */
public final class Console {
  private static final class Operations implements FileOperations {
    private final ByteArrayOutputStream written;

    Operations(ByteArrayOutputStream written) {
      this.written = written;
    }

    @Override
    public byte[] read(OpenFile file, FileCaller caller, int limit) {
      return new byte[0];
    }

    @Override
    public int write(OpenFile file, FileCaller caller, byte[] data) {
      written.writeBytes(data);
      return data.length;
    }

    @Override
    public boolean hasOffset() {
      return false;
    }
  }

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  /** Opens it as descriptors 0, 1 and 2 of a task. */
  public void openFor(Task task) {
    open(task, Fd.STDIN, OpenFlags.NONE, new ByteArrayOutputStream());
    open(task, Fd.STDOUT, OpenFlags.O_WRONLY, output);
    open(task, Fd.STDERR, OpenFlags.O_WRONLY, errors);
  }

  private static void open(Task task, Fd fd, OpenFlags flags, ByteArrayOutputStream written) {
    OpenFile file = AnonymousCalls.anonymous(task, "console", flags, new Operations(written));
    task.descriptors().put(fd, file, false);
  }

  /** What was written to standard output. */
  public String output() {
    return OsStrings.decode(output.toByteArray());
  }

  /** What was written to standard error. */
  public String errors() {
    return OsStrings.decode(errors.toByteArray());
  }
}
