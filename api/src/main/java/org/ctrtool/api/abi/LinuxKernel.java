package org.ctrtool.api.abi;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Call;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Seals;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Stat;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.SystemName;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.jspecify.annotations.Nullable;

/**
 * The kernel this process runs on. Everything but running sequences elsewhere ({@code clone},
 * {@code become}, {@code openIn}), which depends on what kind of process this is.
 */
public abstract class LinuxKernel extends KernelCalls {
  /** The signal that ends of children are told with. */
  protected static final int SIGCHLD = 17;

  private static final int CLONE3 = 435;
  private static final int PATH_MAX = 4096;
  private static final int DIRECTORY_CHUNK = 32 * 1024;
  private static final int SIGINFO_SIZE = 128;
  private static final int SIGSET_SIZE = 8;
  private static final int MAX_GROUPS = 65536;

  private final Machine machine;
  private final Frame frame;
  private final MessageRoom messages;

  /** The kernel that {@code machine} reaches. */
  protected LinuxKernel(Machine machine) {
    this.machine = machine;
    this.frame = new Frame(machine);
    this.messages = new MessageRoom(frame);
  }

  /** What reaches the kernel. */
  protected final Machine machine() {
    return machine;
  }

  /**
   * Makes a system call without a method of its own, as clone(2); numbers only.
   *
   * @return the result, or a negative error number
   */
  protected final long raw(int number, long a, long b, long c, long d, long e) {
    return machine.call(number, a, b, c, d, e, 0);
  }

  /**
   * clone(2) without shared memory, so that it works like fork(2): returns twice.
   *
   * @return the child's process ID in the parent, 0 in the child
   */
  protected final int fork(CloneFlags flags) {
    return fork(flags, List.of());
  }

  /**
   * The same, where some process IDs of the child are given.
   *
   * @param numbers in the child's PID namespace first, and then outwards
   */
  protected final int fork(CloneFlags flags, List<Pid> numbers) {
    long result =
        numbers.isEmpty()
            ? raw(machine.architecture().cloneNumber(), flags.bits() | SIGCHLD, 0, 0, 0, 0)
            : clone3(flags, numbers);
    return cloned(new CloneRequest(flags, new Ending("", 0), false, numbers), result);
  }

  /** The process ID that clone(2) answered, if it did not refuse. */
  protected static int cloned(CloneRequest request, long result) {
    if (result < 0) {
      throw new KernelException(new Errno((int) -result), request.text());
    }
    return (int) result;
  }

  /**
   * {@code struct clone_args}: flags, the exit signal at 32, process IDs and their number at 64.
   */
  private long clone3(CloneFlags flags, List<Pid> numbers) {
    Image ids = new Image(4 * numbers.size());
    int at = 0;
    for (Pid number : numbers) {
      ids.put(at, 4, number.number());
      at += 4;
    }
    frame.begin(ids.bytes().length + 256L);
    Image arguments = new Image(80).put(0, 8, flags.bits()).put(32, 8, SIGCHLD);
    arguments.put(64, 8, frame.place(ids.bytes())).put(72, 8, numbers.size());
    frame.pointer(arguments.bytes()).number(arguments.bytes().length);
    return frame.call(CLONE3);
  }

  /** Returns in the child only. */
  private @Nullable Object continueInChild(Call call) {
    int child = fork(CloneFlags.NONE);
    if (child == 0) {
      return null;
    }
    perform(new Call(SystemCall.CLOSE_RANGE, 0L, 0xFFFFFFFFL, CloseRangeFlags.NONE));
    exit(call.number(0) == 0 ? 0 : awaitEnd(new Pid(child)).shellStatus());
    return null;
  }

  /** Waits until a child has ended, through interruptions. */
  public final WaitStatus awaitEnd(Pid child) {
    Attempt<WaitStatus> end = Attempt.of(() -> waitid(child, WaitFlags.WEXITED));
    while (Errno.EINTR.equals(end.errno())) {
      end = Attempt.of(() -> waitid(child, WaitFlags.WEXITED));
    }
    return end.orThrow();
  }

