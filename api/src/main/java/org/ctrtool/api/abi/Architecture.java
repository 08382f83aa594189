package org.ctrtool.api.abi;

import org.ctrtool.api.SystemCall;

/** A processor architecture as far as the kernel's binary interface differs. */
public enum Architecture {
  /** 64-bit x86. */
  X86_64,
  /** 64-bit ARM, with the numbers and layouts of asm-generic. */
  AARCH64;

  /** The number of a system call. */
  public int numberOf(SystemCall call) {
    return this == X86_64 ? call.x86Number() : call.aarch64Number();
  }

  /** The number of clone(2). */
  int cloneNumber() {
    return this == X86_64 ? 56 : 220;
  }

  /** The number of close(2), write(2) ... as of any call. */
  int numberOf(int x86, int aarch64) {
    return this == X86_64 ? x86 : aarch64;
  }

  /** The kernel's bits for the generic (x86-64) bits of open(2): four flags differ on ARM. */
  long openBits(long bits) {
    if (this == X86_64) {
      return bits;
    }
    long others = bits & ~(0x10000L | 0x20000L | 0x4000L | 0x8000L);
    return others | ((bits & 0x10000L) != 0 ? 0x4000L : 0) | ((bits & 0x20000L) != 0 ? 0x8000L : 0);
  }

  /** The reverse of {@link #openBits}. */
  long genericOpenBits(long bits) {
    if (this == X86_64) {
      return bits;
    }
    long others = bits & ~(0x4000L | 0x8000L);
    return others | ((bits & 0x4000L) != 0 ? 0x10000L : 0) | ((bits & 0x8000L) != 0 ? 0x20000L : 0);
  }
}
