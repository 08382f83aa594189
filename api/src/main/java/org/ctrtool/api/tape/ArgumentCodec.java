package org.ctrtool.api.tape;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Call;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Flags;
import org.ctrtool.api.FsmountFlags;
import org.ctrtool.api.FsopenFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.InterfaceFlags;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.RebootCommand;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Seals;
import org.ctrtool.api.Securebits;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WindowSize;
import org.jspecify.annotations.Nullable;

/** The binary form of calls: which call, and each argument as a tag and its content. */
final class ArgumentCodec {
  private static final int NULL = 0;
  private static final int TEXT = 1;
  private static final int BYTES = 2;
  private static final int TEXTS = 3;
  private static final int FD = 4;
  private static final int INT = 5;
  private static final int LONG = 6;
  private static final int MODE = 7;
  private static final int DEV = 8;
  private static final int PID = 9;
  private static final int UID = 10;
  private static final int GID = 11;
  private static final int GIDS = 12;
  private static final int SIGNAL = 13;
  private static final int RESOURCE = 14;
  private static final int RLIMIT = 15;
  private static final int OPEN_HOW = 16;
  private static final int MOUNT_ATTR = 17;
  private static final int CAPABILITIES = 18;
  private static final int ENVIRONMENT = 19;
  private static final int DISPOSITION = 20;
  private static final int INT_CELL = 21;
  private static final int WINDOW_SIZE = 22;
  private static final int TERMIOS = 23;
  private static final int INTERFACE = 24;
  private static final int LOOP = 25;
  private static final int SIGNAL_SET = 26;
  private static final int REBOOT = 50;
  private static final int SOCKET_DOMAIN = 45;
  private static final int SOCKET_OPTION = 46;
  private static final int SOCKET_ADDRESS = 47;
  private static final int MASK_CHANGE = 31;
  private static final int FLAGS = 64;

  private ArgumentCodec() {}

  static void writeCall(Call call, TapeWriter out) {
    out.u16(call.name().ordinal()).u8(call.argumentCount());
    for (int i = 0; i < call.argumentCount(); i++) {
      write(call.argument(i), out);
    }
  }

  static Call readCall(TapeReader in) {
    int ordinal = in.u16();
    TapeException.unless(ordinal < SystemCall.values().length, "an unknown call");
    SystemCall name = SystemCall.values()[ordinal];
    TapeException.unless(name.result() != SystemCall.Result.DATA, name + " cannot be on a tape");
    @Nullable Object[] arguments = new @Nullable Object[in.u8()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = read(in);
    }
    TapeException.unless(Call.fits(name, arguments), "arguments that do not fit " + name);
    return new Call(name, arguments);
  }

  static void write(@Nullable Object argument, TapeWriter out) {
    switch (argument) {
      case null -> out.u8(NULL);
      case String text -> out.u8(TEXT).text(text);
      case byte[] bytes -> out.u8(BYTES).bytes(bytes);
      case Fd fd -> out.u8(FD).u32(fd.number());
      case Flags flags -> out.u8(tag(flags)).u64(flags.bits());
      case Integer number -> out.u8(INT).u32(number);
      case Long number -> out.u8(LONG).u64(number);
      case Mode mode -> out.u8(MODE).u32(mode.bits());
      case Dev device -> out.u8(DEV).u32(device.major()).u32(device.minor());
      case Pid pid -> out.u8(PID).u32(pid.number());
      case Uid uid -> out.u8(UID).u64(uid.number());
      case Gid gid -> out.u8(GID).u64(gid.number());
      case Environment environment -> out.u8(ENVIRONMENT).texts(environment.variables());
      case List<?> list -> writeList(list, out);
      default -> writeRare(argument, out);
    }
  }

  private static void writeList(List<?> list, TapeWriter out) {
    boolean groups = !list.isEmpty() && list.get(0) instanceof Gid;
    out.u8(groups ? GIDS : TEXTS).u32(list.size());
    for (Object element : list) {
      if (element instanceof Gid gid) {
        out.u64(gid.number());
      } else {
        out.text((String) element);
      }
    }
  }

