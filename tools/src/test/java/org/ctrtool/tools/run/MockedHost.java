package org.ctrtool.tools.run;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.ToolRun;
import org.mockito.invocation.InvocationOnMock;

/**
 * Mocked kernels of a host: that of the process that starts a container, and that of the
 * container's first process, which runs as soon as it is cloned.
 */
final class MockedHost {
  static final Fd LIFELINE_READ = new Fd(500);
  static final Fd LIFELINE_WRITE = new Fd(501);
  static final Fd RELEASE_READ = new Fd(502);
  static final Fd RELEASE_WRITE = new Fd(503);

  /** The starting process. */
  final Kernel kernel = mock(Kernel.class, withSettings().defaultAnswer(this::answer));

  /** The container's first process. */
  final ChildKernel inside = mock(ChildKernel.class, withSettings().defaultAnswer(this::answer));

  private final Map<String, Fd> opened = new HashMap<>();
  private final Map<Integer, String> files = new HashMap<>();
  private final Map<InvocationOnMock, Object> results = new java.util.IdentityHashMap<>();
  private int next = 10;
  private int owner;
  private boolean ownerIsKnown = true;
  private boolean groups = true;
  private int childInProc = 77;

  private MockedHost() {}

  /** A host on which the caller is the superuser. */
  static MockedHost ofRoot() {
    return of(0, CapabilitySet.ALL);
  }

  /** A host on which the caller is an ordinary user. */
  static MockedHost ofUser() {
    return of(1234, CapabilitySet.NONE);
  }