  @Override
  public @Nullable Object perform(Call call) {
    return switch (call.name()) {
      case AWAIT_BYTE -> awaitByte(call);
      case WRITE_ALL -> writeAll(call);
      case SETGROUPS -> setgroups(call);
      case RT_SIGACTION -> sigaction(call);
      case REQUIRE_PARENT -> requireParent(call);
      case SETITIMER_REAL -> setitimer(call);
      case READ -> read(call);
      case PIPE2 -> pipe2(call);
      case SOCKETPAIR_UNIX -> socketpair(call);
      case SOCKETPAIR_UNIX_AT -> socketpairAt(call);
      case CONTINUE_IN_CHILD -> continueInChild(call);
      case PPOLL -> ppoll(call);
      case SENDFILE -> sendfile(call);
      case NEWFSTATAT -> fstatat(call);
      case READLINKAT -> readlinkat(call);
      case GETDENTS64 -> getdents64(call);
      case GETCWD -> getcwd(call);
      case FSTATFS_TYPE -> fstatfsType(call);
      case GETRESUID, GETRESGID -> ids(call);
      case GETGROUPS -> getgroups(call);
      case CAPGET -> capget(call);
      case GETRLIMIT -> getrlimit(call);
      case UNAME -> uname(call);
      case CLOCK_GETTIME -> clockGettime(call);
      case WAITID -> waitid(call);
      case RT_SIGPROCMASK -> sigprocmask(call);
      case SIGNALFD4 -> signalfd(call);
      case RECVMSG -> messages.receive(call, () -> checked(call));
      case RECVMMSG -> messages.receiveSeveral(call, () -> checked(call));
      case SENDMSG -> MessageImage.send(frame, call, () -> checked(call));
      case GETSOCKOPT -> option(call, 4).i32(0);
      case GETSOCKOPT_PEERCRED -> peer(option(call, 12));
      case IOCTL_SIOCGIFINDEX -> interfaceIndex(call);
      case IOCTL_TIOCGWINSZ -> windowSize(call);
      case IOCTL_TCGETS -> new Termios(answer(call, Termios.SIZE).bytes());
      case IOCTL_NS_GET_OWNER_UID -> new Uid(answer(call, 4).u32(0));
      case IOCTL_TIOCGPTN -> answer(call, 4).i32(0);
      default -> plain(call);
    };
  }

  /** A call whose arguments are what they seem and whose answer is a number. */
  private @Nullable Object plain(Call call) {
    load(call, 0);
    long result = checked(call);
    return switch (call.name().result()) {
      case NOTHING -> null;
      case DESCRIPTOR -> new Fd((int) result);
      case PROCESS -> new Pid((int) result);
      case DATA -> number(call.name(), result);
    };
  }

  private Object number(SystemCall name, long result) {
    return switch (name) {
      case LSEEK -> result;
      case FCNTL_GETFD -> new FdFlags(result);
      case FCNTL_GETFL -> new OpenFlags(machine.architecture().genericOpenBits(result));
      case FCNTL_GET_SEALS -> new Seals(result);
      case GETPID, GETPPID -> new Pid((int) result);
      case PRCTL_CAPBSET_READ, PRCTL_GET_NO_NEW_PRIVS -> result != 0;
      case PIDFD_OPEN, PIDFD_GETFD -> new Fd((int) result);
      default -> (int) result;
    };
  }

  /** Puts the call's arguments into registers, with room for an answer of {@code more} bytes. */
  private void load(Call call, long more) {
    long memory = more + 512;
    for (int i = 0; i < call.argumentCount(); i++) {
      memory += Frame.memoryOf(call.argument(i));
    }
    frame.begin(memory);
    int i = 0;
    for (Object parameter : call.name().parameters()) {
      if (parameter instanceof SystemCall.Constant constant) {
        frame.number(constant.value());
      } else {
        frame.argument(call.argument(i));
        i++;
      }
    }
  }

