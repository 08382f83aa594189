package org.ctrtool.api;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ChildKernel} that turns each method into a {@link Call}. Whoever extends it says what is
 * done with calls: carry them out, record them, show them.
 */
public abstract class ChildCalls implements ChildKernel {
  private String doing = "";

  /** For subclasses. */
  protected ChildCalls() {}

  /**
   * Carries out {@code call}.
   *
   * @return what {@link SystemCall#result()} says: null, an {@link Fd}, a {@link Pid}, or data
   * @throws KernelException if it is refused
   */
  public abstract @Nullable Object perform(Call call);

  /** What was said with {@link #doing(String)} last; empty if nothing was. */
  public final String doing() {
    return doing;
  }

  @Override
  public void doing(String what) {
    doing = what;
  }

  @Override
  public void tolerating(Errno tolerated, Consumer<ChildKernel> call) {
    Attempt<Void> attempt =
        Attempt.of(
            () -> {
              call.accept(this);
              return null;
            });
    KernelException refusal = attempt.refusal();
    if (refusal != null && !refusal.errno().equals(tolerated)) {
      throw refusal;
    }
  }

  @Override
  public void execvpe(String file, List<String> argv, Environment environment, String searchPath) {
    ProgramSearch.exec(this, file, argv, environment, searchPath);
  }

  @Override
  public void execveListening(String path, List<String> argv, Environment environment) {
    Pid own = (Pid) answer(new Call(SystemCall.GETPID));
    execve(path, argv, environment.with("LISTEN_PID", Integer.toString(own.number())));
  }

  /** Carries out a call that answers something. */
  protected final Object answer(Call call) {
    return Objects.requireNonNull(perform(call));
  }

  @Override
  public Fd openat(Fd directory, String path, OpenFlags flags, Mode mode) {
    return (Fd) answer(new Call(SystemCall.OPENAT, directory, path, flags, mode));
  }

  @Override
  public Fd openat2(Fd directory, String path, OpenHow how) {
    return (Fd) answer(new Call(SystemCall.OPENAT2, directory, path, how));
  }

  @Override
  public void close(Fd fd) {
    perform(new Call(SystemCall.CLOSE, fd));
  }

  @Override
  public void closeRange(long first, long last, CloseRangeFlags flags) {
    perform(new Call(SystemCall.CLOSE_RANGE, first, last, flags));
  }

  @Override
  public void dup3(Fd from, Fd to, PipeFlags flags) {
    perform(new Call(SystemCall.DUP3, from, to, flags));
  }

  @Override
  public Fd fcntlDupfdCloexec(Fd fd, int lowest) {
    return (Fd) answer(new Call(SystemCall.FCNTL_DUPFD_CLOEXEC, fd, lowest));
  }

  @Override
  public void fcntlSetfd(Fd fd, FdFlags flags) {
    perform(new Call(SystemCall.FCNTL_SETFD, fd, flags));
  }

  @Override
  public void fcntlAddSeals(Fd fd, Seals seals) {
    perform(new Call(SystemCall.FCNTL_ADD_SEALS, fd, seals));
  }

  @Override
  public Fd memfdCreate(String name, MemfdFlags flags) {
    return (Fd) answer(new Call(SystemCall.MEMFD_CREATE, name, flags));
  }

  @Override
  public void writeAll(Fd fd, byte[] data) {
    perform(new Call(SystemCall.WRITE_ALL, fd, data));
  }

  @Override
  public void awaitByte(Fd fd) {
    perform(new Call(SystemCall.AWAIT_BYTE, fd));
  }

  @Override
  public void mkdirat(Fd directory, String path, Mode mode) {
    perform(new Call(SystemCall.MKDIRAT, directory, path, mode));
  }

  @Override
  public void mknodat(Fd directory, String path, Mode mode, Dev device) {
    perform(new Call(SystemCall.MKNODAT, directory, path, mode, device));
  }

  @Override
  public void symlinkat(String target, Fd directory, String path) {
    perform(new Call(SystemCall.SYMLINKAT, target, directory, path));
  }

  @Override
  public void unlinkat(Fd directory, String path, AtFlags flags) {
    perform(new Call(SystemCall.UNLINKAT, directory, path, flags));
  }