  static MockedHost of(int uid, CapabilitySet capabilities) {
    MockedHost host = new MockedHost();
    Kernel kernel = host.kernel;
    when(kernel.capget()).thenReturn(new Capabilities(capabilities, capabilities, capabilities));
    when(kernel.getresuid()).thenReturn(new Ids(uid, uid, uid));
    when(kernel.getresgid()).thenReturn(new Ids(uid, uid, uid));
    when(kernel.getrlimit(any(), any())).thenReturn(new RLimit(1024, 4096));
    doThrow(new KernelException(Errno.EINVAL, "prctl(PR_CAPBSET_READ)"))
        .when(kernel)
        .prctlCapbsetRead(org.mockito.ArgumentMatchers.intThat(n -> n > 40));
    when(kernel.waitid(any(), any()))
        .thenReturn(new WaitStatus(new Pid(77), WaitStatus.Cause.CLD_EXITED, 7));
    when(kernel.pipe2(any()))
        .thenReturn(new Pipe(LIFELINE_READ, LIFELINE_WRITE))
        .thenReturn(new Pipe(RELEASE_READ, RELEASE_WRITE));
    when(kernel.ioctlTcgets(any()))
        .thenThrow(new KernelException(Errno.ENOTTY, "ioctl(0, TCGETS)"));
    when(kernel.ppoll(any(), any()))
        .thenAnswer(call -> host.programEnded(call.getArgument(0)))
        .thenAnswer(call -> host.terminalClosed());
    doAnswer(call -> host.clone(call.getArgument(1))).when(kernel).clone(any(), any());
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(host.inside);
              return null;
            })
        .when(host.inside)
        .tolerating(any(), any());
    return host;
  }

  /** User 0 here is somebody else on the machine. */
  MockedHost inAUserNamespaceOfAnother() {
    owner = 65534;
    ownerIsKnown = false;
    return this;
  }

  /** User 0 of the machine has this number here. */
  MockedHost whereMachinesRootIs(int uid) {
    owner = uid;
    return this;
  }

  /** setgroups was given up in this user namespace. */
  MockedHost withoutSetgroups() {
    groups = false;
    return this;
  }

  /** The mounted /proc counts the processes of another PID namespace. */
  MockedHost withForeignProc() {
    childInProc = 4711;
    return this;
  }

  private Pid clone(Consumer<ChildKernel> child) {
    child.accept(inside);
    return new Pid(77);
  }

  /** The pidfd, which is watched before the signals. */
  private List<PollFd> programEnded(List<PollFd> watched) {
    return List.of(new PollFd(watched.get(watched.size() - 2).fd(), PollEvents.POLLIN));
  }

  /** With the program the last who had the other side of its terminal is gone. */
  private List<PollFd> terminalClosed() {
    return List.of(new PollFd(opened("/dev/ptmx"), PollEvents.POLLHUP));
  }

  private Object answer(InvocationOnMock call) {
    Object result = made(call);
    if (result != null) {
      results.put(call, result);
    }
    return result;
  }

  /** What a call of {@link #sequence} answered. */
  Object result(InvocationOnMock call) {
    return results.get(call);
  }

  private Object made(InvocationOnMock call) {
    return switch (call.getMethod().getName()) {
      case "openat" -> {
        refuseWithoutAccessTime(call.getArgument(2));
        yield open(call.getArgument(1));
      }
      case "openTree", "openat2" -> open(call.getArgument(1));
      case "fstatat" -> stat(call.getArgument(1));
      case "read" -> read(call.<Fd>getArgument(0));
      case "readlinkat" -> "usr" + call.getArgument(1);
      case "write" -> call.<byte[]>getArgument(1).length;
      case "prctlCapbsetRead" -> true;
      case "sendfile", "lseek" -> 0L;
      case "fstatfsType" -> 0x9FA0L;
      case "ioctlTiocgptn", "ioctlLoopCtlGetFree" -> 4;
      default -> call.getMethod().getReturnType() == Fd.class ? new Fd(next++) : null;
    };
  }

  private void refuseWithoutAccessTime(OpenFlags flags) {
    if (flags.has(OpenFlags.O_NOATIME) && !ownerIsKnown) {
      throw new KernelException(Errno.EPERM, "openat()");
    }
  }

  private Fd open(String path) {
    Fd fd = new Fd(next++);
    opened.putIfAbsent(path, fd);
    if (path.equals("/proc/self/setgroups")) {
      files.put(fd.number(), groups ? "allow\n" : "deny\n");
    }
    if (path.startsWith("/proc/self/fdinfo/")) {
      files.put(fd.number(), "pos:\t0\nPid:\t" + childInProc + "\n");
    }
    return fd;
  }

  private byte[] read(Fd fd) {
    String content = files.remove(fd.number());
    return (content == null ? "" : content).getBytes(StandardCharsets.US_ASCII);
  }

  /** A host with a merged /usr. */
  private Stat stat(String path) {
    boolean merged = Set.of("/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin").contains(path);
    boolean file = path.endsWith(".file") || path.endsWith(".img");
    int type = merged ? Mode.S_IFLNK : file ? Mode.S_IFREG : Mode.S_IFDIR;
    return new Stat(Dev.NONE, 1, new Mode(type | 0755), 1, new Uid(owner), Gid.ROOT, Dev.NONE, 0);
  }

  /** The descriptor that the first opening of {@code path} gave. */
  Fd opened(String path) {
    Fd fd = opened.get(path);
    if (fd == null) {
      throw new AssertionError(path + " was not opened, only " + opened.keySet());
    }
    return fd;
  }

  /** Runs {@code ctrtool run} and returns its status. */
  int run(String... arguments) {
    List<String> argv = new ArrayList<>(List.of("run"));
    argv.addAll(List.of(arguments));
    Invocation invocation =
        Invocation.of(
            new Environment(List.of("TERM=vt100", "SECRET=1")), argv.toArray(String[]::new));
    return ToolRun.run(new RunTool(), invocation, kernel);
  }

  /** What the container's first process asked for, in order. */
  List<InvocationOnMock> sequence() {
    return List.copyOf(mockingDetails(inside).getInvocations());
  }

  /** The names of the calls, without comments. */
  List<String> names() {
    return sequence().stream()
        .map(call -> call.getMethod().getName())
        .filter(name -> !name.equals("doing"))
        .toList();
  }

  CloneRequest cloned() {
    for (InvocationOnMock call : mockingDetails(kernel).getInvocations()) {
      if (call.getMethod().getName().equals("clone")) {
        return call.getArgument(0);
      }
    }
    throw new AssertionError("nothing was cloned");
  }
}