  private long checked(Call call) {
    long result = frame.call(machine.architecture().numberOf(call.name()));
    if (result < 0) {
      throw refused(call, result);
    }
    return result;
  }

  private static KernelException refused(Call call, long result) {
    return new KernelException(new Errno((int) -result), call);
  }

  /** A call whose last argument, not in its list, is the address of the answer. */
  private Image answer(Call call, int size) {
    load(call, size + 16L);
    long address = frame.space(size);
    checked(call);
    return new Image(frame.answer(address, size));
  }

  private @Nullable Object awaitByte(Call call) {
    long result;
    do {
      load(call, 16);
      frame.space(1);
      frame.number(1);
      result = frame.call(machine.architecture().numberOf(call.name()));
    } while (result == -Errno.EINTR.number());
    if (result < 0) {
      throw refused(call, result);
    }
    if (result == 0) {
      throw new KernelException(Errno.EPIPE, call);
    }
    return null;
  }

  private @Nullable Object writeAll(Call call) {
    load(call, 0);
    if (checked(call) != call.bytes(1).length) {
      throw new KernelException(Errno.EIO, call);
    }
    return null;
  }

  private @Nullable Object setgroups(Call call) {
    List<?> groups = (List<?>) call.required(0);
    Image list = new Image(4 * groups.size());
    int at = 0;
    for (Object group : groups) {
      list.put(at, 4, ((Gid) group).number());
      at += 4;
    }
    frame.begin(list.bytes().length + 64L);
    frame.number(groups.size()).pointer(list.bytes());
    checked(call);
    return null;
  }

  private @Nullable Object sigaction(Call call) {
    load(call, 0);
    frame.number(0).number(SIGSET_SIZE);
    checked(call);
    return null;
  }

  private @Nullable Object requireParent(Call call) {
    frame.begin(64);
    long parent = checked(call);
    if (parent != ((Pid) call.required(0)).number()) {
      throw new KernelException(Errno.ESRCH, "getppid() = " + parent + ", not " + call.required(0));
    }
    return null;
  }

  /** {@code struct itimerval}: the interval, then the time until the first signal. */
  private @Nullable Object setitimer(Call call) {
    int real = 0;
    frame.begin(128);
    frame.number(real).pointer(new Image(32).put(16, 8, call.number(0)).bytes()).number(0);
    checked(call);
    return null;
  }

  private byte[] read(Call call) {
    int limit = call.number(1);
    if (limit < 0) {
      throw new IllegalArgumentException("a negative number of bytes");
    }
    frame.begin(limit + 64L);
    frame.argument(call.fd(0));
    long address = frame.space(limit);
    frame.number(limit);
    return frame.answer(address, (int) checked(call));
  }

  private Pipe pipe2(Call call) {
    frame.begin(64);
    long address = frame.space(8);
    frame.argument(call.required(0));
    checked(call);
    return pair(new Image(frame.answer(address, 8)));
  }

  private Pipe socketpair(Call call) {
    int closeOnExec = 0x80000;
    frame.begin(64);
    frame.number(1).number(call.number(0) | closeOnExec).number(0);
    long address = frame.space(8);
    checked(call);
    return pair(new Image(frame.answer(address, 8)));
  }

  private @Nullable Object socketpairAt(Call call) {
    Pipe made = socketpair(call);
    putAt(made.readEnd(), call.fd(1));
    putAt(made.writeEnd(), call.fd(2));
    return null;
  }

  private void putAt(Fd made, Fd place) {
    dup3(made, place, PipeFlags.O_CLOEXEC);
    close(made);
  }

  private static Pipe pair(Image image) {
    return new Pipe(new Fd(image.i32(0)), new Fd(image.i32(4)));
  }

