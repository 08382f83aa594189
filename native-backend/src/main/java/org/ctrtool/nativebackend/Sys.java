package org.ctrtool.nativebackend;

import org.teavm.interop.Address;

/** The few system calls that the entry point itself needs. */
final class Sys {
  private Sys() {}

  static void exit(int status) {
    CShim.call(CShim.isAarch64() != 0 ? 94 : 231, status, 0, 0, 0, 0, 0);
  }

  /** Writes all of the bytes, or as many as the kernel takes. */
  static void write(int fd, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      long taken =
          CShim.call(
              CShim.isAarch64() != 0 ? 64 : 1,
              fd,
              Address.ofData(bytes).add(done).toLong(),
              bytes.length - done,
              0,
              0,
              0);
      if (taken <= 0) {
        return;
      }
      done += (int) taken;
    }
  }

  /** Gives memory back. */
  static void unmap(long address, long size) {
    CShim.call(CShim.isAarch64() != 0 ? 215 : 11, address, size, 0, 0, 0, 0);
  }

  /** A fork: clone(2) with namespace flags and SIGCHLD. Answers 0 in the child. */
  static long fork(long flags) {
    return CShim.call(CShim.isAarch64() != 0 ? 220 : 56, flags | 17, 0, 0, 0, 0, 0);
  }

  /** Waits for a child and answers its raw wait status. */
  static int await(long pid) {
    int[] status = new int[1];
    CShim.call(CShim.isAarch64() != 0 ? 260 : 61, pid, Address.ofData(status).toLong(), 0, 0, 0, 0);
    return status[0];
  }

  static long getpid() {
    return CShim.call(CShim.isAarch64() != 0 ? 172 : 39, 0, 0, 0, 0, 0, 0);
  }
}