  private static void writeRare(Object argument, TapeWriter out) {
    switch (argument) {
      case Signal signal -> out.u8(SIGNAL).u32(signal.number());
      case SignalSet set -> out.u8(SIGNAL_SET).u64(set.bits());
      case SignalMaskChange how -> out.u8(MASK_CHANGE).u8(how.ordinal());
      case Resource resource -> out.u8(RESOURCE).u8(resource.ordinal());
      case RLimit limit -> out.u8(RLIMIT).u64(limit.soft()).u64(limit.hard());
      case OpenHow how ->
          out.u8(OPEN_HOW).u64(how.flags().bits()).u32(how.mode().bits()).u64(how.resolve().bits());
      case MountAttr attr ->
          out.u8(MOUNT_ATTR)
              .u64(attr.set().bits())
              .u64(attr.clear().bits())
              .u64(attr.propagation().bits())
              .u32(attr.userNamespace().number());
      case Capabilities sets ->
          out.u8(CAPABILITIES)
              .u64(sets.effective().bits())
              .u64(sets.permitted().bits())
              .u64(sets.inheritable().bits());
      case SignalDisposition disposition -> out.u8(DISPOSITION).u8(disposition.ordinal());
      case RebootCommand command -> out.u8(REBOOT).u8(command.ordinal());
      case IntCell cell -> out.u8(INT_CELL).u32(cell.value());
      case WindowSize size -> out.u8(WINDOW_SIZE).u16(size.rows()).u16(size.columns());
      case Termios settings -> out.u8(TERMIOS).bytes(settings.image());
      case InterfaceRequest request ->
          out.u8(INTERFACE).text(request.name()).u64(request.flags().bits());
      case SocketDomain domain -> out.u8(SOCKET_DOMAIN).u32(domain.number());
      case SocketOption option -> out.u8(SOCKET_OPTION).u32(option.level()).u32(option.number());
      case SocketAddress address -> SocketAddressCodec.write(address, out.u8(SOCKET_ADDRESS));
      case LoopConfig config ->
          out.u8(LOOP).u32(config.backing().number()).u8(config.readOnly() ? 1 : 0);
      default -> throw new TapeException("no binary form for " + argument);
    }
  }

  private static @Nullable Object read(TapeReader in) {
    return read(in.u8(), in);
  }

  /** Reads what follows {@code tag}. */
  static @Nullable Object read(int tag, TapeReader in) {
    return switch (tag) {
      case NULL -> null;
      case TEXT -> in.text();
      case BYTES -> in.bytes();
      case TEXTS -> in.texts();
      case FD -> new Fd(in.u32());
      case INT -> in.u32();
      case LONG -> in.u64();
      case MODE -> new Mode(in.u32());
      case DEV -> new Dev(in.u32(), in.u32());
      case PID -> new Pid(in.u32());
      case UID -> new Uid(id(in));
      case GID -> new Gid(id(in));
      case GIDS -> readGroups(in);
      case ENVIRONMENT -> new Environment(in.texts());
      default -> tag >= FLAGS ? readFlags(tag - FLAGS, in.u64()) : readRare(tag, in);
    };
  }

  private static Object readRare(int tag, TapeReader in) {
    return switch (tag) {
      case SIGNAL -> new Signal(in.u32());
      case SIGNAL_SET -> new SignalSet(in.u64());
      case MASK_CHANGE -> SignalMaskChange.values()[index(in, SignalMaskChange.values().length)];
      case RESOURCE -> Resource.values()[index(in, Resource.values().length)];
      case RLIMIT -> new RLimit(in.u64(), in.u64());
      case OPEN_HOW ->
          new OpenHow(new OpenFlags(in.u64()), new Mode(in.u32()), new ResolveFlags(in.u64()));
      case MOUNT_ATTR ->
          new MountAttr(
              new MountAttrFlags(in.u64()),
              new MountAttrFlags(in.u64()),
              new MountFlags(in.u64()),
              new Fd(in.u32()));
      case CAPABILITIES -> new Capabilities(set(in), set(in), set(in));
      case DISPOSITION -> SignalDisposition.values()[index(in, SignalDisposition.values().length)];
      case REBOOT -> RebootCommand.values()[index(in, RebootCommand.values().length)];
      case INT_CELL -> new IntCell(in.u32());
      case WINDOW_SIZE -> new WindowSize(in.u16(), in.u16());
      case TERMIOS -> termios(in.bytes());
      case INTERFACE -> new InterfaceRequest(in.text(), new InterfaceFlags(in.u64()));
      case SOCKET_DOMAIN -> new SocketDomain(in.u32());
      case SOCKET_OPTION -> new SocketOption(in.u32(), in.u32());
      case SOCKET_ADDRESS -> SocketAddressCodec.read(in);
      case LOOP -> new LoopConfig(new Fd(in.u32()), in.u8() != 0);
      default -> throw new TapeException("an unknown kind of argument");
    };
  }

