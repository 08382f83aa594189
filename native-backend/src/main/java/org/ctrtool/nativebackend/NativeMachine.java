package org.ctrtool.nativebackend;

import java.util.Objects;
import org.ctrtool.api.abi.Architecture;
import org.ctrtool.api.abi.Machine;
import org.teavm.interop.Address;

/**
 * Linux as seen from the static binary. Nothing here works on a JVM. The calls of {@link Machine}
 * are of the current process; the static methods tell how it was started.
 *
 * <p>Strings of the process (arguments, environment) are bytes without the NUL that ends them.
 */
public final class NativeMachine implements Machine {
  private final Architecture architecture =
      CShim.isAarch64() == 0 ? Architecture.X86_64 : Architecture.AARCH64;

  @Override
  public long call(long number, long a, long b, long c, long d, long e, long f) {
    return CShim.call(number, a, b, c, d, e, f);
  }

  /** Zeroed memory. Ends the process if there is none. */
  @Override
  public long allocate(long size) {
    return CShim.allocate(size);
  }

  @Override
  public void release(long address) {
    CShim.release(address);
  }

  @Override
  public void poke(long address, byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    // The array must not move in between, so nothing is allocated after its address is taken.
    Address.moveMemoryBlock(Address.ofData(bytes).add(offset), Address.fromLong(address), length);
  }

  @Override
  public void peek(long address, byte[] bytes, int offset, int length) {
    copyOut(address, bytes, offset, length);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  /** The number of arguments, the program's name included; may be 0. */
  public static int argumentCount() {
    return CShim.argumentCount();
  }

  /** An argument; the program's name is number 0. */
  public static byte[] argument(int i) {
    return bytesAt(CShim.argument(Objects.checkIndex(i, CShim.argumentCount())));
  }

  /** The number of entries in the environment. */
  public static int environmentCount() {
    return CShim.environmentCount();
  }

  /** An entry of the environment, {@code NAME=value} as a rule. */
  public static byte[] environment(int i) {
    return bytesAt(CShim.environment(Objects.checkIndex(i, CShim.environmentCount())));
  }

  /** The signal mask this process was started with, and still has when Java's main begins. */
  public static long originalSignalMask() {
    return CShim.signalMask();
  }

  private static byte[] bytesAt(long address) {
    byte[] bytes = new byte[(int) CShim.length(address)];
    copyOut(address, bytes, 0, bytes.length);
    return bytes;
  }

  private static void copyOut(long address, byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Address.moveMemoryBlock(Address.fromLong(address), Address.ofData(bytes).add(offset), length);
  }
}
