package org.ctrtool.api.abi;

import org.ctrtool.api.OpenFlags;
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

  /**
   * The kernel's bits for those of {@link OpenFlags}, and the reverse: the same exchange leads
   * back.
   */
  long openBits(long bits) {
    return this == X86_64 ? bits : new OpenFlags(bits).exchangedForArm().bits();
  }
}
