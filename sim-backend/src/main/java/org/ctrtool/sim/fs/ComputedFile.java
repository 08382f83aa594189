package org.ctrtool.sim.fs;

import java.util.Arrays;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Mode;
import org.ctrtool.api.PollEvents;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is computed when it is read, as those of proc and sysfs. What the kernel
 * decides by the opener's credentials is with {@link OpenFile#credentials()}; the reader may be
 * somebody else.
 */
public abstract class ComputedFile extends Inode {
  /** A regular file of size 0 with the next number of its file system. */
  protected ComputedFile(SuperBlock superBlock, Mode mode, Kuid owner, Kgid group) {
    super(superBlock, new Mode(Mode.S_IFREG | mode.permissions()), owner, group, Dev.NONE);
  }

  /** Checks that belong to open, beyond permission. */
  protected void opened(OpenFile file, FileCaller opener) {}

  /**
   * The whole content; a read that starts at offset 0 computes it, later ones go on in the same.
   *
   * @throws Refusal if this cannot be read
   */
  protected abstract byte[] content(OpenFile file, FileCaller reader);

  /**
   * Takes what is written, in one write(2).
   *
   * @return how many bytes were taken
   * @throws Refusal EINVAL if nothing can be written, or what the file says
   */
  protected int written(OpenFile file, FileCaller writer, byte[] data, long offset) {
    throw new Refusal(FileRule.CANNOT_BE_WRITTEN);
  }

  /** The last descriptor of an open file is closed. */
  protected void closed(OpenFile file) {}

  /**
   * What is ready.
   *
   * @throws org.ctrtool.api.NotModelled if it tells of changes, which are not noted
   */
  protected PollEvents ready() {
    return PollEvents.POLLIN.or(PollEvents.POLLOUT);
  }

  /** Whether offsets can be counted from the end, which is at 0; files of lines have none. */
  protected boolean hasAnEnd() {
    return false;
  }

  /** Whether all has to be read at once: from the middle there is nothing. */
  protected boolean isReadAtOnce() {
    return false;
  }

  @Override
  public FileOperations open(OpenFile file, FileCaller caller) {
    opened(file, caller);
    return new Operations();
  }

  private final class Operations implements FileOperations {
    private byte @Nullable [] content;

    @Override
    public byte[] read(OpenFile file, FileCaller caller, int limit) {
      if (file.offset() > 0 && isReadAtOnce()) {
        return new byte[0];
      }
      byte[] whole = content;
      if (file.offset() == 0 || whole == null) {
        whole = content(file, caller);
        content = whole;
      }
      int from = (int) Math.min(file.offset(), whole.length);
      int to = (int) Math.min((long) from + limit, whole.length);
      file.setOffset(to);
      return Arrays.copyOfRange(whole, from, to);
    }

    @Override
    public PollEvents poll(OpenFile file) {
      return ready();
    }

    @Override
    public void release(OpenFile file) {
      closed(file);
    }

    @Override
    public long end(OpenFile file) {
      return hasAnEnd() ? 0 : FileOperations.super.end(file);
    }

    @Override
    public int write(OpenFile file, FileCaller caller, byte[] data) {
      int taken = written(file, caller, data, file.offset());
      file.setOffset(file.offset() + taken);
      return taken;
    }
  }
}
