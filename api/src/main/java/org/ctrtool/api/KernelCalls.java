package org.ctrtool.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Kernel} that turns each method into a {@link Call}, as {@link ChildCalls} does. */
public abstract class KernelCalls extends ChildCalls implements Kernel {
  /** For subclasses. */
  protected KernelCalls() {}

  @Override
  public byte[] read(Fd fd, int limit) {
    return (byte[]) answer(new Call(SystemCall.READ, fd, limit));
  }

  @Override
  public int write(Fd fd, byte[] data) {
    return (Integer) answer(new Call(SystemCall.WRITE, fd, data));
  }

  @Override
  public Pipe pipe2(PipeFlags flags) {
    return (Pipe) answer(new Call(SystemCall.PIPE2, flags));
  }

  @Override
  public Pipe socketpairUnix(int type) {
    return (Pipe) answer(new Call(SystemCall.SOCKETPAIR_UNIX, type));
  }

  @Override
  @SuppressWarnings("unchecked") // the list is what this call answers
  public List<PollFd> ppoll(List<PollFd> watched, @Nullable Timespec timeout) {
    return (List<PollFd>) answer(new Call(SystemCall.PPOLL, watched, timeout));
  }

  @Override
  public long sendfile(Fd to, Fd from, long count) {
    return (Long) answer(new Call(SystemCall.SENDFILE, to, from, count));
  }

  @Override
  public long lseek(Fd fd, long offset, int whence) {
    return (Long) answer(new Call(SystemCall.LSEEK, fd, offset, whence));
  }

  @Override
  public FdFlags fcntlGetfd(Fd fd) {
    return (FdFlags) answer(new Call(SystemCall.FCNTL_GETFD, fd));
  }

  @Override
  public OpenFlags fcntlGetfl(Fd fd) {
    return (OpenFlags) answer(new Call(SystemCall.FCNTL_GETFL, fd));
  }

  @Override
  public void fcntlSetfl(Fd fd, OpenFlags flags) {
    perform(new Call(SystemCall.FCNTL_SETFL, fd, flags));
  }

  @Override
  public void flock(Fd fd, int operation) {
    perform(new Call(SystemCall.FLOCK, fd, operation));
  }

  @Override
  public Seals fcntlGetSeals(Fd fd) {
    return (Seals) answer(new Call(SystemCall.FCNTL_GET_SEALS, fd));
  }

  @Override
  public Stat fstatat(Fd directory, String path, AtFlags flags) {
    return (Stat) answer(new Call(SystemCall.NEWFSTATAT, directory, path, flags));
  }

  @Override
  public String readlinkat(Fd directory, String path) {
    return (String) answer(new Call(SystemCall.READLINKAT, directory, path));
  }

  @Override
  @SuppressWarnings("unchecked") // the list is what this call answers
  public List<DirectoryEntry> getdents64(Fd directory) {
    return (List<DirectoryEntry>) answer(new Call(SystemCall.GETDENTS64, directory));
  }

  @Override
  public String getcwd() {
    return (String) answer(new Call(SystemCall.GETCWD));
  }

  @Override
  public long fstatfsType(Fd fd) {
    return (Long) answer(new Call(SystemCall.FSTATFS_TYPE, fd));
  }

  @Override
  public Pid getpid() {
    return (Pid) answer(new Call(SystemCall.GETPID));
  }

  @Override
  public Pid getppid() {
    return (Pid) answer(new Call(SystemCall.GETPPID));
  }

  @Override
  public Ids getresuid() {
    return (Ids) answer(new Call(SystemCall.GETRESUID));
  }

  @Override
  public Ids getresgid() {
    return (Ids) answer(new Call(SystemCall.GETRESGID));
  }

  @Override
  @SuppressWarnings("unchecked") // the list is what this call answers
  public List<Gid> getgroups() {
    return (List<Gid>) answer(new Call(SystemCall.GETGROUPS));
  }

  @Override
  public Capabilities capget() {
    return (Capabilities) answer(new Call(SystemCall.CAPGET));
  }

