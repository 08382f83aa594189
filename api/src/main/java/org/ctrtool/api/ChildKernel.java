package org.ctrtool.api;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The system calls whose answer the caller need not look at: they return nothing or an opaque
 * handle. Code over this interface is a straight line, so it can be recorded and played where no
 * Java runs.
 *
 * <p>One method is one system call, under its name in the manual, with the arguments in the
 * manual's order; for prctl(2), fcntl(2) and ioctl(2) it is one method for each operation. Every
 * descriptor is close-on-exec from birth if its call is asked for that; callers ask.
 *
 * <p>Each method throws {@link KernelException} if the kernel refuses the call. In a child (see
 * {@link Kernel#clone}) nobody catches it: the child ends with a message and a status. Not safe for
 * use by several threads at once.
 */
public interface ChildKernel {
  // What a straight line needs besides calls

  /**
   * Says what the calls from here on are for, as {@code mounting the image}; messages, traces and
   * plans repeat it. No system call.
   */
  void doing(String what);

  /**
   * Makes one call and goes on if it is refused with {@code tolerated}.
   *
   * @param call makes one call whose result, if any, is not used
   */
  void tolerating(Errno tolerated, Consumer<ChildKernel> call);

  /**
   * Executes a program that is looked up as execvp(3) does: a name with a slash is taken as it is,
   * any other is tried in each directory of {@code searchPath}; a file the kernel does not know the
   * format of is given to {@code /bin/sh}. Returns only by being refused.
   *
   * @param searchPath directories separated by colons; an empty one is the working directory
   */
  void execvpe(String file, List<String> argv, Environment environment, String searchPath);

  /**
   * Executes a program that inherits descriptors by the protocol of sd_listen_fds(3): as {@link
   * #execve}, with LISTEN_PID in the environment set to the process's own ID.
   */
  void execveListening(String path, List<String> argv, Environment environment);

  // Descriptors

  /**
   * Opens a file; see openat(2).
   *
   * @param directory where a relative path starts
   * @param mode permissions of a file that is created
   * @throws KernelException among others EMFILE before the path is looked at; ENOENT, ENOTDIR,
   *     EACCES, ELOOP from the path; EROFS, EISDIR, EEXIST, ETXTBSY
   */
  Fd openat(Fd directory, String path, OpenFlags flags, Mode mode);

  /**
   * Opens a file with a say in how the path is resolved; see openat2(2).
   *
   * @throws KernelException EXDEV if the path leaves the directory or the mount it must stay in;
   *     ELOOP if it meets a link that must not be followed; EINVAL for unknown bits
   */
  Fd openat2(Fd directory, String path, OpenHow how);

  /**
   * Closes a descriptor; see close(2).
   *
   * @throws KernelException EBADF if it is not open
   */
  void close(Fd fd);

  /**
   * Closes a range of descriptors, or makes it close-on-exec; see close_range(2).
   *
   * @param last the last number of the range; 4294967295 means "to the end"
   */
  void closeRange(long first, long last, CloseRangeFlags flags);

  /**
   * Makes {@code to} a copy of {@code from}, close-on-exec only if {@code O_CLOEXEC} is given; see
   * dup(2).
   *
   * @throws KernelException EINVAL if both are the same; EBADF if {@code from} is not open
   */
  void dup3(Fd from, Fd to, PipeFlags flags);

  /**
   * Copies a descriptor to the lowest free number from {@code lowest} on, close-on-exec; see
   * fcntl(2).
   */
  Fd fcntlDupfdCloexec(Fd fd, int lowest);

  /** Sets a descriptor's flags; see fcntl(2), {@code F_SETFD}. */
  void fcntlSetfd(Fd fd, FdFlags flags);

  /** Seals an anonymous file; see fcntl(2), {@code F_ADD_SEALS}. */
  void fcntlAddSeals(Fd fd, Seals seals);

  /** Makes an anonymous file; see memfd_create(2). */
  Fd memfdCreate(String name, MemfdFlags flags);

  /**
   * Writes {@code data} in one write(2).
   *
   * @throws KernelException EIO if only a part was written; else as write(2)
   */
  void writeAll(Fd fd, byte[] data);

  /**
   * Reads one byte and forgets it: waits until whoever holds the other end says "go on".
   *
   * @throws KernelException EPIPE at the end of input: whoever held the other end is gone; EAGAIN
   *     if the descriptor does not block and there is nothing
   */
  void awaitByte(Fd fd);

  // Names and attributes

  /** Makes a directory; see mkdirat(2). */
  void mkdirat(Fd directory, String path, Mode mode);

  /** Makes a node: a device, FIFO, socket or regular file; see mknodat(2). */
  void mknodat(Fd directory, String path, Mode mode, Dev device);

  /**
   * Makes a symbolic link; see symlinkat(2).
   *
   * @param target what the link contains
   */
  void symlinkat(String target, Fd directory, String path);

  /** Removes a name; see unlinkat(2). */
  void unlinkat(Fd directory, String path, AtFlags flags);

  /** Renames; see renameat2(2). */
  void renameat2(
      Fd oldDirectory, String oldPath, Fd newDirectory, String newPath, RenameFlags flags);

  /** Changes permissions; see fchmod(2). */
  void fchmod(Fd fd, Mode mode);

  /** Changes permissions, following a final symbolic link; see fchmodat(2). */
  void fchmodat(Fd directory, String path, Mode mode);

  /** Changes owner and group; see fchownat(2). */
  void fchownat(Fd directory, String path, Uid owner, Gid group, AtFlags flags);

  /** Sets the file mode creation mask; see umask(2). */
  void umask(Mode mask);

  /** Sets a file's size; see ftruncate(2). */
  void ftruncate(Fd fd, long length);

  /** Changes the working directory; see chdir(2). */
  void chdir(String path);

  /** Changes the working directory; see fchdir(2). */
  void fchdir(Fd directory);

  /** Changes the root directory; see chroot(2). The working directory stays. */
  void chroot(String path);

  /** Writes everything to disk; see sync(2). */
  void sync();

  // Mounts

  /**
   * Mounts, binds, moves, remounts, or changes propagation, depending on the flags; see mount(2).
   *
   * <p>Null and empty are different calls.
   *
   * @throws KernelException among others EPERM without CAP_SYS_ADMIN over the mount namespace;
   *     EINVAL if the target is no mount point where one is needed; ENODEV for an unknown type;
   *     EBUSY
   */
  void mount(
      @Nullable String source,
      String target,
      @Nullable String type,
      MountFlags flags,
      @Nullable String data);

  /**
   * Detaches a mount; see umount2(2).
   *
   * @throws KernelException EINVAL if the target is no mount point of this namespace or is locked;
   *     EBUSY if it is in use
   */
  void umount2(String target, UmountFlags flags);

  /** Makes another mount the root of the mount namespace; see pivot_root(2). */
  void pivotRoot(String newRoot, String putOld);

  /**
   * Opens a place in the mount tree, or clones the mounts there into a detached tree; see
   * open_tree(2).
   */
  Fd openTree(Fd directory, String path, OpenTreeFlags flags);

  /** Moves or attaches a mount; see move_mount(2). */
  void moveMount(
      Fd fromDirectory, String fromPath, Fd toDirectory, String toPath, MoveMountFlags flags);

  /**
   * Opens a context in which a file system is configured; see fsopen(2).
   *
   * @throws KernelException EPERM without CAP_SYS_ADMIN over the mount namespace; ENODEV for an
   *     unknown type
   */
  Fd fsopen(String type, FsopenFlags flags);

  /** Sets a parameter without value; see fsconfig(2). */
  void fsconfigSetFlag(Fd context, String key);

  /** Sets a parameter; see fsconfig(2). */
  void fsconfigSetString(Fd context, String key, String value);

  /** Creates the file system; see fsconfig(2), {@code FSCONFIG_CMD_CREATE}. */
  void fsconfigCreate(Fd context);

  /** Changes the file system's parameters; see fsconfig(2), {@code FSCONFIG_CMD_RECONFIGURE}. */
  void fsconfigReconfigure(Fd context);

  /** Makes a detached mount of the created file system; see fsmount(2). */
  Fd fsmount(Fd context, FsmountFlags flags, MountAttrFlags attributes);

  /** Changes attributes and propagation of a mount or a tree of mounts; see mount_setattr(2). */
  void mountSetattr(Fd directory, String path, AtFlags flags, MountAttr attributes);

  // Namespaces

  /** Moves the task into new namespaces; see unshare(2). */
  void unshare(UnshareFlags flags);

  /**
   * Enters namespaces; see setns(2).
   *
   * @param namespace a namespace, or a process (then {@code types} says which of its namespaces)
   */
  void setns(Fd namespace, SetnsTypes types);

  /** Sets the host name of the UTS namespace; see sethostname(2). */
  void sethostname(byte[] name);

  /** Sets the NIS domain name of the UTS namespace; see setdomainname(2). */
  void setdomainname(byte[] name);

  // Credentials

  /** Sets the supplementary groups; see setgroups(2). */
  void setgroups(List<Gid> groups);

  /** Sets the user IDs; see setresuid(2). {@link Uid#KEEP} leaves one as it is. */
  void setresuid(Uid real, Uid effective, Uid saved);

  /** Sets the group IDs; see setresgid(2). {@link Gid#KEEP} leaves one as it is. */
  void setresgid(Gid real, Gid effective, Gid saved);

  /** Sets the capabilities of the calling task; see capset(2). */
  void capset(Capabilities capabilities);

  /**
   * Removes a capability from the bounding set; see PR_CAPBSET_DROP(2const).
   *
   * @throws KernelException EPERM without CAP_SETPCAP; EINVAL for a number the kernel does not know
   */
  void prctlCapbsetDrop(int capability);

  /** Empties the ambient set; see PR_CAP_AMBIENT(2const). */
  void prctlCapAmbientClearAll();

  /** Adds a capability to the ambient set; see PR_CAP_AMBIENT(2const). */
  void prctlCapAmbientRaise(int capability);

  /** Sets the securebits flags; see PR_SET_SECUREBITS(2const). */
  void prctlSetSecurebits(Securebits bits);

  /**
   * Whether permitted capabilities are kept when all user IDs become non-zero; see
   * PR_SET_KEEPCAPS(2const).
   *
   * @param keep 0 or 1
   */
  void prctlSetKeepcaps(int keep);

  /**
   * No exec of this task and its children will gain privileges, for ever; see
   * PR_SET_NO_NEW_PRIVS(2const).
   */
  void prctlSetNoNewPrivs();

  /**
   * Whether others may trace the task and reach what its {@code /proc} links show; see
   * PR_SET_DUMPABLE(2const).
   *
   * @param dumpable 0 or 1
   */
  void prctlSetDumpable(int dumpable);

  /**
   * Whether the task and its children do without transparent huge pages; see
   * PR_SET_THP_DISABLE(2const).
   *
   * @param disable 0 or 1
   */
  void prctlSetThpDisable(int disable);

  /**
   * How late a timer of the task may be; see PR_SET_TIMERSLACK(2const).
   *
   * @param nanoseconds 0 for the default
   */
  void prctlSetTimerslack(long nanoseconds);

  /**
   * Gives the task a new, empty session keyring; see KEYCTL_JOIN_SESSION_KEYRING(2const).
   *
   * @throws KernelException ENOSYS if the kernel has no keyrings; EDQUOT
   */
  void keyctlJoinSessionKeyring();

  // Processes

  /** Executes a program; see execve(2). Returns only by being refused. */
  void execve(String path, List<String> argv, Environment environment);

  /** Executes a program; see execveat(2). Returns only by being refused. */
  void execveat(
      Fd directory, String path, List<String> argv, Environment environment, AtFlags flags);

  /** Ends the process; see exit_group(2). Never returns. */
  void exit(int status);

  /**
   * Restarts or stops the system, or, in a PID namespace other than the first, ends its process 1;
   * see reboot(2). Returns only by being refused.
   *
   * @throws KernelException EPERM without CAP_SYS_BOOT over the user namespace that owns the PID
   *     namespace
   */
  void reboot(RebootCommand command);

  /** Makes the task the leader of a new session; see setsid(2). */
  void setsid();

  /**
   * Sends a signal; see kill(2).
   *
   * @param process 0: the own process group; -1: all that may be signalled; less: a process group
   */
  void kill(Pid process, Signal signal);

  /**
   * Sends a signal to the process that a descriptor stands for, never to one that got its number;
   * see pidfd_send_signal(2).
   *
   * @throws KernelException ESRCH if the process has ended and was waited for; EINVAL if it is in a
   *     PID namespace that is not below the caller's
   */
  void pidfdSendSignal(Fd process, Signal signal);

  /** Changes the signal mask, which an exec keeps; see sigprocmask(2). */
  void changeSignalMask(SignalMaskChange how, SignalSet set);

  /** Ignores a signal, or no longer; see sigaction(2). */
  void sigaction(Signal signal, SignalDisposition disposition);

  /** Sets a resource limit; see prlimit(2). */
  void setrlimit(Pid process, Resource resource, RLimit limit);

  /**
   * The signal this task gets when the thread that made it ends; see PR_SET_PDEATHSIG(2const).
   * Changes of user or group IDs clear it.
   */
  void prctlSetPdeathsig(Signal signal);

  /**
   * Whether orphaned descendants become children of this task; see PR_SET_CHILD_SUBREAPER(2const).
   *
   * @param subreaper 0 or 1
   */
  void prctlSetChildSubreaper(int subreaper);

  /**
   * Goes on only if the task's parent is still {@code parent}; see getppid(2). After {@link
   * #prctlSetPdeathsig} this makes sure that the parent's end does not go unnoticed.
   *
   * @param parent 0 if it is in no namespace visible here
   * @throws KernelException ESRCH if it is another one
   */
  void requireParent(Pid parent);

  /**
   * Has SIGALRM sent after some time, also to the program that is executed next; see setitimer(2).
   *
   * @param seconds 0: never
   */
  void setitimerReal(int seconds);

  /** Sets the task's name, of which 15 bytes count; see PR_SET_NAME(2const). */
  void prctlSetName(String name);

  // Devices

  /**
   * Makes a terminal the controlling terminal of the session; see ioctl_tty(2).
   *
   * @param steal 1 to take it away from another session, 0 otherwise
   */
  void ioctlTiocsctty(Fd terminal, int steal);

  /**
   * Locks or unlocks the slave of a pseudoterminal; see ioctl_tty(2).
   *
   * @param lock 0 to unlock
   */
  void ioctlTiocsptlck(Fd master, IntCell lock);

  /** Opens the slave of a pseudoterminal without a path; see ioctl_tty(2). */
  Fd ioctlTiocgptpeer(Fd master, OpenFlags flags);

  /** Sets the size of a terminal; see ioctl_tty(2). */
  void ioctlTiocswinsz(Fd terminal, WindowSize size);

  /** Sets the settings of a terminal; see ioctl_tty(2). */
  void ioctlTcsets(Fd terminal, Termios settings);

  /**
   * Opens a datagram socket of the IPv4 family, close-on-exec, to configure interfaces with; see
   * socket(2).
   */
  Fd socketInetDgram();

  // Sockets

  /**
   * Makes a socket of the task's network namespace; see socket(2).
   *
   * @param protocol 0: the usual one of the domain and type
   * @throws KernelException EAFNOSUPPORT, ESOCKTNOSUPPORT, EPROTONOSUPPORT if there is none of the
   *     kind; EPERM for raw sockets without CAP_NET_RAW
   */
  Fd socket(SocketDomain domain, SocketType type, int protocol);

  /**
   * Gives a socket its address; see bind(2).
   *
   * @throws KernelException EADDRINUSE; EADDRNOTAVAIL; EACCES for a port below 1024 without
   *     CAP_NET_BIND_SERVICE; EINVAL if it has one, or the address is of another domain
   */
  void bind(Fd socket, SocketAddress address);

  /**
   * Lets connections come in; see listen(2).
   *
   * @param backlog how many may wait to be accepted
   * @throws KernelException EADDRINUSE; EOPNOTSUPP for a kind of socket without connections
   */
  void listen(Fd socket, int backlog);

  /**
   * Takes the first connection that waits, or waits for one; see accept4(2).
   *
   * @param flags {@code SOCK_CLOEXEC}, {@code SOCK_NONBLOCK}
   * @return a new socket
   * @throws KernelException EAGAIN if there is none and the socket does not block; ECONNABORTED;
   *     EMFILE; EINVAL if the socket does not listen
   */
  Fd accept4(Fd socket, SocketType flags);

  /**
   * Connects a socket; see connect(2).
   *
   * @throws KernelException ECONNREFUSED if nobody listens there; EINPROGRESS or EAGAIN if the
   *     socket does not block
   */
  void connect(Fd socket, SocketAddress address);

  /**
   * Sets an option of a socket whose value is a number; see setsockopt(2).
   *
   * @throws KernelException ENOPROTOOPT if the socket has no such option
   */
  void setsockopt(Fd socket, SocketOption option, int value);

  /** Sets the flags of a network interface of the socket's network namespace; see netdevice(7). */
  void ioctlSiocsifflags(Fd socket, InterfaceRequest request);

  /**
   * Binds a loop device to a file; see loop(4).
   *
   * @throws KernelException EBUSY if the device is taken
   */
  void ioctlLoopConfigure(Fd device, LoopConfig config);

  /** Opens the user namespace that owns a namespace; see ioctl_nsfs(2). */
  Fd ioctlNsGetUserns(Fd namespace);

  /**
   * Makes a pair of connected UNIX sockets, close-on-exec, in the place of two open descriptors;
   * see socketpair(2). So whoever opened those knows the numbers, also in another process.
   *
   * @param type 1 stream, 2 datagram, 5 sequenced packets
   */
  void socketpairUnixAt(int type, Fd first, Fd second);

  /**
   * Goes on in a new child process; see fork(2). The process that was closes all its descriptors
   * and does nothing more.
   *
   * @param awaited 1 if it waits for the child and ends as that does, with 128 and the signal if
   *     that was killed; 0 if it ends with status 0 at once
   */
  void continueInChild(int awaited);

  /**
   * Opens the parent of a user or PID namespace; see ioctl_nsfs(2).
   *
   * @throws KernelException EPERM if the parent is beyond the caller's own namespace; EINVAL for a
   *     namespace of another kind
   */
  Fd ioctlNsGetParent(Fd namespace);

  /**
   * Opens the network namespace that a socket was made in, close-on-exec; see netdevice(7), {@code
   * SIOCGSKNS}.
   *
   * @throws KernelException EPERM without CAP_NET_ADMIN over that namespace
   */
  Fd ioctlSiocgskns(Fd socket);

  /**
   * Opens the network namespace of a process, close-on-exec; see pidfd_open(2), since Linux 6.11.
   *
   * @throws KernelException ESRCH if the process has ended; EACCES without the right to look into
   *     it; ENOTTY from older kernels
   */
  Fd ioctlPidfdGetNetNamespace(Fd process);

  /**
   * Opens the mount namespace of a process, close-on-exec; see pidfd_open(2), since Linux 6.11.
   *
   * @throws KernelException ESRCH if the process has ended; EACCES without the right to look into
   *     it; ENOTTY from older kernels
   */
  Fd ioctlPidfdGetMntNamespace(Fd process);

  /**
   * Opens the user namespace of a process, close-on-exec; see pidfd_open(2), since Linux 6.11.
   *
   * @throws KernelException ESRCH if the process has ended; EACCES without the right to look into
   *     it; ENOTTY from older kernels
   */
  Fd ioctlPidfdGetUserNamespace(Fd process);
}
