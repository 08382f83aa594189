package org.ctrtool.api.abi;

import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Flags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.RebootCommand;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WindowSize;
import org.jspecify.annotations.Nullable;

/**
 * The registers of one system call and the memory they point to. Memory is taken from an arena that
 * is used again for every call.
 */
final class Frame {
  private static final int REGISTERS = 6;
  private static final int ARENA = 8 * 1024;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  private final Machine machine;
  private final long[] registers = new long[REGISTERS];
  private int count;
  private long arena;
  private long arenaSize;
  private long used;

  Frame(Machine machine) {
    this.machine = machine;
  }

  /** Starts a call whose arguments need at most {@code memory} bytes. */
  void begin(long memory) {
    count = 0;
    used = 0;
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = 0;
    }
    if (memory > arenaSize) {
      if (arena != 0) {
        machine.release(arena);
      }
      arenaSize = Math.max(ARENA, memory);
      arena = machine.allocate(arenaSize);
    }
  }

  long call(int number) {
    return machine.call(
        number, registers[0], registers[1], registers[2], registers[3], registers[4], registers[5]);
  }

  /** Adds a number. */
  Frame number(long value) {
    registers[count++] = value;
    return this;
  }

  /** Adds a pointer to {@code bytes}. */
  Frame pointer(byte[] bytes) {
    return number(place(bytes));
  }

  /** Reserves memory for an answer, and adds a pointer to it. */
  long space(int size) {
    long address = reserve(size);
    number(address);
    return address;
  }

  byte[] answer(long address, int size) {
    byte[] bytes = new byte[size];
    machine.peek(address, bytes, 0, size);
    return bytes;
  }

  /** Copies {@code bytes} into the arena. */
  long place(byte[] bytes) {
    long address = reserve(bytes.length);
    fill(address, bytes);
    return address;
  }

  /** Copies {@code bytes} to where room was reserved. */
  void fill(long address, byte[] bytes) {
    machine.poke(address, bytes, 0, bytes.length);
  }

  /** Takes memory of the arena; what is in it is left from earlier calls. */
  long reserve(long size) {
    long address = arena + used;
    used += size + 15 & ~15L;
    if (used > arenaSize) {
      throw new IllegalStateException("the arguments need more memory than was said");
    }
    return address;
  }

  /** Adds an argument in the form the kernel takes it. */
  Frame argument(@Nullable Object argument) {
    if (argument == null) {
      return number(0);
    }
    if (argument instanceof Fd fd) {
      return number(fd.number());
    }
    if (argument instanceof String text) {
      return pointer(OsStrings.encodeZ(text));
    }
    if (argument instanceof OpenFlags flags) {
      return number(machine.architecture().openBits(flags.bits()));
    }
    if (argument instanceof Flags flags) {
      return number(flags.bits());
    }
    if (argument instanceof Number number) {
      return number(number.longValue());
    }
    if (argument instanceof byte[] bytes) {
      return pointer(bytes).number(bytes.length);
    }
    if (argument instanceof Mode mode) {
      return number(mode.bits());
    }
    return rareArgument(argument);
  }

  private Frame rareArgument(Object argument) {
    if (argument instanceof Pid pid) {
      return number(pid.number());
    }
    if (argument instanceof Uid uid) {
      return number(uid.number());
    }
    if (argument instanceof Gid gid) {
      return number(gid.number());
    }
    if (argument instanceof Dev device) {
      return number(device.encoded());
    }
    if (argument instanceof Signal signal) {
      return number(signal.number());
    }
    if (argument instanceof Resource resource) {
      return number(resource.number());
    }
    if (argument instanceof RebootCommand command) {
      return number(command.number());
    }
    if (argument instanceof SignalMaskChange how) {
      return number(how.ordinal());
    }
    if (argument instanceof Environment environment) {
      return strings(environment.variables());
    }
    if (argument instanceof List<?> list) {
      return strings(list);
    }
    return structure(argument);
  }

  private Frame structure(Object argument) {
    if (argument instanceof OpenHow how) {
      return sized(openHow(how));
    }
    if (argument instanceof MountAttr attributes) {
      return sized(mountAttr(attributes));
    }
    if (argument instanceof Capabilities capabilities) {
      return capabilities(capabilities);
    }
    if (argument instanceof RLimit limit) {
      return pointer(new Image(16).put(0, 8, limit.soft()).put(8, 8, limit.hard()).bytes());
    }
    if (argument instanceof IntCell cell) {
      return pointer(new Image(4).put(0, 4, cell.value()).bytes());
    }
    if (argument instanceof WindowSize size) {
      return pointer(new Image(8).put(0, 2, size.rows()).put(2, 2, size.columns()).bytes());
    }
    if (argument instanceof Termios settings) {
      return pointer(settings.image());
    }
    if (argument instanceof Timespec time) {
      return pointer(new Image(16).put(0, 8, time.seconds()).put(8, 8, time.nanoseconds()).bytes());
    }
    if (argument instanceof InterfaceRequest request) {
      return pointer(interfaceRequest(request));
    }
    if (argument instanceof LoopConfig config) {
      return pointer(loopConfig(config));
    }
    if (argument instanceof SocketDomain domain) {
      return number(domain.number());
    }
    if (argument instanceof SocketOption option) {
      return number(option.level()).number(option.number());
    }
    if (argument instanceof SocketAddress address) {
      byte[] image = SocketAddresses.image(address);
      return pointer(image).number(image.length);
    }
    if (argument instanceof SignalSet set) {
      return pointer(new Image(8).put(0, 8, set.bits()).bytes());
    }
    if (argument instanceof SignalDisposition disposition) {
      return pointer(new Image(32).put(0, 8, disposition.ordinal()).bytes());
    }
    throw new IllegalArgumentException("no machine form for " + argument);
  }

  private Frame sized(Image image) {
    return pointer(image.bytes()).number(image.bytes().length);
  }

  private Image openHow(OpenHow how) {
    return new Image(24)
        .put(0, 8, machine.architecture().openBits(how.flags().bits()))
        .put(8, 8, how.mode().bits())
        .put(16, 8, how.resolve().bits());
  }

  private static Image mountAttr(MountAttr attributes) {
    return new Image(32)
        .put(0, 8, attributes.set().bits())
        .put(8, 8, attributes.clear().bits())
        .put(16, 8, attributes.propagation().bits())
        .put(24, 8, attributes.userNamespace().number());
  }

  private Frame capabilities(Capabilities sets) {
    Image data = new Image(24);
    putSet(data, 0, sets.effective());
    putSet(data, 4, sets.permitted());
    putSet(data, 8, sets.inheritable());
    return capabilityHeader().pointer(data.bytes());
  }

  Frame capabilityHeader() {
    return pointer(new Image(8).put(0, 4, CAPABILITY_VERSION_3).bytes());
  }

  private static void putSet(Image data, int at, CapabilitySet set) {
    data.put(at, 4, set.bits()).put(at + 12, 4, set.bits() >>> 32);
  }

  private static byte[] interfaceRequest(InterfaceRequest request) {
    return interfaceName(request.name()).put(16, 2, request.flags().bits()).bytes();
  }

  /** {@code struct ifreq} with the name of an interface. */
  static Image interfaceName(String interfaceName) {
    byte[] name = OsStrings.encode(interfaceName);
    if (name.length > 15) {
      throw new IllegalArgumentException("the name of an interface has at most 15 bytes");
    }
    return new Image(40).put(0, name);
  }

  /**
   * {@code struct loop_config}: fd, block size, then {@code struct loop_info64}, its flags at 52.
   */
  private static byte[] loopConfig(LoopConfig config) {
    long flags = 4 | (config.readOnly() ? 1 : 0);
    return new Image(304).put(0, 4, config.backing().number()).put(8 + 52, 4, flags).bytes();
  }

  private Frame strings(List<?> strings) {
    Image table = new Image(8 * (strings.size() + 1));
    int at = 0;
    for (Object string : strings) {
      table.put(at, 8, place(OsStrings.encodeZ((String) string)));
      at += 8;
    }
    return pointer(table.bytes());
  }

  /** How many bytes of arena {@code argument} may need. */
  static long memoryOf(@Nullable Object argument) {
    if (argument instanceof String text) {
      return 4L * text.length() + 32;
    }
    if (argument instanceof byte[] bytes) {
      return bytes.length + 16L;
    }
    if (argument instanceof Environment environment) {
      return memoryOf(environment.variables());
    }
    if (argument instanceof List<?> list) {
      long sum = 32;
      for (Object element : list) {
        sum += 8 + memoryOf(element);
      }
      return sum;
    }
    return 320;
  }
}