  @Override
  public boolean prctlCapbsetRead(int capability) {
    return (Boolean) answer(new Call(SystemCall.PRCTL_CAPBSET_READ, capability));
  }

  @Override
  public boolean prctlGetNoNewPrivs() {
    return (Boolean) answer(new Call(SystemCall.PRCTL_GET_NO_NEW_PRIVS));
  }

  @Override
  public RLimit getrlimit(Pid process, Resource resource) {
    return (RLimit) answer(new Call(SystemCall.GETRLIMIT, process, resource));
  }

  @Override
  public SystemName uname() {
    return (SystemName) answer(new Call(SystemCall.UNAME));
  }

  @Override
  public Timespec clockGettime(int clock) {
    return (Timespec) answer(new Call(SystemCall.CLOCK_GETTIME, clock));
  }

  @Override
  public WaitStatus waitid(Pid child, WaitFlags flags) {
    return (WaitStatus) answer(new Call(SystemCall.WAITID, child, flags));
  }

  @Override
  public SignalSet sigprocmask(SignalMaskChange how, SignalSet set) {
    return (SignalSet) answer(new Call(SystemCall.RT_SIGPROCMASK, how, set));
  }

  @Override
  public Fd signalfd(SignalSet set, PipeFlags flags) {
    return (Fd) answer(new Call(SystemCall.SIGNALFD4, set, flags));
  }

  @Override
  public Fd pidfdOpen(Pid process) {
    return (Fd) answer(new Call(SystemCall.PIDFD_OPEN, process));
  }

  @Override
  public Fd pidfdGetfd(Fd process, int number) {
    return (Fd) answer(new Call(SystemCall.PIDFD_GETFD, process, number));
  }

  @Override
  public int getsockopt(Fd socket, SocketOption option) {
    return (Integer) answer(new Call(SystemCall.GETSOCKOPT, socket, option));
  }

  @Override
  public ReceivedMessage recvmsg(Fd socket, int limit, int control, MessageFlags flags) {
    return (ReceivedMessage) answer(new Call(SystemCall.RECVMSG, socket, limit, control, flags));
  }

  @Override
  @SuppressWarnings("unchecked") // the list is what this call answers
  public List<ReceivedMessage> recvmmsg(
      Fd socket, int count, int limit, int control, MessageFlags flags) {
    return (List<ReceivedMessage>)
        answer(new Call(SystemCall.RECVMMSG, socket, count, limit, control, flags));
  }

  @Override
  public int sendmsg(Fd socket, byte[] data, List<Fd> descriptors, MessageFlags flags) {
    return (Integer) answer(new Call(SystemCall.SENDMSG, socket, data, descriptors, flags));
  }

  @Override
  public PeerCredentials getsockoptPeercred(Fd socket) {
    return (PeerCredentials) answer(new Call(SystemCall.GETSOCKOPT_PEERCRED, socket));
  }

  @Override
  public int ioctlSiocgifindex(Fd socket, String interfaceName) {
    return (Integer) answer(new Call(SystemCall.IOCTL_SIOCGIFINDEX, socket, interfaceName));
  }

  @Override
  public Uid ioctlNsGetOwnerUid(Fd namespace) {
    return (Uid) answer(new Call(SystemCall.IOCTL_NS_GET_OWNER_UID, namespace));
  }

  @Override
  public WindowSize ioctlTiocgwinsz(Fd terminal) {
    return (WindowSize) answer(new Call(SystemCall.IOCTL_TIOCGWINSZ, terminal));
  }

  @Override
  public Termios ioctlTcgets(Fd terminal) {
    return (Termios) answer(new Call(SystemCall.IOCTL_TCGETS, terminal));
  }

  @Override
  public int ioctlTiocgptn(Fd master) {
    return (Integer) answer(new Call(SystemCall.IOCTL_TIOCGPTN, master));
  }

  @Override
  public int ioctlLoopCtlGetFree(Fd control) {
    return (Integer) answer(new Call(SystemCall.IOCTL_LOOP_CTL_GET_FREE, control));
  }
}
