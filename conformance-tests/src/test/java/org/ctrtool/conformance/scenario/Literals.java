package org.ctrtool.conformance.scenario;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Flags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.InterfaceFlags;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WindowSize;
import org.ctrtool.nativebackend.agent.Symbols;
import org.jspecify.annotations.Nullable;

/** Arguments of calls as they are written in scenarios. */
final class Literals {
  private final TextCursor text;
  private final Names names;

  /** The names that scenarios give to tasks and to what calls open. */
  record Names(List<String> tasks, List<String> registers) {}

  Literals(TextCursor text, Names names) {
    this.text = text;
    this.names = names;
  }

  /** Reads an argument of the type {@code type}; {@code element} is that of a list's elements. */
  @Nullable Object read(Class<?> type, @Nullable Class<?> element, boolean orNull) {
    if (orNull && text.skipWord("NULL")) {
      return null;
    }
    if (type == List.class && element != null) {
      return list(element);
    }
    if (Flags.class.isAssignableFrom(type)) {
      return flags(type);
    }
    if (type.isEnum()) {
      return constant(type, text.word());
    }
    Function<Literals, Object> reader = READERS.get(type);
    if (reader == null) {
      throw text.wrong("there is no notation for " + type.getSimpleName());
    }
    return reader.apply(this);
  }

  private static final Map<Class<?>, Function<Literals, Object>> READERS = readers();

  private static Map<Class<?>, Function<Literals, Object>> readers() {
    Map<Class<?>, Function<Literals, Object>> readers = new LinkedHashMap<>();
    readers.put(Fd.class, Literals::fd);
    readers.put(Pid.class, Literals::pid);
    readers.put(String.class, Literals::string);
    readers.put(byte[].class, Literals::bytes);
    readers.put(Integer.class, in -> (int) in.text.number());
    readers.put(Long.class, in -> in.text.number());
    readers.put(Uid.class, in -> new Uid(in.text.number()));
    readers.put(Gid.class, in -> new Gid(in.text.number()));
    readers.put(Mode.class, Literals::mode);
    readers.put(Dev.class, Literals::dev);
    readers.put(Signal.class, Literals::signal);
    readers.put(SignalSet.class, Literals::signalSet);
    readers.put(CapabilitySet.class, in -> new CapabilitySet(in.text.number()));
    readers.put(IntCell.class, Literals::intCell);
    readers.put(Environment.class, in -> new Environment(in.strings()));
    readers.put(OpenHow.class, in -> new Structure(in).openHow());
    readers.put(MountAttr.class, in -> new Structure(in).mountAttr());
    readers.put(Capabilities.class, in -> new Structure(in).capabilities());
    readers.put(RLimit.class, in -> new Structure(in).rlimit());
    readers.put(Timespec.class, in -> new Structure(in).timespec());
    readers.put(WindowSize.class, in -> new Structure(in).windowSize());
    readers.put(PollFd.class, in -> new Structure(in).pollFd());
    readers.put(InterfaceRequest.class, in -> new Structure(in).interfaceRequest());
    readers.put(LoopConfig.class, in -> new Structure(in).loopConfig());
    readers.put(SocketDomain.class, Literals::socketDomain);
    readers.put(SocketOption.class, Literals::socketOption);
    readers.put(SocketAddress.class, in -> new Structure(in).socketAddress());
    return readers;
  }

  private Fd fd() {
    if (!text.startsWithLetter()) {
      return new Fd((int) text.number());
    }
    String name = text.word();
    if (name.equals("AT_FDCWD")) {
      return Fd.AT_FDCWD;
    }
    if (name.equals("PROC")) {
      return Symbols.PROC;
    }
    int register = names.registers.indexOf(name);
    if (register < 0) {
      throw text.wrong("no call has opened " + name);
    }
    return Fd.register(register);
  }

  private Pid pid() {
    if (!text.startsWithLetter()) {
      return new Pid((int) text.number());
    }
    String name = text.word();
    int task = names.tasks.indexOf(name);
    if (task < 0) {
      throw text.wrong("there is no task " + name);
    }
    return Symbols.pidOf(task);
  }

  private String string() {
    String read = text.quoted();
    for (int i = 0; i < names.tasks.size(); i++) {
      read = read.replace("{" + names.tasks.get(i) + "}", "{" + i + "}");
    }
    return read;
  }

  private byte[] bytes() {
    byte[] read = OsStrings.encode(text.quoted());
    int before = text.position();
    if (text.skip(",")) {
      if (text.skip("[") || text.startsWithLetter() || text.number() != read.length) {
        text.goTo(before);
      }
    }
    return read;
  }

  private List<String> strings() {
    List<String> strings = new ArrayList<>();
    text.expect("[");
    while (!text.skip("]")) {
      strings.add(string());
      text.skip(",");
    }
    return strings;
  }

  private List<Object> list(Class<?> element) {
    List<Object> list = new ArrayList<>();
    text.expect("[");
    while (!text.skip("]")) {
      Object read = read(element, null, false);
      if (read != null) {
        list.add(read);
      }
      text.skip(",");
    }
    return list;
  }