  @Override
  public void renameat2(
      Fd oldDirectory, String oldPath, Fd newDirectory, String newPath, RenameFlags flags) {
    perform(new Call(SystemCall.RENAMEAT2, oldDirectory, oldPath, newDirectory, newPath, flags));
  }

  @Override
  public void fchmod(Fd fd, Mode mode) {
    perform(new Call(SystemCall.FCHMOD, fd, mode));
  }

  @Override
  public void fchmodat(Fd directory, String path, Mode mode) {
    perform(new Call(SystemCall.FCHMODAT, directory, path, mode));
  }

  @Override
  public void fchownat(Fd directory, String path, Uid owner, Gid group, AtFlags flags) {
    perform(new Call(SystemCall.FCHOWNAT, directory, path, owner, group, flags));
  }

  @Override
  public void umask(Mode mask) {
    perform(new Call(SystemCall.UMASK, mask));
  }

  @Override
  public void ftruncate(Fd fd, long length) {
    perform(new Call(SystemCall.FTRUNCATE, fd, length));
  }

  @Override
  public void chdir(String path) {
    perform(new Call(SystemCall.CHDIR, path));
  }

  @Override
  public void fchdir(Fd directory) {
    perform(new Call(SystemCall.FCHDIR, directory));
  }

  @Override
  public void chroot(String path) {
    perform(new Call(SystemCall.CHROOT, path));
  }

  @Override
  public void sync() {
    perform(new Call(SystemCall.SYNC));
  }

  @Override
  public void mount(
      @Nullable String source,
      String target,
      @Nullable String type,
      MountFlags flags,
      @Nullable String data) {
    perform(new Call(SystemCall.MOUNT, source, target, type, flags, data));
  }

  @Override
  public void umount2(String target, UmountFlags flags) {
    perform(new Call(SystemCall.UMOUNT2, target, flags));
  }

  @Override
  public void pivotRoot(String newRoot, String putOld) {
    perform(new Call(SystemCall.PIVOT_ROOT, newRoot, putOld));
  }

  @Override
  public Fd openTree(Fd directory, String path, OpenTreeFlags flags) {
    return (Fd) answer(new Call(SystemCall.OPEN_TREE, directory, path, flags));
  }

  @Override
  public void moveMount(
      Fd fromDirectory, String fromPath, Fd toDirectory, String toPath, MoveMountFlags flags) {
    perform(new Call(SystemCall.MOVE_MOUNT, fromDirectory, fromPath, toDirectory, toPath, flags));
  }

  @Override
  public Fd fsopen(String type, FsopenFlags flags) {
    return (Fd) answer(new Call(SystemCall.FSOPEN, type, flags));
  }

  @Override
  public void fsconfigSetFlag(Fd context, String key) {
    perform(new Call(SystemCall.FSCONFIG_SET_FLAG, context, key));
  }

  @Override
  public void fsconfigSetString(Fd context, String key, String value) {
    perform(new Call(SystemCall.FSCONFIG_SET_STRING, context, key, value));
  }

  @Override
  public void fsconfigCreate(Fd context) {
    perform(new Call(SystemCall.FSCONFIG_CREATE, context));
  }

  @Override
  public void fsconfigReconfigure(Fd context) {
    perform(new Call(SystemCall.FSCONFIG_RECONFIGURE, context));
  }

  @Override
  public Fd fsmount(Fd context, FsmountFlags flags, MountAttrFlags attributes) {
    return (Fd) answer(new Call(SystemCall.FSMOUNT, context, flags, attributes));
  }

  @Override
  public void mountSetattr(Fd directory, String path, AtFlags flags, MountAttr attributes) {
    perform(new Call(SystemCall.MOUNT_SETATTR, directory, path, flags, attributes));
  }

  @Override
  public void unshare(UnshareFlags flags) {
    perform(new Call(SystemCall.UNSHARE, flags));
  }

  @Override
  public void setns(Fd namespace, SetnsTypes types) {
    perform(new Call(SystemCall.SETNS, namespace, types));
  }

  @Override
  public void sethostname(byte[] name) {
    perform(new Call(SystemCall.SETHOSTNAME, name));
  }

  @Override
  public void setdomainname(byte[] name) {
    perform(new Call(SystemCall.SETDOMAINNAME, name));
  }

