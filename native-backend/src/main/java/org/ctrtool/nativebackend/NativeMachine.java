package org.ctrtool.nativebackend;

import java.util.Objects;
import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.Unmanaged;

/**
 * Linux as seen from the static binary: {@code src/main/c/ctrtool.c} holds the other half. Nothing here works on a JVM.
 *
 * <p>Strings of the process (arguments, environment) are bytes without the terminating NUL.
 */
public final class NativeMachine {
  private NativeMachine() {}

  /** One raw system call: the kernel's answer, an errno as a negative number. */
  @Import(name = "ct_call")
  @Unmanaged
  public static native long call(long nr, long a, long b, long c, long d, long e, long f);

  /** Zeroed memory outside the Java heap, where it never moves. Ends the process if there is none. */
  @Import(name = "ct_allocate")
  @Unmanaged
  public static native long allocate(long size);

  /** Gives back what {@link #allocate} gave. */
  @Import(name = "ct_release")
  @Unmanaged
  public static native void release(long address);

  /** Copies {@code length} bytes from an array to memory. */
  public static void poke(long address, byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Address.moveMemoryBlock(Address.ofData(bytes).add(offset), Address.fromLong(address), length);
  }

  /** Copies {@code length} bytes from memory to an array. */
  public static void peek(long address, byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Address.moveMemoryBlock(Address.fromLong(address), Address.ofData(bytes).add(offset), length);
  }

  /** The number of arguments, the program's name included; may be 0. */
  @Import(name = "ct_argument_count")
  @Unmanaged
  public static native int argumentCount();

  /** An argument; the program's name is number 0. */
  public static byte[] argument(int i) {
    return bytesAt(argumentAddress(Objects.checkIndex(i, argumentCount())));
  }

  /** An entry of the environment, {@code NAME=value}, or null behind the last one. */
  public static byte[] environment(int i) {
    long address = environmentAddress(i);
    return address == 0 ? null : bytesAt(address);
  }

  /** The signal mask this process was started with. Nothing before Java's main changes it. */
  @Import(name = "ct_signal_mask")
  @Unmanaged
  public static native long originalSignalMask();

  /** Whether system calls have the numbers of aarch64 (else: those of x86-64). */
  public static boolean isAarch64() {
    return isAarch64Flag() != 0;
  }

  private static byte[] bytesAt(long address) {
    byte[] bytes = new byte[(int) length(address)];
    peek(address, bytes, 0, bytes.length);
    return bytes;
  }

  @Import(name = "ct_argument")
  @Unmanaged
  private static native long argumentAddress(int i);

  @Import(name = "ct_environment")
  @Unmanaged
  private static native long environmentAddress(int i);

  @Import(name = "ct_length")
  @Unmanaged
  private static native long length(long string);

  @Import(name = "ct_is_aarch64")
  @Unmanaged
  private static native int isAarch64Flag();
}