  static long id(TapeReader in) {
    long number = in.u64();
    TapeException.unless(number >= -1 && number <= 0xFFFFFFFFL, "an id out of range");
    return number;
  }

  private static List<Gid> readGroups(TapeReader in) {
    int count = in.u32();
    List<Gid> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(new Gid(id(in)));
    }
    return groups;
  }

  private static int index(TapeReader in, int size) {
    int index = in.u8();
    TapeException.unless(index < size, "a choice that does not exist");
    return index;
  }

  private static CapabilitySet set(TapeReader in) {
    return new CapabilitySet(in.u64());
  }

  private static Termios termios(byte[] image) {
    TapeException.unless(image.length == Termios.SIZE, "terminal settings of another size");
    return new Termios(image);
  }

  private static int tag(Flags argument) {
    if (argument instanceof OpenFlags) {
      return FLAGS + 0;
    }
    if (argument instanceof PipeFlags) {
      return FLAGS + 1;
    }
    if (argument instanceof CloseRangeFlags) {
      return FLAGS + 2;
    }
    if (argument instanceof FdFlags) {
      return FLAGS + 3;
    }
    if (argument instanceof Seals) {
      return FLAGS + 4;
    }
    if (argument instanceof MemfdFlags) {
      return FLAGS + 5;
    }
    if (argument instanceof AtFlags) {
      return FLAGS + 6;
    }
    if (argument instanceof RenameFlags) {
      return FLAGS + 7;
    }
    if (argument instanceof MountFlags) {
      return FLAGS + 8;
    }
    if (argument instanceof UmountFlags) {
      return FLAGS + 9;
    }
    if (argument instanceof OpenTreeFlags) {
      return FLAGS + 10;
    }
    if (argument instanceof MoveMountFlags) {
      return FLAGS + 11;
    }
    if (argument instanceof FsopenFlags) {
      return FLAGS + 12;
    }
    if (argument instanceof FsmountFlags) {
      return FLAGS + 13;
    }
    if (argument instanceof MountAttrFlags) {
      return FLAGS + 14;
    }
    if (argument instanceof UnshareFlags) {
      return FLAGS + 15;
    }
    if (argument instanceof SetnsTypes) {
      return FLAGS + 16;
    }
    if (argument instanceof Securebits) {
      return FLAGS + 17;
    }
    if (argument instanceof SocketType) {
      return FLAGS + 18;
    }
    throw new TapeException("no binary form for " + argument);
  }

  private static Object readFlags(int which, long bits) {
    return switch (which) {
      case 0 -> new OpenFlags(bits);
      case 1 -> new PipeFlags(bits);
      case 2 -> new CloseRangeFlags(bits);
      case 3 -> new FdFlags(bits);
      case 4 -> new Seals(bits);
      case 5 -> new MemfdFlags(bits);
      case 6 -> new AtFlags(bits);
      case 7 -> new RenameFlags(bits);
      case 8 -> new MountFlags(bits);
      case 9 -> new UmountFlags(bits);
      case 10 -> new OpenTreeFlags(bits);
      case 11 -> new MoveMountFlags(bits);
      case 12 -> new FsopenFlags(bits);
      case 13 -> new FsmountFlags(bits);
      case 14 -> new MountAttrFlags(bits);
      case 15 -> new UnshareFlags(bits);
      case 16 -> new SetnsTypes(bits);
      case 17 -> new Securebits(bits);
      case 18 -> new SocketType(bits);
      default -> throw new TapeException("an unknown kind of flags");
    };
  }
}
