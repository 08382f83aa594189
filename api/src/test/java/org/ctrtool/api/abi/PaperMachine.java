package org.ctrtool.api.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;

/** A machine whose memory is an array and whose kernel is what a test says. */
final class PaperMachine implements Machine {
  /** Answers a call. */
  interface Answer {
    long to(Registers registers);
  }

  /** One call: its number and its six registers. */
  final class Registers {
    final long number;
    final long[] values;

    Registers(long number, long... values) {
      this.number = number;
      this.values = values;
    }

    long get(int i) {
      return values[i];
    }

    /** The memory that register {@code i} points to. */
    Image at(int i, int size) {
      return new Image(memory(values[i], size));
    }

    /** Writes to where register {@code i} points. */
    void answer(int i, Image image) {
      poke(values[i], image.bytes(), 0, image.bytes().length);
    }
  }

  private static final int BASE = 0x100000;

  private final Architecture architecture;
  private final Answer kernel;
  private final byte[] memory = new byte[1 << 20];
  private int allocated = 16;
  final List<Registers> calls = new ArrayList<>();

  PaperMachine(Architecture architecture, Answer kernel) {
    this.architecture = architecture;
    this.kernel = kernel;
    java.util.Arrays.fill(memory, (byte) 0xA5);
  }

  /** The kernel that this machine reaches. */
  LinuxKernel kernel() {
    return new OneTask(this);
  }

  byte[] memory(long address, int size) {
    byte[] bytes = new byte[size];
    peek(address, bytes, 0, size);
    return bytes;
  }

  @Override
  public long call(long number, long a, long b, long c, long d, long e, long f) {
    Registers registers = new Registers(number, a, b, c, d, e, f);
    calls.add(registers);
    return kernel.to(registers);
  }

  @Override
  public long allocate(long size) {
    int address = allocated;
    allocated += (int) (size + 15 & ~15L);
    if (allocated > memory.length) {
      throw new AssertionError("out of memory");
    }
    return BASE + address;
  }

  @Override
  public void release(long address) {}

  @Override
  public void poke(long address, byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, memory, (int) (address - BASE), length);
  }

  @Override
  public void peek(long address, byte[] bytes, int offset, int length) {
    System.arraycopy(memory, (int) (address - BASE), bytes, offset, length);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  private static final class OneTask extends LinuxKernel {
    OneTask(Machine machine) {
      super(machine);
    }

    @Override
    public Pid clone(CloneRequest request, Consumer<ChildKernel> child) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void become(Ending ending, Consumer<ChildKernel> last) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open) {
      throw new UnsupportedOperationException();
    }
  }
}
