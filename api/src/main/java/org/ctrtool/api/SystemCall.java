package org.ctrtool.api;

import java.util.List;

/**
 * The system calls there are methods for: one entry for each method of {@link ChildKernel} and
 * {@link Kernel}, so prctl(2), fcntl(2) and ioctl(2) have one for each operation.
 */
public enum SystemCall {
  /** openat. */
  OPENAT("openat", 257, 56, Result.DESCRIPTOR, Fd.class, String.class, OpenFlags.class, Mode.class),
  /** openat2. */
  OPENAT2("openat2", 437, 437, Result.DESCRIPTOR, Fd.class, String.class, OpenHow.class),
  /** close. */
  CLOSE("close", 3, 57, Result.NOTHING, Fd.class),
  /** closeRange. */
  CLOSE_RANGE(
      "close_range", 436, 436, Result.NOTHING, Long.class, Long.class, CloseRangeFlags.class),
  /** dup3. */
  DUP3("dup3", 292, 24, Result.NOTHING, Fd.class, Fd.class, PipeFlags.class),
  /** fcntlDupfdCloexec. */
  FCNTL_DUPFD_CLOEXEC(
      "fcntl",
      72,
      25,
      Result.DESCRIPTOR,
      Fd.class,
      new Constant(0x406L, "F_DUPFD_CLOEXEC"),
      Integer.class),
  /** fcntlSetfd. */
  FCNTL_SETFD(
      "fcntl", 72, 25, Result.NOTHING, Fd.class, new Constant(0x2L, "F_SETFD"), FdFlags.class),
  /** fcntlAddSeals. */
  FCNTL_ADD_SEALS(
      "fcntl", 72, 25, Result.NOTHING, Fd.class, new Constant(0x409L, "F_ADD_SEALS"), Seals.class),
  /** memfdCreate. */
  MEMFD_CREATE("memfd_create", 319, 279, Result.DESCRIPTOR, String.class, MemfdFlags.class),
  /** writeAll. */
  WRITE_ALL("write", 1, 64, Result.NOTHING, Fd.class, byte[].class),
  /** awaitByte. */
  AWAIT_BYTE("read", 0, 63, Result.NOTHING, Fd.class),
  /** mkdirat. */
  MKDIRAT("mkdirat", 258, 34, Result.NOTHING, Fd.class, String.class, Mode.class),
  /** mknodat. */
  MKNODAT("mknodat", 259, 33, Result.NOTHING, Fd.class, String.class, Mode.class, Dev.class),
  /** symlinkat. */
  SYMLINKAT("symlinkat", 266, 36, Result.NOTHING, String.class, Fd.class, String.class),
  /** unlinkat. */
  UNLINKAT("unlinkat", 263, 35, Result.NOTHING, Fd.class, String.class, AtFlags.class),
  /** renameat2. */
  RENAMEAT2(
      "renameat2",
      316,
      276,
      Result.NOTHING,
      Fd.class,
      String.class,
      Fd.class,
      String.class,
      RenameFlags.class),
  /** fchmod. */
  FCHMOD("fchmod", 91, 52, Result.NOTHING, Fd.class, Mode.class),
  /** fchmodat. */
  FCHMODAT("fchmodat", 268, 53, Result.NOTHING, Fd.class, String.class, Mode.class),
  /** fchownat. */
  FCHOWNAT(
      "fchownat",
      260,
      54,
      Result.NOTHING,
      Fd.class,
      String.class,
      Uid.class,
      Gid.class,
      AtFlags.class),
  /** umask. */
  UMASK("umask", 95, 166, Result.NOTHING, Mode.class),
  /** ftruncate. */
  FTRUNCATE("ftruncate", 77, 46, Result.NOTHING, Fd.class, Long.class),
  /** chdir. */
  CHDIR("chdir", 80, 49, Result.NOTHING, String.class),
  /** fchdir. */
  FCHDIR("fchdir", 81, 50, Result.NOTHING, Fd.class),
  /** chroot. */
  CHROOT("chroot", 161, 51, Result.NOTHING, String.class),
  /** sync. */
  SYNC("sync", 162, 81, Result.NOTHING),
  /** mount. */
  MOUNT(
      "mount",
      165,
      40,
      Result.NOTHING,
      nullable(String.class),
      String.class,
      nullable(String.class),
      MountFlags.class,
      nullable(String.class)),
  /** umount2. */
  UMOUNT2("umount2", 166, 39, Result.NOTHING, String.class, UmountFlags.class),
  /** pivotRoot. */
  PIVOT_ROOT("pivot_root", 155, 41, Result.NOTHING, String.class, String.class),
  /** openTree. */
  OPEN_TREE("open_tree", 428, 428, Result.DESCRIPTOR, Fd.class, String.class, OpenTreeFlags.class),
  /** moveMount. */
  MOVE_MOUNT(
      "move_mount",
      429,
      429,
      Result.NOTHING,
      Fd.class,
      String.class,
      Fd.class,
      String.class,
      MoveMountFlags.class),
  /** fsopen. */
  FSOPEN("fsopen", 430, 430, Result.DESCRIPTOR, String.class, FsopenFlags.class),
  /** fsconfigSetFlag. */
  FSCONFIG_SET_FLAG(
      "fsconfig",
      431,
      431,
      Result.NOTHING,
      Fd.class,
      new Constant(0x0L, "FSCONFIG_SET_FLAG"),
      String.class),
  /** fsconfigSetString. */
  FSCONFIG_SET_STRING(
      "fsconfig",
      431,
      431,
      Result.NOTHING,
      Fd.class,
      new Constant(0x1L, "FSCONFIG_SET_STRING"),
      String.class,
      String.class),
  /** fsconfigCreate. */
  FSCONFIG_CREATE(
      "fsconfig", 431, 431, Result.NOTHING, Fd.class, new Constant(0x6L, "FSCONFIG_CMD_CREATE")),
  /** fsconfigReconfigure. */
  FSCONFIG_RECONFIGURE(
      "fsconfig",
      431,
      431,
      Result.NOTHING,
      Fd.class,
      new Constant(0x7L, "FSCONFIG_CMD_RECONFIGURE")),
  /** fsmount. */
  FSMOUNT(
      "fsmount", 432, 432, Result.DESCRIPTOR, Fd.class, FsmountFlags.class, MountAttrFlags.class),
  /** mountSetattr. */
  MOUNT_SETATTR(
      "mount_setattr",
      442,
      442,
      Result.NOTHING,
      Fd.class,
      String.class,
      AtFlags.class,
      MountAttr.class),
  /** unshare. */
  UNSHARE("unshare", 272, 97, Result.NOTHING, UnshareFlags.class),
  /** setns. */
  SETNS("setns", 308, 268, Result.NOTHING, Fd.class, SetnsTypes.class),
  /** sethostname. */
  SETHOSTNAME("sethostname", 170, 161, Result.NOTHING, byte[].class),
  /** setdomainname. */
  SETDOMAINNAME("setdomainname", 171, 162, Result.NOTHING, byte[].class),
  /** setgroups. */
  SETGROUPS("setgroups", 116, 159, Result.NOTHING, listOf(Gid.class)),
  /** setresuid. */
  SETRESUID("setresuid", 117, 147, Result.NOTHING, Uid.class, Uid.class, Uid.class),
  /** setresgid. */
  SETRESGID("setresgid", 119, 149, Result.NOTHING, Gid.class, Gid.class, Gid.class),
  /** capset. */
  CAPSET("capset", 126, 91, Result.NOTHING, Capabilities.class),
  /** prctlCapbsetDrop. */
  PRCTL_CAPBSET_DROP(
      "prctl", 157, 167, Result.NOTHING, new Constant(0x18L, "PR_CAPBSET_DROP"), Integer.class),
  /** prctlCapAmbientClearAll. */
  PRCTL_CAP_AMBIENT_CLEAR_ALL(
      "prctl",
      157,
      167,
      Result.NOTHING,
      new Constant(0x2fL, "PR_CAP_AMBIENT"),
      new Constant(0x4L, "PR_CAP_AMBIENT_CLEAR_ALL")),
  /** prctlCapAmbientRaise. */
  PRCTL_CAP_AMBIENT_RAISE(
      "prctl",
      157,
      167,
      Result.NOTHING,
      new Constant(0x2fL, "PR_CAP_AMBIENT"),
      new Constant(0x2L, "PR_CAP_AMBIENT_RAISE"),
      Integer.class),
  /** prctlSetSecurebits. */
  PRCTL_SET_SECUREBITS(
      "prctl",
      157,
      167,
      Result.NOTHING,
      new Constant(0x1cL, "PR_SET_SECUREBITS"),
      Securebits.class),
  /** prctlSetKeepcaps. */
  PRCTL_SET_KEEPCAPS(
      "prctl", 157, 167, Result.NOTHING, new Constant(0x8L, "PR_SET_KEEPCAPS"), Integer.class),
  /** prctlSetNoNewPrivs. */
  PRCTL_SET_NO_NEW_PRIVS(
      "prctl",
      157,
      167,
      Result.NOTHING,
      new Constant(0x26L, "PR_SET_NO_NEW_PRIVS"),
      new Constant(0x1L, "1")),
  /** prctlSetDumpable. */
  PRCTL_SET_DUMPABLE(
      "prctl", 157, 167, Result.NOTHING, new Constant(0x4L, "PR_SET_DUMPABLE"), Integer.class),
  /** prctlSetThpDisable. */
  PRCTL_SET_THP_DISABLE(
      "prctl", 157, 167, Result.NOTHING, new Constant(0x29L, "PR_SET_THP_DISABLE"), Integer.class),
  /** prctlSetTimerslack. */
  PRCTL_SET_TIMERSLACK(
      "prctl", 157, 167, Result.NOTHING, new Constant(0x1dL, "PR_SET_TIMERSLACK"), Long.class),
  /** keyctlJoinSessionKeyring. */
  KEYCTL_JOIN_SESSION_KEYRING(
      "keyctl",
      250,
      219,
      Result.NOTHING,
      new Constant(1, "KEYCTL_JOIN_SESSION_KEYRING"),
      new Constant(0, "NULL")),
  /** execve. */
  EXECVE("execve", 59, 221, Result.NOTHING, String.class, listOf(String.class), Environment.class),
  /** execveat. */
  EXECVEAT(
      "execveat",
      322,
      281,
      Result.NOTHING,
      Fd.class,
      String.class,
      listOf(String.class),
      Environment.class,
      AtFlags.class),
  /** exit. */
  EXIT("exit_group", 231, 94, Result.NOTHING, Integer.class),
  /** reboot. */
  REBOOT(
      "reboot",
      169,
      142,
      Result.NOTHING,
      new Constant(0xfee1deadL, "LINUX_REBOOT_MAGIC1"),
      new Constant(0x28121969L, "LINUX_REBOOT_MAGIC2"),
      RebootCommand.class),
  /** setsid. */
  SETSID("setsid", 112, 157, Result.NOTHING),
  /** kill. */
  KILL("kill", 62, 129, Result.NOTHING, Pid.class, Signal.class),
  /** changeSignalMask. */
  RT_SIGPROCMASK_SET(
      "rt_sigprocmask",
      14,
      135,
      Result.NOTHING,
      SignalMaskChange.class,
      SignalSet.class,
      new Constant(0, "NULL"),
      new Constant(8, "8")),
  /** sigaction. */
  RT_SIGACTION("rt_sigaction", 13, 134, Result.NOTHING, Signal.class, SignalDisposition.class),
  /** setrlimit. */
  PRLIMIT64("prlimit64", 302, 261, Result.NOTHING, Pid.class, Resource.class, RLimit.class),
  /** prctlSetPdeathsig. */
  PRCTL_SET_PDEATHSIG(
      "prctl", 157, 167, Result.NOTHING, new Constant(0x1L, "PR_SET_PDEATHSIG"), Signal.class),
  /** prctlSetChildSubreaper. */
  PRCTL_SET_CHILD_SUBREAPER(
      "prctl",
      157,
      167,
      Result.NOTHING,
      new Constant(0x24L, "PR_SET_CHILD_SUBREAPER"),
      Integer.class),
  /** requireParent. */
  REQUIRE_PARENT("getppid", 110, 173, Result.NOTHING, Pid.class),
  /** setitimerReal. */
  SETITIMER_REAL(
      "setitimer", 38, 103, Result.NOTHING, new Constant(0, "ITIMER_REAL"), Integer.class),
  /** prctlSetName. */
  PRCTL_SET_NAME(
      "prctl", 157, 167, Result.NOTHING, new Constant(0xfL, "PR_SET_NAME"), String.class),
  /** ioctlTiocsctty. */
  IOCTL_TIOCSCTTY(
      "ioctl", 16, 29, Result.NOTHING, Fd.class, new Constant(0x540eL, "TIOCSCTTY"), Integer.class),
  /** ioctlTiocsptlck. */
  IOCTL_TIOCSPTLCK(
      "ioctl",
      16,
      29,
      Result.NOTHING,
      Fd.class,
      new Constant(0x40045431L, "TIOCSPTLCK"),
      IntCell.class),
  /** ioctlTiocgptpeer. */
  IOCTL_TIOCGPTPEER(
      "ioctl",
      16,
      29,
      Result.DESCRIPTOR,
      Fd.class,
      new Constant(0x5441L, "TIOCGPTPEER"),
      OpenFlags.class),
  /** ioctlTiocswinsz. */
  IOCTL_TIOCSWINSZ(
      "ioctl",
      16,
      29,
      Result.NOTHING,
      Fd.class,
      new Constant(0x5414L, "TIOCSWINSZ"),
      WindowSize.class),
  /** ioctlTcsets. */
  IOCTL_TCSETS(
      "ioctl", 16, 29, Result.NOTHING, Fd.class, new Constant(0x5402L, "TCSETS"), Termios.class),
  /** socketInetDgram. */
  SOCKET_INET_DGRAM(
      "socket",
      41,
      198,
      Result.DESCRIPTOR,
      new Constant(0x2L, "AF_INET"),
      new Constant(0x80002L, "SOCK_DGRAM|SOCK_CLOEXEC"),
      new Constant(0x0L, "0")),
  /** ioctlSiocsifflags. */
  IOCTL_SIOCSIFFLAGS(
      "ioctl",
      16,
      29,
      Result.NOTHING,
      Fd.class,
      new Constant(0x8914L, "SIOCSIFFLAGS"),
      InterfaceRequest.class),
  /** ioctlLoopConfigure. */
  IOCTL_LOOP_CONFIGURE(
      "ioctl",
      16,
      29,
      Result.NOTHING,
      Fd.class,
      new Constant(0x4c0aL, "LOOP_CONFIGURE"),
      LoopConfig.class),
  /** ioctlNsGetUserns. */
  IOCTL_NS_GET_USERNS(
      "ioctl", 16, 29, Result.DESCRIPTOR, Fd.class, new Constant(0xb701L, "NS_GET_USERNS")),
  /** socket. */
  SOCKET("socket", 41, 198, Result.DESCRIPTOR, SocketDomain.class, SocketType.class, Integer.class),
  /** bind. */
  BIND("bind", 49, 200, Result.NOTHING, Fd.class, SocketAddress.class),
  /** listen. */
  LISTEN("listen", 50, 201, Result.NOTHING, Fd.class, Integer.class),
  /** accept4. */
  ACCEPT4(
      "accept4",
      288,
      242,
      Result.DESCRIPTOR,
      Fd.class,
      new Constant(0, "NULL"),
      new Constant(0, "NULL"),
      SocketType.class),
  /** connect. */
  CONNECT("connect", 42, 203, Result.NOTHING, Fd.class, SocketAddress.class),
  /** setsockopt. */
  SETSOCKOPT(
      "setsockopt",
      54,
      208,
      Result.NOTHING,
      Fd.class,
      SocketOption.class,
      IntCell.class,
      new Constant(4, "4")),
  /** socketpairUnixAt. */
  SOCKETPAIR_UNIX_AT(
      "socketpair",
      53,
      199,
      Result.NOTHING,
      new Constant(0x1L, "AF_UNIX"),
      Integer.class,
      Fd.class,
      Fd.class),
  /** continueInChild. */
  CONTINUE_IN_CHILD(
      "clone", 56, 220, Result.NOTHING, new Constant(0x11L, "SIGCHLD"), Integer.class),
  /** ioctlNsGetParent. */
  IOCTL_NS_GET_PARENT(
      "ioctl", 16, 29, Result.DESCRIPTOR, Fd.class, new Constant(0xb702L, "NS_GET_PARENT")),
  /** ioctlSiocgskns. */
  IOCTL_SIOCGSKNS("ioctl", 16, 29, Result.DESCRIPTOR, Fd.class, new Constant(0x894cL, "SIOCGSKNS")),
  /** ioctlPidfdGetNetNamespace. */
  IOCTL_PIDFD_GET_NET_NAMESPACE(
      "ioctl",
      16,
      29,
      Result.DESCRIPTOR,
      Fd.class,
      new Constant(0xff04L, "PIDFD_GET_NET_NAMESPACE")),
  /** ioctlPidfdGetMntNamespace. */
  IOCTL_PIDFD_GET_MNT_NAMESPACE(
      "ioctl",
      16,
      29,
      Result.DESCRIPTOR,
      Fd.class,
      new Constant(0xff03L, "PIDFD_GET_MNT_NAMESPACE")),
  /** ioctlPidfdGetUserNamespace. */
  IOCTL_PIDFD_GET_USER_NAMESPACE(
      "ioctl",
      16,
      29,
      Result.DESCRIPTOR,
      Fd.class,
      new Constant(0xff09L, "PIDFD_GET_USER_NAMESPACE")),
  /** read. */
  READ("read", 0, 63, Result.DATA, Fd.class, Integer.class),
  /** write. */
  WRITE("write", 1, 64, Result.DATA, Fd.class, byte[].class),
  /** pipe2. */
  PIPE2("pipe2", 293, 59, Result.DATA, PipeFlags.class),
  /** socketpairUnix. */
  SOCKETPAIR_UNIX("socketpair", 53, 199, Result.DATA, new Constant(0x1L, "AF_UNIX"), Integer.class),
  /** ppoll. */
  PPOLL("ppoll", 271, 73, Result.DATA, listOf(PollFd.class), nullable(Timespec.class)),
  /** sendfile. */
  SENDFILE("sendfile", 40, 71, Result.DATA, Fd.class, Fd.class, Long.class),
  /** lseek. */
  LSEEK("lseek", 8, 62, Result.DATA, Fd.class, Long.class, Integer.class),
  /** fcntlGetfd. */
  FCNTL_GETFD("fcntl", 72, 25, Result.DATA, Fd.class, new Constant(0x1L, "F_GETFD")),
  /** fcntlGetfl. */
  FCNTL_GETFL("fcntl", 72, 25, Result.DATA, Fd.class, new Constant(0x3L, "F_GETFL")),
  /** fcntlSetfl. */
  FCNTL_SETFL(
      "fcntl", 72, 25, Result.NOTHING, Fd.class, new Constant(0x4L, "F_SETFL"), OpenFlags.class),
  /** flock. */
  FLOCK("flock", 73, 32, Result.NOTHING, Fd.class, Integer.class),
  /** fcntlGetSeals. */
  FCNTL_GET_SEALS("fcntl", 72, 25, Result.DATA, Fd.class, new Constant(0x40aL, "F_GET_SEALS")),
  /** fstatat. */
  NEWFSTATAT("newfstatat", 262, 79, Result.DATA, Fd.class, String.class, AtFlags.class),
  /** readlinkat. */
  READLINKAT("readlinkat", 267, 78, Result.DATA, Fd.class, String.class),
  /** getdents64. */
  GETDENTS64("getdents64", 217, 61, Result.DATA, Fd.class),
  /** getcwd. */
  GETCWD("getcwd", 79, 17, Result.DATA),
  /** fstatfsType. */
  FSTATFS_TYPE("fstatfs", 138, 44, Result.DATA, Fd.class),
  /** getpid. */
  GETPID("getpid", 39, 172, Result.PROCESS),
  /** getppid. */
  GETPPID("getppid", 110, 173, Result.PROCESS),
  /** getresuid. */
  GETRESUID("getresuid", 118, 148, Result.DATA),
  /** getresgid. */
  GETRESGID("getresgid", 120, 150, Result.DATA),
  /** getgroups. */
  GETGROUPS("getgroups", 115, 158, Result.DATA),
  /** capget. */
  CAPGET("capget", 125, 90, Result.DATA),
  /** prctlCapbsetRead. */
  PRCTL_CAPBSET_READ(
      "prctl", 157, 167, Result.DATA, new Constant(0x17L, "PR_CAPBSET_READ"), Integer.class),
  /** prctlGetNoNewPrivs. */
  PRCTL_GET_NO_NEW_PRIVS(
      "prctl", 157, 167, Result.DATA, new Constant(0x27L, "PR_GET_NO_NEW_PRIVS")),
  /** getrlimit. */
  GETRLIMIT("prlimit64", 302, 261, Result.DATA, Pid.class, Resource.class),
  /** uname. */
  UNAME("uname", 63, 160, Result.DATA),
  /** clockGettime. */
  CLOCK_GETTIME("clock_gettime", 228, 113, Result.DATA, Integer.class),
  /** waitid. */
  WAITID("waitid", 247, 95, Result.DATA, Pid.class, WaitFlags.class),
  /** sigprocmask. */
  RT_SIGPROCMASK("rt_sigprocmask", 14, 135, Result.DATA, SignalMaskChange.class, SignalSet.class),
  /** signalfd. */
  SIGNALFD4("signalfd4", 289, 74, Result.DESCRIPTOR, SignalSet.class, PipeFlags.class),
  /** pidfdOpen. */
  PIDFD_OPEN("pidfd_open", 434, 434, Result.DESCRIPTOR, Pid.class),
  /** pidfdGetfd. */
  PIDFD_GETFD("pidfd_getfd", 438, 438, Result.DESCRIPTOR, Fd.class, Integer.class),
  /** ioctlNsGetOwnerUid. */
  IOCTL_NS_GET_OWNER_UID(
      "ioctl", 16, 29, Result.DATA, Fd.class, new Constant(0xb704L, "NS_GET_OWNER_UID")),
  /** ioctlTiocgwinsz. */
  IOCTL_TIOCGWINSZ("ioctl", 16, 29, Result.DATA, Fd.class, new Constant(0x5413L, "TIOCGWINSZ")),
  /** ioctlTcgets. */
  IOCTL_TCGETS("ioctl", 16, 29, Result.DATA, Fd.class, new Constant(0x5401L, "TCGETS")),
  /** ioctlTiocgptn. */
  IOCTL_TIOCGPTN("ioctl", 16, 29, Result.DATA, Fd.class, new Constant(0x80045430L, "TIOCGPTN")),
  /** ioctlLoopCtlGetFree. */
  IOCTL_LOOP_CTL_GET_FREE(
      "ioctl", 16, 29, Result.DATA, Fd.class, new Constant(0x4c82L, "LOOP_CTL_GET_FREE")),
  /** getsockopt. */
  GETSOCKOPT("getsockopt", 55, 209, Result.DATA, Fd.class, SocketOption.class),
  /** getsockoptPeercred. */
  GETSOCKOPT_PEERCRED(
      "getsockopt",
      55,
      209,
      Result.DATA,
      Fd.class,
      new Constant(1, "SOL_SOCKET"),
      new Constant(17, "SO_PEERCRED")),
  /** ioctlSiocgifindex. */
  IOCTL_SIOCGIFINDEX(
      "ioctl", 16, 29, Result.DATA, Fd.class, new Constant(0x8933L, "SIOCGIFINDEX"), String.class),
  /** recvmsg. */
  RECVMSG(
      "recvmsg", 47, 212, Result.DATA, Fd.class, Integer.class, Integer.class, MessageFlags.class),
  /** recvmmsg. */
  RECVMMSG(
      "recvmmsg",
      299,
      243,
      Result.DATA,
      Fd.class,
      Integer.class,
      Integer.class,
      Integer.class,
      MessageFlags.class),
  /** sendmsg. */
  SENDMSG(
      "sendmsg",
      46,
      211,
      Result.DATA,
      Fd.class,
      byte[].class,
      listOf(Fd.class),
      MessageFlags.class);

