package org.ctrtool.nativebackend;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.Unmanaged;
import org.teavm.interop.c.Variable;

/** What {@code src/main/c/ctrtool.c} offers. It checks nothing. */
final class CShim {
  private CShim() {}

  /** Where the addresses of the arguments are; the environment's follow, each list ends with 0. */
  @Import(name = "ct_argv")
  @Variable
  @Unmanaged
  static native Address argv();

  /** The signal mask at the start. */
  @Import(name = "ct_mask")
  @Variable
  @Unmanaged
  static native long mask();

  @Import(name = "ct_is_aarch64")
  @Variable
  @Unmanaged
  static native int isAarch64();

  @Import(name = "ct_call")
  @Unmanaged
  static native long call(long number, long a, long b, long c, long d, long e, long f);

  /** Address space; ends the process if there is none. */
  @Import(name = "ct_reserve")
  @Unmanaged
  static native Address reserve(long size);

  /** Makes memory of address space, zeroed; ends the process if there is none. */
  @Import(name = "ct_commit")
  @Unmanaged
  static native void commit(Address at, long size);

  /** See {@link GuestProcess}; Java runs meanwhile, so this is no unmanaged call. */
  @Import(name = "ct_clone_guest")
  static native long cloneGuest(GuestProcess.Body body, long flags);
}
