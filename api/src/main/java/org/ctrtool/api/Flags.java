package org.ctrtool.api;

/**
 * A set of bits that a system call takes in one argument; {@code toString} names them as strace
 * does.
 */
public interface Flags {
  /** The bits as the kernel takes them. */
  long bits();
}
