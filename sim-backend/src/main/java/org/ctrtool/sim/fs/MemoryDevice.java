package org.ctrtool.sim.fs;

import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;

/** The devices of null(4), full(4) and random(4). */
enum MemoryDevice implements FileOperations {
  /** Empty, takes everything. */
  NULL,
  /** Endless zeros, takes everything. */
  ZERO,
  /** Endless zeros, takes nothing. */
  FULL,
  /** Endless bytes, the same ones in every simulation. */
  RANDOM;

  @Override
  public byte[] read(OpenFile file, FileCaller caller, int limit) {
    byte[] data = new byte[this == NULL ? 0 : limit];
    if (this == RANDOM) {
      long state = file.offset();
      for (int i = 0; i < data.length; i++) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        data[i] = (byte) (state >>> 33);
      }
      file.setOffset(state);
    }
    return data;
  }

  @Override
  public int write(OpenFile file, FileCaller caller, byte[] data) {
    if (this == FULL) {
      throw new Refusal(FileRule.DEVICE_IS_FULL);
    }
    return data.length;
  }

  @Override
  public long seek(OpenFile file, long offset, int whence) {
    return 0;
  }

  @Override
  public boolean canBeSentFrom() {
    return this != NULL;
  }
}
