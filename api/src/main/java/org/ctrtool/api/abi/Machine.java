package org.ctrtool.api.abi;

/** What a real kernel needs of the platform: system calls, and memory that stays where it is. */
public interface Machine {
  /**
   * Makes a system call.
   *
   * @return the result, or a negative error number
   */
  long call(long number, long a, long b, long c, long d, long e, long f);

  /** The address of {@code size} bytes that do not move, until they are released. */
  long allocate(long size);

  /** Gives memory back. */
  void release(long address);

  /** Copies into memory. */
  void poke(long address, byte[] bytes, int offset, int length);

  /** Copies out of memory. */
  void peek(long address, byte[] bytes, int offset, int length);

  /** Which table of call numbers and structure layouts applies. */
  Architecture architecture();
}