  private Object flags(Class<?> type) {
    long bits = 0;
    do {
      if (text.startsWithLetter()) {
        bits |= ((Flags) constant(type, text.word())).bits();
      } else {
        bits |= text.number();
      }
    } while (text.skip("|"));
    try {
      return type.getConstructor(long.class).newInstance(bits);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** A named constant of {@code type}. */
  private Object constant(Class<?> type, String name) {
    try {
      Field field = type.getField(name);
      Object value = Modifier.isStatic(field.getModifiers()) ? field.get(null) : null;
      if (type.isInstance(value)) {
        return value;
      }
    } catch (ReflectiveOperationException unknown) {
      // said below
    }
    throw text.wrong(name + " is no " + type.getSimpleName());
  }

  private Mode mode() {
    int bits = 0;
    do {
      if (text.startsWithLetter()) {
        String name = text.word();
        try {
          bits |= Mode.class.getField(name).getInt(null);
        } catch (ReflectiveOperationException unknown) {
          throw text.wrong(name + " is no file type");
        }
      } else {
        bits |= Integer.parseInt(text.digits(), 8);
      }
    } while (text.skip("|"));
    return new Mode(bits);
  }

  private Dev dev() {
    text.expect("makedev(");
    int major = (int) text.number();
    text.expect(",");
    int minor = (int) text.number();
    text.expect(")");
    return new Dev(major, minor);
  }

  private Signal signal() {
    if (!text.startsWithLetter()) {
      return new Signal((int) text.number());
    }
    String name = text.word();
    for (int number = 1; number <= Signal.LAST; number++) {
      if (name.equals(new Signal(number).toString())) {
        return new Signal(number);
      }
    }
    throw text.wrong(name + " is no signal");
  }

  private SignalSet signalSet() {
    if (text.skip("~[]")) {
      return SignalSet.ALL;
    }
    SignalSet set = SignalSet.EMPTY;
    text.expect("[");
    while (!text.skip("]")) {
      set = set.with(signal());
    }
    return set;
  }

  private IntCell intCell() {
    text.expect("[");
    IntCell cell = new IntCell((int) text.number());
    text.expect("]");
    return cell;
  }

  private SocketDomain socketDomain() {
    return text.startsWithLetter()
        ? (SocketDomain) constant(SocketDomain.class, text.word())
        : new SocketDomain((int) text.number());
  }

  /** The level and the option, of which the second is enough if it has a name. */
  private SocketOption socketOption() {
    int level = text.startsWithLetter() ? level(text.word()) : (int) text.number();
    text.expect(",");
    return text.startsWithLetter()
        ? (SocketOption) constant(SocketOption.class, text.word())
        : new SocketOption(level, (int) text.number());
  }

  private int level(String name) {
    return switch (name) {
      case "SOL_IP" -> 0;
      case "SOL_SOCKET" -> 1;
      case "SOL_TCP" -> 6;
      case "SOL_IPV6" -> 41;
      default -> throw text.wrong(name + " is no level of options");
    };
  }

  /** Numbers in dotted or colon notation, without names and abbreviations. */
  private byte[] address() {
    String written = text.allOf("0123456789abcdef.:");
    try {
      return InetAddress.getByName(written).getAddress();
    } catch (UnknownHostException wrong) {
      throw text.wrong(written + " is no address");
    }
  }

  /** {@code {name=value, ...}}; fields that are not there have a default. */
  private static final class Structure {
    private final Literals in;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    Structure(Literals in) {
      this.in = in;
    }

    private void read(Map<String, Class<?>> types) {
      in.text.expect("{");
      while (!in.text.skip("}")) {
        String name = in.text.word();
        Class<?> type = types.get(name);
        if (type == null) {
          throw in.text.wrong("no field " + name);
        }
        in.text.expect("=");
        Object value = in.read(type, null, false);
        if (value != null) {
          fields.put(name, value);
        }
        in.text.skip(",");
      }
    }

    @SuppressWarnings("unchecked") // read as this type
    private <T> T get(String name, T otherwise) {
      return (T) fields.getOrDefault(name, otherwise);
    }

    OpenHow openHow() {
      read(Map.of("flags", OpenFlags.class, "mode", Mode.class, "resolve", ResolveFlags.class));
      return new OpenHow(
          get("flags", new OpenFlags(0)),
          get("mode", Mode.NONE),
          get("resolve", ResolveFlags.NONE));
    }

    MountAttr mountAttr() {
      read(
          Map.of(
              "attr_set",
              MountAttrFlags.class,
              "attr_clr",
              MountAttrFlags.class,
              "propagation",
              MountFlags.class,
              "userns_fd",
              Fd.class));
      return new MountAttr(
          get("attr_set", MountAttrFlags.NONE),
          get("attr_clr", MountAttrFlags.NONE),
          get("propagation", MountFlags.NONE),
          get("userns_fd", Fd.STDIN));
    }

    Capabilities capabilities() {
      Class<?> set = CapabilitySet.class;
      read(Map.of("effective", set, "permitted", set, "inheritable", set));
      return new Capabilities(
          get("effective", CapabilitySet.NONE),
          get("permitted", CapabilitySet.NONE),
          get("inheritable", CapabilitySet.NONE));
    }

    RLimit rlimit() {
      read(Map.of("rlim_cur", Long.class, "rlim_max", Long.class));
      return new RLimit(get("rlim_cur", 0L), get("rlim_max", 0L));
    }

    Timespec timespec() {
      read(Map.of("tv_sec", Long.class, "tv_nsec", Long.class));
      return new Timespec(get("tv_sec", 0L), get("tv_nsec", 0L));
    }

    WindowSize windowSize() {
      read(Map.of("ws_row", Integer.class, "ws_col", Integer.class));
      return new WindowSize(get("ws_row", 0), get("ws_col", 0));
    }

    PollFd pollFd() {
      read(Map.of("fd", Fd.class, "events", PollEvents.class));
      return new PollFd(get("fd", Fd.STDIN), get("events", PollEvents.NONE));
    }

    InterfaceRequest interfaceRequest() {
      read(Map.of("ifr_name", String.class, "ifr_flags", InterfaceFlags.class));
      return new InterfaceRequest(get("ifr_name", ""), get("ifr_flags", new InterfaceFlags(0)));
    }

    SocketAddress socketAddress() {
      in.text.expect("{");
      in.text.expect("sa_family=");
      SocketAddress read =
          switch (in.text.word()) {
            case "AF_UNIX" -> unix();
            case "AF_INET" -> {
              int port = number(", sin_port=");
              in.text.expect(", sin_addr=");
              yield new SocketAddress.Inet(ByteBuffer.wrap(in.address()).getInt(), port);
            }
            case "AF_INET6" -> {
              int port = number(", sin6_port=");
              in.text.expect(", sin6_addr=");
              byte[] address = in.address();
              yield new SocketAddress.Inet6(address, port, number(", sin6_scope_id="));
            }
            case "AF_NETLINK" -> {
              int port = number(", nl_pid=");
              yield new SocketAddress.Netlink(port, number(", nl_groups="));
            }
            default -> throw in.text.wrong("no address of this family");
          };
      in.text.expect("}");
      return read;
    }

    private SocketAddress unix() {
      in.text.expect(", sun_path=");
      return in.text.skip("@")
          ? new SocketAddress.UnixAbstract(in.string())
          : new SocketAddress.UnixPath(in.string());
    }

    private int number(String name) {
      in.text.expect(name);
      return (int) in.text.number();
    }

    LoopConfig loopConfig() {
      read(Map.of("fd", Fd.class, "read_only", Integer.class));
      return new LoopConfig(get("fd", Fd.STDIN), get("read_only", 0) != 0);
    }
  }

  /** Writes an argument. */
  static String print(@Nullable Object argument, Names names) {
    return switch (argument) {
      case null -> "NULL";
      case String string -> OsStrings.quoted(named(string, names));
      case byte[] bytes -> OsStrings.quoted(OsStrings.decode(bytes));
      case Fd fd -> print(fd, names);
      case Pid pid ->
          Symbols.taskOf(pid) < 0 ? pid.toString() : names.tasks.get(Symbols.taskOf(pid));
      case Environment environment -> print(environment.variables(), names);
      case MountAttr attr ->
          "{attr_set="
              + attr.set()
              + ", attr_clr="
              + attr.clear()
              + ", propagation="
              + attr.propagation()
              + ", userns_fd="
              + print(attr.userNamespace(), names)
              + "}";
      case PollFd poll -> "{fd=" + print(poll.fd(), names) + ", events=" + poll.events() + "}";
      case LoopConfig config ->
          "{fd="
              + print(config.backing(), names)
              + ", read_only="
              + (config.readOnly() ? 1 : 0)
              + "}";
      case RLimit limit -> "{rlim_cur=" + limit.soft() + ", rlim_max=" + limit.hard() + "}";
      case Capabilities capabilities -> print(capabilities);
      case List<?> list ->
          "["
              + String.join(", ", list.stream().map(element -> print(element, names)).toList())
              + "]";
      default -> argument.toString();
    };
  }

  static String print(Capabilities sets) {
    return "{effective=0x"
        + Long.toHexString(sets.effective().bits())
        + ", permitted=0x"
        + Long.toHexString(sets.permitted().bits())
        + ", inheritable=0x"
        + Long.toHexString(sets.inheritable().bits())
        + "}";
  }

  private static String print(Fd fd, Names names) {
    if (fd.isRegister()) {
      int register = fd.registerIndex();
      // What no call has opened yet is no descriptor.
      return register < names.registers.size() ? names.registers.get(register) : "-1";
    }
    return fd.equals(Symbols.PROC) ? "PROC" : fd.toString();
  }

  private static String named(String string, Names names) {
    String named = string;
    for (int i = 0; i < names.tasks.size(); i++) {
      named = named.replace("{" + i + "}", "{" + names.tasks.get(i) + "}");
    }
    return named;
  }

  /** Whether {@code name} is that of an error. */
  static boolean isErrno(String name) {
    try {
      return Errno.class.getField(name).get(null) instanceof Errno;
    } catch (ReflectiveOperationException unknown) {
      return false;
    }
  }
}
