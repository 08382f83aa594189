package org.ctrtool.nativebackend.agent;

import org.ctrtool.api.abi.Architecture;
import org.ctrtool.api.abi.Machine;
import org.ctrtool.nativebackend.NativeMachine;

/** This process. */
final class AgentMachine implements Machine {
  @Override
  public long call(long number, long a, long b, long c, long d, long e, long f) {
    return NativeMachine.call(number, a, b, c, d, e, f);
  }

  @Override
  public long allocate(long size) {
    return NativeMachine.allocate(size);
  }

  @Override
  public void release(long address) {
    NativeMachine.release(address);
  }

  @Override
  public void poke(long address, byte[] bytes, int offset, int length) {
    NativeMachine.poke(address, bytes, offset, length);
  }

  @Override
  public void peek(long address, byte[] bytes, int offset, int length) {
    NativeMachine.peek(address, bytes, offset, length);
  }

  @Override
  public Architecture architecture() {
    return NativeMachine.isAarch64() ? Architecture.AARCH64 : Architecture.X86_64;
  }
}
