package org.ctrtool.api;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Linux, as a task sees it: everything a tool asks of the world goes through here.
 *
 * <p>{@link ChildKernel} holds the calls whose answer nobody looks at; this interface adds those
 * that return data, and the three ways to run a sequence of calls elsewhere: in a new task ({@link
 * #clone}), as the last thing this process does ({@link #become}), or inside other namespaces
 * ({@link #openIn}).
 *
 * <p>No default methods, here or there: recipes are static functions over the interface, so that
 * every kernel, trace and test sees the calls they make.
 */
public interface Kernel extends ChildKernel {
  // Sequences of calls that run elsewhere

  /**
   * Makes a new task that runs {@code child}; see clone(2).
   *
   * <p>The sequence normally ends in an exec. If it comes to its end without one, the child exits
   * with status 0; if a call is refused it writes one line to standard error and exits as {@link
   * CloneRequest#ending} says. It starts with the signal mask that this process was started with,
   * whatever the caller has blocked since.
   *
   * @return the child's process ID, in the caller's PID namespace
   * @throws KernelException if no task can be made, among others EPERM, EAGAIN, ENOSPC
   */
  Pid clone(CloneRequest request, Consumer<ChildKernel> child);

  /**
   * Runs {@code last} in the calling process and never returns: an uninterrupted sequence that
   * normally ends in an exec. It starts with the signal mask that this process was started with.
   *
   * @param ending how the process ends if a call is refused
   */
  void become(Ending ending, Consumer<ChildKernel> last);

  /**
   * Opens something from inside other namespaces and keeps the descriptor. Whatever goes there is a
   * process of its own, which shares no descriptors with this one and cannot be traced by processes
   * of those namespaces; see PR_SET_DUMPABLE(2const).
   *
   * @param where the namespaces to enter first
   * @param open makes calls and returns the descriptor that is wanted
   * @return the descriptor in the calling process, close-on-exec
   * @throws KernelException if a call of the sequence is refused
   */
  Fd openIn(NamespaceEntry where, Function<ChildKernel, Fd> open);

  // Reading and writing

  /**
   * Reads at most {@code limit} bytes; see read(2).
   *
   * @return what was read; empty at the end of the file
   */
  byte[] read(Fd fd, int limit);

  /**
   * Writes; see write(2).
   *
   * @return how many bytes were written
   */
  int write(Fd fd, byte[] data);

  /** Makes a pipe; see pipe2(2). */
  Pipe pipe2(PipeFlags flags);

  /**
   * Makes a pair of connected UNIX sockets, close-on-exec; see socketpair(2).
   *
   * @param type 1 stream, 2 datagram, 5 sequenced packets
   */
  Pipe socketpairUnix(int type);

  /**
   * Waits until something happens on descriptors; see ppoll(2).
   *
   * @param timeout null: without limit
   * @return those on which something happened, with what it was; none if the time was up
   */
  List<PollFd> ppoll(List<PollFd> watched, @Nullable Timespec timeout);

  /**
   * Copies from one descriptor to another inside the kernel; see sendfile(2).
   *
   * @return how many bytes were copied; 0 at the end of the file
   */
  long sendfile(Fd to, Fd from, long count);

  /**
   * Sets the offset; see lseek(2).
   *
   * @param whence 0 from the start, 1 from here, 2 from the end
   */
  long lseek(Fd fd, long offset, int whence);

  /**
   * The descriptor's flags; see fcntl(2), {@code F_GETFD}.
   *
   * @throws KernelException EBADF if it is not open
   */
  FdFlags fcntlGetfd(Fd fd);

  /** The open file's access mode and status flags; see fcntl(2), {@code F_GETFL}. */
  OpenFlags fcntlGetfl(Fd fd);

  /** Sets the open file's status flags; see fcntl(2), {@code F_SETFL}. */
  void fcntlSetfl(Fd fd, OpenFlags flags);

  /**
   * Locks or unlocks an open file; see flock(2).
   *
   * @param operation 1 shared, 2 exclusive, 8 unlock; 4 more: do not wait
   * @throws KernelException EINTR; EAGAIN if it would have to wait and must not
   */
  void flock(Fd fd, int operation);

  /** The seals of an anonymous file; see fcntl(2), {@code F_GET_SEALS}. */
  Seals fcntlGetSeals(Fd fd);

  // Looking at files

  /** What a file is; see fstatat(2). */
  Stat fstatat(Fd directory, String path, AtFlags flags);

  /** What a symbolic link contains; see readlinkat(2). */
  String readlinkat(Fd directory, String path);

  /**
   * The next entries of a directory; see getdents64(2).
   *
   * @return empty at the end
   */
  List<DirectoryEntry> getdents64(Fd directory);

  /** The working directory; see getcwd(2). */
  String getcwd();

  /** The magic number of a file's file system; see fstatfs(2). */
  long fstatfsType(Fd fd);

  // Looking at the task

  /** The own process ID; see getpid(2). */
  Pid getpid();

  /** The parent's process ID, 0 if it is in no namespace visible here; see getppid(2). */
  Pid getppid();

  /** The user IDs; see getresuid(2). */
  Ids getresuid();

  /** The group IDs; see getresgid(2). */
  Ids getresgid();

  /** The supplementary groups; see getgroups(2). */
  List<Gid> getgroups();

  /** The capabilities of the calling task; see capget(2). */
  Capabilities capget();

  /**
   * Whether a capability is in the bounding set; see PR_CAPBSET_READ(2const).
   *
   * @throws KernelException EINVAL for a number the kernel does not know
   */
  boolean prctlCapbsetRead(int capability);

  /** Whether no exec can gain privileges; see PR_GET_NO_NEW_PRIVS(2const). */
  boolean prctlGetNoNewPrivs();

  /** A resource limit; see prlimit(2). */
  RLimit getrlimit(Pid process, Resource resource);

  /** Names of the system and the host; see uname(2). */
  SystemName uname();

  /**
   * The time; see clock_gettime(2).
   *
   * @param clock 0 the time of day, 1 monotonic
   */
  Timespec clockGettime(int clock);

  // Children and signals

  /**
   * Waits for a child; see waitid(2).
   *
   * @param child 0: any child
   * @return {@link WaitStatus#NOTHING} if none was ready
   * @throws KernelException ECHILD if there is no such child; EINTR
   */
  WaitStatus waitid(Pid child, WaitFlags flags);

  /**
   * Changes the signal mask; see sigprocmask(2).
   *
   * @return the mask before
   */
  SignalSet sigprocmask(SignalMaskChange how, SignalSet set);

  /**
   * Opens a descriptor that signals are read from; see signalfd(2). The signals should be blocked.
   */
  Fd signalfd(SignalSet set, PipeFlags flags);

  /** Opens a process; see pidfd_open(2). */
  Fd pidfdOpen(Pid process);

  /** Copies a descriptor of another process; see pidfd_getfd(2). */
  Fd pidfdGetfd(Fd process, int number);

  // Sockets that answer

  /**
   * An option of a socket whose value is a number; see getsockopt(2).
   *
   * @throws KernelException ENOTSOCK; ENOPROTOOPT if the socket has no such option
   */
  int getsockopt(Fd socket, SocketOption option);

  /**
   * Receives a message; see recvmsg(2) and unix(7).
   *
   * @param limit at most so many bytes of data
   * @param control at most so many bytes of control data: 32 hold the sender's credentials and
   *     nothing else, so that the kernel has nowhere to put descriptors that come along
   * @throws KernelException EAGAIN if there is none and the call must not wait; EINTR; ENOTCONN;
   *     EINVAL for a socket that listens
   */
  ReceivedMessage recvmsg(Fd socket, int limit, int control, MessageFlags flags);

  /**
   * Receives several messages, without waiting for more once there is one if the flags say that the
   * call must not wait; see recvmmsg(2). Of the end of a stream there are as many as were asked
   * for.
   *
   * @param count at most so many messages
   * @param limit at most so many bytes of data of each
   * @param control at most so many bytes of control data of each, as for {@link #recvmsg}
   * @return one message or more
   * @throws KernelException as {@link #recvmsg}, also for what the call before met after a message
   */
  List<ReceivedMessage> recvmmsg(Fd socket, int count, int limit, int control, MessageFlags flags);

  /**
   * Sends a message over a connected socket; see sendmsg(2).
   *
   * @param descriptors what goes along
   * @return how many bytes were sent
   */
  int sendmsg(Fd socket, byte[] data, List<Fd> descriptors, MessageFlags flags);

  /** Who made the other end of a connection of the UNIX family; see unix(7), SO_PEERCRED. */
  PeerCredentials getsockoptPeercred(Fd socket);

  /**
   * The number of a network interface of the socket's network namespace; see netdevice(7).
   *
   * @throws KernelException ENODEV if there is no such interface
   */
  int ioctlSiocgifindex(Fd socket, String interfaceName);

  // Namespaces that answer

  /**
   * The owner of a user namespace, as the caller's user namespace counts; see ioctl_nsfs(2).
   *
   * @throws KernelException EINVAL for a namespace of another kind
   */
  Uid ioctlNsGetOwnerUid(Fd namespace);

  // Devices that answer

  /**
   * The size of a terminal; see ioctl_tty(2).
   *
   * @throws KernelException ENOTTY if it is no terminal
   */
  WindowSize ioctlTiocgwinsz(Fd terminal);

  /**
   * The settings of a terminal; see ioctl_tty(2).
   *
   * @throws KernelException ENOTTY if it is no terminal
   */
  Termios ioctlTcgets(Fd terminal);

  /** The number of the slave of a pseudoterminal; see ioctl_tty(2). */
  int ioctlTiocgptn(Fd master);

  /**
   * The number of a free loop device, made if there was none; see loop(4). Somebody else may take
   * it first.
   */
  int ioctlLoopCtlGetFree(Fd control);
}