  /** What a call returns. */
  public enum Result {
    /** Nothing. */
    NOTHING,
    /** A descriptor, which in a child sequence is an opaque handle. */
    DESCRIPTOR,
    /** A process ID. */
    PROCESS,
    /** Something the caller looks at; there is no such call in a child sequence. */
    DATA
  }

  /** An argument that is the same in every such call, as {@code PR_SET_NAME}. */
  public record Constant(long value, String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * An argument that may be null.
   *
   * @param type what it is if it is not
   */
  public record OrNull(Class<?> type) {}

  /**
   * A list whose elements are all of one type.
   *
   * @param element that type
   */
  public record ListOf(Class<?> element) {
    boolean accepts(@org.jspecify.annotations.Nullable Object argument) {
      if (!(argument instanceof List<?> list)) {
        return false;
      }
      for (Object each : list) {
        if (!element.isInstance(each)) {
          return false;
        }
      }
      return true;
    }
  }

  private final String callName;
  private final int x86Number;
  private final int aarch64Number;
  private final Result result;
  private final Object[] parameters;

  SystemCall(
      String callName, int x86Number, int aarch64Number, Result result, Object... parameters) {
    this.callName = callName;
    this.x86Number = x86Number;
    this.aarch64Number = aarch64Number;
    this.result = result;
    this.parameters = parameters;
  }

  private static OrNull nullable(Class<?> type) {
    return new OrNull(type);
  }

  private static ListOf listOf(Class<?> element) {
    return new ListOf(element);
  }

  /** The name of the system call in the manual, section 2. */
  public String callName() {
    return callName;
  }

  /** The call's number on x86-64. */
  public int x86Number() {
    return x86Number;
  }

  /** The call's number on aarch64. */
  public int aarch64Number() {
    return aarch64Number;
  }

  /** What the call returns. */
  public Result result() {
    return result;
  }

  /**
   * The arguments in order: a {@link Constant} stands for itself; a {@code Class}, an {@link
   * OrNull} or a {@link ListOf} is a parameter.
   */
  public Object[] parameters() {
    return parameters.clone();
  }

  /** Whether {@code argument} may stand where {@link #parameters()} has {@code parameter}. */
  static boolean accepts(Object parameter, @org.jspecify.annotations.Nullable Object argument) {
    if (parameter instanceof OrNull nullable) {
      return argument == null || nullable.type.isInstance(argument);
    }
    if (parameter instanceof ListOf list) {
      return list.accepts(argument);
    }
    return parameter instanceof Class<?> type && type.isInstance(argument);
  }
}