  @Override
  public void setgroups(List<Gid> groups) {
    perform(new Call(SystemCall.SETGROUPS, groups));
  }

  @Override
  public void setresuid(Uid real, Uid effective, Uid saved) {
    perform(new Call(SystemCall.SETRESUID, real, effective, saved));
  }

  @Override
  public void setresgid(Gid real, Gid effective, Gid saved) {
    perform(new Call(SystemCall.SETRESGID, real, effective, saved));
  }

  @Override
  public void capset(Capabilities capabilities) {
    perform(new Call(SystemCall.CAPSET, capabilities));
  }

  @Override
  public void prctlCapbsetDrop(int capability) {
    perform(new Call(SystemCall.PRCTL_CAPBSET_DROP, capability));
  }

  @Override
  public void prctlCapAmbientClearAll() {
    perform(new Call(SystemCall.PRCTL_CAP_AMBIENT_CLEAR_ALL));
  }

  @Override
  public void prctlCapAmbientRaise(int capability) {
    perform(new Call(SystemCall.PRCTL_CAP_AMBIENT_RAISE, capability));
  }

  @Override
  public void prctlSetSecurebits(Securebits bits) {
    perform(new Call(SystemCall.PRCTL_SET_SECUREBITS, bits));
  }

  @Override
  public void prctlSetKeepcaps(int keep) {
    perform(new Call(SystemCall.PRCTL_SET_KEEPCAPS, keep));
  }

  @Override
  public void prctlSetNoNewPrivs() {
    perform(new Call(SystemCall.PRCTL_SET_NO_NEW_PRIVS));
  }

  @Override
  public void prctlSetDumpable(int dumpable) {
    perform(new Call(SystemCall.PRCTL_SET_DUMPABLE, dumpable));
  }

  @Override
  public void prctlSetThpDisable(int disable) {
    perform(new Call(SystemCall.PRCTL_SET_THP_DISABLE, disable));
  }

  @Override
  public void prctlSetTimerslack(long nanoseconds) {
    perform(new Call(SystemCall.PRCTL_SET_TIMERSLACK, nanoseconds));
  }

  @Override
  public void keyctlJoinSessionKeyring() {
    perform(new Call(SystemCall.KEYCTL_JOIN_SESSION_KEYRING));
  }

  @Override
  public void execve(String path, List<String> argv, Environment environment) {
    perform(new Call(SystemCall.EXECVE, path, argv, environment));
  }

  @Override
  public void execveat(
      Fd directory, String path, List<String> argv, Environment environment, AtFlags flags) {
    perform(new Call(SystemCall.EXECVEAT, directory, path, argv, environment, flags));
  }

  @Override
  public void exit(int status) {
    perform(new Call(SystemCall.EXIT, status));
  }

  @Override
  public void reboot(RebootCommand command) {
    perform(new Call(SystemCall.REBOOT, command));
  }

  @Override
  public void setsid() {
    perform(new Call(SystemCall.SETSID));
  }

  @Override
  public void kill(Pid process, Signal signal) {
    perform(new Call(SystemCall.KILL, process, signal));
  }

  @Override
  public void pidfdSendSignal(Fd process, Signal signal) {
    perform(new Call(SystemCall.PIDFD_SEND_SIGNAL, process, signal));
  }

  @Override
  public void changeSignalMask(SignalMaskChange how, SignalSet set) {
    perform(new Call(SystemCall.RT_SIGPROCMASK_SET, how, set));
  }

  @Override
  public void sigaction(Signal signal, SignalDisposition disposition) {
    perform(new Call(SystemCall.RT_SIGACTION, signal, disposition));
  }

  @Override
  public void setrlimit(Pid process, Resource resource, RLimit limit) {
    perform(new Call(SystemCall.PRLIMIT64, process, resource, limit));
  }

  @Override
  public void prctlSetPdeathsig(Signal signal) {
    perform(new Call(SystemCall.PRCTL_SET_PDEATHSIG, signal));
  }

  @Override
  public void prctlSetChildSubreaper(int subreaper) {
    perform(new Call(SystemCall.PRCTL_SET_CHILD_SUBREAPER, subreaper));
  }

  @Override
  public void requireParent(Pid parent) {
    perform(new Call(SystemCall.REQUIRE_PARENT, parent));
  }

