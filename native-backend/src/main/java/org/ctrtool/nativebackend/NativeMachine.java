package org.ctrtool.nativebackend;

import java.util.ArrayList;
import java.util.List;
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
  /** Before each piece of memory: its size, and room to keep what follows aligned. */
  private static final int HEAD = 16;

  private final Architecture architecture =
      CShim.isAarch64() == 0 ? Architecture.X86_64 : Architecture.AARCH64;

  @Override
  public long call(long number, long a, long b, long c, long d, long e, long f) {
    return CShim.call(number, a, b, c, d, e, f);
  }

  /** Zeroed memory, whole pages of it. Ends the process if there is none. */
  @Override
  public long allocate(long size) {
    long whole = size + HEAD;
    Address block = CShim.reserve(whole);
    CShim.commit(block, whole);
    block.putLong(whole);
    return block.toLong() + HEAD;
  }

  @Override
  public void release(long address) {
    long block = address - HEAD;
    Sys.unmap(block, Address.fromLong(block).getLong());
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

  /** The arguments, the program's name first; may be none. */
  public static List<byte[]> arguments() {
    return stringsAt(CShim.argv());
  }

  /** The entries of the environment, {@code NAME=value} as a rule. */
  public static List<byte[]> environment() {
    Address end = CShim.argv();
    while (end.getLong() != 0) {
      end = end.add(Long.BYTES);
    }
    return stringsAt(end.add(Long.BYTES));
  }

  /** The signal mask this process was started with, and still has when Java's main begins. */
  public static long originalSignalMask() {
    return CShim.mask();
  }

  private static List<byte[]> stringsAt(Address table) {
    List<byte[]> strings = new ArrayList<>();
    for (Address at = table; at.getLong() != 0; at = at.add(Long.BYTES)) {
      strings.add(bytesAt(at.getLong()));
    }
    return strings;
  }

  private static byte[] bytesAt(long address) {
    int length = 0;
    while (Address.fromLong(address + length).getByte() != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    copyOut(address, bytes, 0, length);
    return bytes;
  }

  private static void copyOut(long address, byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    Address.moveMemoryBlock(Address.fromLong(address), Address.ofData(bytes).add(offset), length);
  }
}