  private List<PollFd> ppoll(Call call) {
    List<?> watched = (List<?>) call.required(0);
    Image table = new Image(8 * watched.size());
    int at = 0;
    for (Object each : watched) {
      PollFd poll = (PollFd) each;
      table.put(at, 4, poll.fd().number()).put(at + 4, 2, poll.events().bits());
      at += 8;
    }
    frame.begin(table.bytes().length + 128L);
    long address = frame.place(table.bytes());
    frame.number(address).number(watched.size()).argument(call.argument(1));
    frame.number(0).number(SIGSET_SIZE);
    checked(call);
    Image answer = new Image(frame.answer(address, table.bytes().length));
    List<PollFd> ready = new ArrayList<>();
    for (int i = 0; i < watched.size(); i++) {
      int events = answer.u16(8 * i + 6);
      if (events != 0) {
        ready.add(new PollFd(new Fd(answer.i32(8 * i)), new PollEvents(events)));
      }
    }
    return ready;
  }

  private Long sendfile(Call call) {
    frame.begin(64);
    frame.argument(call.fd(0)).argument(call.fd(1)).number(0).number(call.bigNumber(2));
    return checked(call);
  }

  private Stat fstatat(Call call) {
    int size = 144;
    byte[] path = org.ctrtool.api.OsStrings.encodeZ(call.text(1));
    frame.begin(path.length + size + 64L);
    frame.argument(call.fd(0)).pointer(path);
    long address = frame.space(size);
    frame.argument(call.required(2));
    checked(call);
    Image image = new Image(frame.answer(address, size));
    return machine.architecture() == Architecture.X86_64 ? statX86(image) : statGeneric(image);
  }

  private static Stat statX86(Image image) {
    return new Stat(
        Dev.of(image.u64(0)),
        image.u64(8),
        new Mode(image.i32(24)),
        image.u64(16),
        new Uid(image.u32(28)),
        new Gid(image.u32(32)),
        Dev.of(image.u64(40)),
        image.u64(48));
  }

  private static Stat statGeneric(Image image) {
    return new Stat(
        Dev.of(image.u64(0)),
        image.u64(8),
        new Mode(image.i32(16)),
        image.u32(20),
        new Uid(image.u32(24)),
        new Gid(image.u32(28)),
        Dev.of(image.u64(32)),
        image.u64(48));
  }

  private String readlinkat(Call call) {
    load(call, PATH_MAX + 16);
    long address = frame.space(PATH_MAX);
    frame.number(PATH_MAX);
    byte[] target = frame.answer(address, (int) checked(call));
    return org.ctrtool.api.OsStrings.decode(target);
  }

  private List<DirectoryEntry> getdents64(Call call) {
    load(call, DIRECTORY_CHUNK + 16);
    long address = frame.space(DIRECTORY_CHUNK);
    frame.number(DIRECTORY_CHUNK);
    int length = (int) checked(call);
    Image image = new Image(frame.answer(address, length));
    List<DirectoryEntry> entries = new ArrayList<>();
    int at = 0;
    while (at < length) {
      entries.add(new DirectoryEntry(image.text(at + 19), image.u64(at), image.u8(at + 18) << 12));
      at += image.u16(at + 16);
    }
    return entries;
  }

  private String getcwd(Call call) {
    frame.begin(PATH_MAX + 64);
    long address = frame.space(PATH_MAX);
    frame.number(PATH_MAX);
    int length = (int) checked(call);
    return new Image(frame.answer(address, length)).text(0);
  }

  private Long fstatfsType(Call call) {
    return answer(call, 120).u64(0);
  }

  private Ids ids(Call call) {
    frame.begin(128);
    long real = frame.space(4);
    long effective = frame.space(4);
    long saved = frame.space(4);
    checked(call);
    return new Ids(u32(real), u32(effective), u32(saved));
  }

  private long u32(long address) {
    return new Image(frame.answer(address, 4)).u32(0);
  }