  @Override
  public void setitimerReal(int seconds) {
    perform(new Call(SystemCall.SETITIMER_REAL, seconds));
  }

  @Override
  public void prctlSetName(String name) {
    perform(new Call(SystemCall.PRCTL_SET_NAME, name));
  }

  @Override
  public void ioctlTiocsctty(Fd terminal, int steal) {
    perform(new Call(SystemCall.IOCTL_TIOCSCTTY, terminal, steal));
  }

  @Override
  public void ioctlTiocsptlck(Fd master, IntCell lock) {
    perform(new Call(SystemCall.IOCTL_TIOCSPTLCK, master, lock));
  }

  @Override
  public Fd ioctlTiocgptpeer(Fd master, OpenFlags flags) {
    return (Fd) answer(new Call(SystemCall.IOCTL_TIOCGPTPEER, master, flags));
  }

  @Override
  public void ioctlTiocswinsz(Fd terminal, WindowSize size) {
    perform(new Call(SystemCall.IOCTL_TIOCSWINSZ, terminal, size));
  }

  @Override
  public void ioctlTcsets(Fd terminal, Termios settings) {
    perform(new Call(SystemCall.IOCTL_TCSETS, terminal, settings));
  }

  @Override
  public Fd socketInetDgram() {
    return (Fd) answer(new Call(SystemCall.SOCKET_INET_DGRAM));
  }

  @Override
  public Fd socket(SocketDomain domain, SocketType type, int protocol) {
    return (Fd) answer(new Call(SystemCall.SOCKET, domain, type, protocol));
  }

  @Override
  public void bind(Fd socket, SocketAddress address) {
    perform(new Call(SystemCall.BIND, socket, address));
  }

  @Override
  public void listen(Fd socket, int backlog) {
    perform(new Call(SystemCall.LISTEN, socket, backlog));
  }

  @Override
  public Fd accept4(Fd socket, SocketType flags) {
    return (Fd) answer(new Call(SystemCall.ACCEPT4, socket, flags));
  }

  @Override
  public void connect(Fd socket, SocketAddress address) {
    perform(new Call(SystemCall.CONNECT, socket, address));
  }

  @Override
  public void setsockopt(Fd socket, SocketOption option, int value) {
    perform(new Call(SystemCall.SETSOCKOPT, socket, option, new IntCell(value)));
  }

  @Override
  public void ioctlSiocsifflags(Fd socket, InterfaceRequest request) {
    perform(new Call(SystemCall.IOCTL_SIOCSIFFLAGS, socket, request));
  }

  @Override
  public void ioctlLoopConfigure(Fd device, LoopConfig config) {
    perform(new Call(SystemCall.IOCTL_LOOP_CONFIGURE, device, config));
  }

  @Override
  public Fd ioctlNsGetUserns(Fd namespace) {
    return (Fd) answer(new Call(SystemCall.IOCTL_NS_GET_USERNS, namespace));
  }

  @Override
  public void socketpairUnixAt(int type, Fd first, Fd second) {
    perform(new Call(SystemCall.SOCKETPAIR_UNIX_AT, type, first, second));
  }

  @Override
  public void continueInChild(int awaited) {
    perform(new Call(SystemCall.CONTINUE_IN_CHILD, awaited));
  }

  @Override
  public Fd ioctlNsGetParent(Fd namespace) {
    return (Fd) answer(new Call(SystemCall.IOCTL_NS_GET_PARENT, namespace));
  }

  @Override
  public Fd ioctlSiocgskns(Fd socket) {
    return (Fd) answer(new Call(SystemCall.IOCTL_SIOCGSKNS, socket));
  }

  @Override
  public Fd ioctlPidfdGetNetNamespace(Fd process) {
    return (Fd) answer(new Call(SystemCall.IOCTL_PIDFD_GET_NET_NAMESPACE, process));
  }

  @Override
  public Fd ioctlPidfdGetMntNamespace(Fd process) {
    return (Fd) answer(new Call(SystemCall.IOCTL_PIDFD_GET_MNT_NAMESPACE, process));
  }

  @Override
  public Fd ioctlPidfdGetUserNamespace(Fd process) {
    return (Fd) answer(new Call(SystemCall.IOCTL_PIDFD_GET_USER_NAMESPACE, process));
  }
}
