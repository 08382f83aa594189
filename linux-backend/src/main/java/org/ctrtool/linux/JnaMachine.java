package org.ctrtool.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.ctrtool.api.abi.Architecture;
import org.ctrtool.api.abi.Machine;

/** System calls and memory through JNA. */
final class JnaMachine implements Machine {
  private final Architecture architecture = ofThisJvm();

  /** The architecture of the JVM that runs. */
  static Architecture ofThisJvm() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64", "x86_64" -> Architecture.X86_64;
      case "aarch64" -> Architecture.AARCH64;
      default -> throw new IllegalStateException("no table of system calls for " + name);
    };
  }

  @Override
  public long call(long number, long a, long b, long c, long d, long e, long f) {
    long result = Libc.syscall(number, a, b, c, d, e, f);
    // JNA has kept errno as it was right after the call.
    return result == -1 ? -Native.getLastError() : result;
  }

  @Override
  public long allocate(long size) {
    long address = Native.malloc(Math.max(1, size));
    if (address == 0) {
      throw new OutOfMemoryError("malloc(" + size + ")");
    }
    return address;
  }

  @Override
  public void release(long address) {
    Native.free(address);
  }

  @Override
  public void poke(long address, byte[] bytes, int offset, int length) {
    new Pointer(address).write(0, bytes, offset, length);
  }

  @Override
  public void peek(long address, byte[] bytes, int offset, int length) {
    new Pointer(address).read(0, bytes, offset, length);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }
}
