package org.ctrtool.nativebackend;

import org.teavm.interop.Import;
import org.teavm.interop.Unmanaged;

/** The functions of {@code src/main/c/ctrtool.c}. They check nothing. */
final class CShim {
  private CShim() {}

  @Import(name = "ct_call")
  @Unmanaged
  static native long call(long number, long a, long b, long c, long d, long e, long f);

  /** See {@link GuestProcess}; Java runs meanwhile, so this is no unmanaged call. */
  @Import(name = "ct_clone_guest")
  static native long cloneGuest(GuestProcess.Body body, long flags);

  @Import(name = "ct_allocate")
  @Unmanaged
  static native long allocate(long size);

  @Import(name = "ct_release")
  @Unmanaged
  static native void release(long address);

  @Import(name = "ct_argument_count")
  @Unmanaged
  static native int argumentCount();

  @Import(name = "ct_argument")
  @Unmanaged
  static native long argument(int i);

  @Import(name = "ct_environment_count")
  @Unmanaged
  static native int environmentCount();

  @Import(name = "ct_environment")
  @Unmanaged
  static native long environment(int i);

  @Import(name = "ct_signal_mask")
  @Unmanaged
  static native long signalMask();

  /** The length of a string that ends with NUL. */
  @Import(name = "ct_length")
  @Unmanaged
  static native long length(long string);

  @Import(name = "ct_is_aarch64")
  @Unmanaged
  static native int isAarch64();
}
