package org.ctrtool.sim.fd;

import org.ctrtool.api.PollEvents;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.path.FileCaller;

/**
 * What an open file does; the kernel's {@code struct file_operations}. Access mode and O_PATH have
 * been checked by the calls.
 */
public interface FileOperations {
  /** Reads from the file's offset, if it has one, and moves that. Empty at the end. */
  default byte[] read(OpenFile file, FileCaller caller, int limit) {
    throw new Refusal(FdRule.NOT_READABLE_AT_ALL);
  }

  /** Writes at the file's offset, if it has one, and moves that. Returns how much was written. */
  default int write(OpenFile file, FileCaller caller, byte[] data) {
    throw new Refusal(FdRule.NOT_WRITABLE_AT_ALL);
  }

  /**
   * Where an offset "from the end" counts from.
   *
   * @throws Refusal EINVAL if that is not known
   */
  default long end(OpenFile file) {
    throw new Refusal(FdRule.OFFSET_OUT_OF_RANGE);
  }

  /** Whether the file has an offset that can be set: neither pipe, socket nor terminal. */
  default boolean hasOffset() {
    return true;
  }

  /**
   * Sets the offset; the kernel's {@code llseek}.
   *
   * @param whence 0 from the start, 1 from here, 2 from the end
   * @return the new offset
   * @throws Refusal ESPIPE if the file has none, EINVAL if it would be negative
   */
  default long seek(OpenFile file, long offset, int whence) {
    if (!hasOffset()) {
      throw new Refusal(FdRule.HAS_NO_OFFSET);
    }
    long base =
        switch (whence) {
          case 0 -> 0;
          case 1 -> file.offset();
          case 2 -> end(file);
          default -> throw new Refusal(FdRule.OFFSET_OUT_OF_RANGE);
        };
    if (base + offset < 0) {
      throw new Refusal(FdRule.OFFSET_OUT_OF_RANGE);
    }
    file.setOffset(base + offset);
    return base + offset;
  }

  /** Whether sendfile(2) can read from it; the kernel's {@code splice_read}. */
  default boolean canBeSentFrom() {
    return hasOffset();
  }

  /** What is ready now; regular files always are. */
  default PollEvents poll(OpenFile file) {
    return PollEvents.POLLIN.or(PollEvents.POLLOUT);
  }

  /** The last descriptor of the open file is closed. */
  default void release(OpenFile file) {}
}