  private List<Gid> getgroups(Call call) {
    frame.begin(4 * MAX_GROUPS + 64);
    frame.number(MAX_GROUPS);
    long address = frame.space(4 * MAX_GROUPS);
    int count = (int) checked(call);
    Image image = new Image(frame.answer(address, 4 * count));
    List<Gid> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(new Gid(image.u32(4 * i)));
    }
    return groups;
  }

  private Capabilities capget(Call call) {
    frame.begin(128);
    frame.capabilityHeader();
    long address = frame.space(24);
    checked(call);
    Image image = new Image(frame.answer(address, 24));
    return new Capabilities(set(image, 0), set(image, 4), set(image, 8));
  }

  private static CapabilitySet set(Image image, int at) {
    return new CapabilitySet(image.u32(at) | image.u32(at + 12) << 32);
  }

  private RLimit getrlimit(Call call) {
    load(call, 64);
    frame.number(0);
    long address = frame.space(16);
    checked(call);
    Image image = new Image(frame.answer(address, 16));
    return new RLimit(image.u64(0), image.u64(8));
  }

  private SystemName uname(Call call) {
    int field = 65;
    Image image = answer(call, 6 * field);
    return new SystemName(
        image.text(0),
        image.text(field),
        image.text(2 * field),
        image.text(3 * field),
        image.text(4 * field),
        image.text(5 * field));
  }

  private Timespec clockGettime(Call call) {
    Image image = answer(call, 16);
    return new Timespec(image.u64(0), image.u64(8));
  }

  private WaitStatus waitid(Call call) {
    int anyChild = 0;
    int oneChild = 1;
    int pid = ((Pid) call.required(0)).number();
    frame.begin(SIGINFO_SIZE + 64);
    frame.number(pid == 0 ? anyChild : oneChild).number(pid);
    long address = frame.space(SIGINFO_SIZE);
    machine.poke(address, new byte[SIGINFO_SIZE], 0, SIGINFO_SIZE);
    frame.argument(call.required(1));
    checked(call);
    Image info = new Image(frame.answer(address, SIGINFO_SIZE));
    int code = info.i32(8);
    if (info.i32(16) == 0 || code < 0 || code >= WaitStatus.Cause.values().length) {
      return WaitStatus.NOTHING;
    }
    WaitStatus.Cause cause = WaitStatus.Cause.values()[code];
    return new WaitStatus(new Pid(info.i32(16)), cause, info.i32(24));
  }

  private SignalSet sigprocmask(Call call) {
    load(call, 64);
    long address = frame.space(SIGSET_SIZE);
    frame.number(SIGSET_SIZE);
    checked(call);
    return new SignalSet(new Image(frame.answer(address, SIGSET_SIZE)).u64(0));
  }

  private Fd signalfd(Call call) {
    frame.begin(128);
    frame.number(-1).argument(call.required(0)).number(SIGSET_SIZE).argument(call.required(1));
    return new Fd((int) checked(call));
  }

  /** getsockopt(2), whose answer is followed by the address of its size. */
  private Image option(Call call, int size) {
    load(call, 64);
    long value = frame.space(size);
    frame.pointer(new Image(4).put(0, 4, size).bytes());
    checked(call);
    return new Image(frame.answer(value, size));
  }

  private static PeerCredentials peer(Image image) {
    return new PeerCredentials(new Pid(image.i32(0)), new Uid(image.u32(4)), new Gid(image.u32(8)));
  }

  private Integer interfaceIndex(Call call) {
    frame.begin(128);
    frame.argument(call.fd(0)).number(0x8933);
    long address = frame.place(Frame.interfaceName(call.text(1)).bytes());
    frame.number(address);
    checked(call);
    return new Image(frame.answer(address, 40)).i32(16);
  }

  private WindowSize windowSize(Call call) {
    Image image = answer(call, 8);
    return new WindowSize(image.u16(0), image.u16(2));
  }
}
