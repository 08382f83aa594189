package org.ctrtool.tools.nsopenfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketOption;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.SystemName;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.SimHost;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.OnSim;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.namespaces.NamespaceKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class NsOpenFileToolTest {
  private static final Fd SOCKET = new Fd(9);
  private static final Fd FILE = new Fd(8);
  private static final Fd OWNER = new Fd(7);
  private static final long NAMESPACES = 0x6E736673L;

  private final OnSim sim =
      new OnSim(SimHost.with().user("alice", 1000).file("/srv/a", "").file("/srv/b", ""));
  private final Kernel kernel = mock();

  @AfterEach
  void switchOff() {
    sim.close();
  }

  private int run(String... arguments) {
    List<String> argv = new ArrayList<>(List.of("ns_open_file"));
    argv.addAll(List.of(arguments));
    return sim.run(argv.toArray(new String[0]));
  }

  private static Request parsed(String... arguments) {
    ParseResult<Request> result = new NsOpenFileTool().grammar().parse(List.of(arguments), false);
    return ((ParseResult.Parsed<Request>) result).request();
  }

  private void runMocked(String... arguments) {
    new NsOpenFileTool()
        .run(parsed(arguments), Invocation.of(new Environment(List.of()), "ns_open_file"), kernel);
  }

  /** What is opened elsewhere is opened by the same calls, on the same mock. */
  private void elsewhereIsHere() {
    when(kernel.openIn(any(), any()))
        .thenAnswer(
            call -> {
              Function<ChildKernel, Fd> open = call.getArgument(1);
              return open.apply(kernel);
            });
    when(kernel.socket(any(), any(), anyInt())).thenReturn(SOCKET);
    when(kernel.fcntlDupfdCloexec(any(), anyInt())).thenReturn(new Fd(20));
  }

  @Test
  void whatArrivesIsMarkedBeforeAnythingCanArrive() {
    elsewhereIsHere();

    runMocked(
        "-n", "-d", "unix", "-P", "@x", "-l", "3", "--pass-credentials", "-t", "seqpacket", "true");

    InOrder calls = inOrder(kernel);
    calls
        .verify(kernel)
        .socket(SocketDomain.AF_UNIX, SocketType.SOCK_SEQPACKET.or(SocketType.SOCK_CLOEXEC), 0);
    calls.verify(kernel).setsockopt(SOCKET, SocketOption.SO_PASSCRED, 1);
    calls.verify(kernel).bind(SOCKET, new SocketAddress.UnixAbstract("x"));
    calls.verify(kernel).listen(SOCKET, 3);
    calls.verify(kernel).fcntlSetfd(SOCKET, FdFlags.NONE);
  }

  @Test
  void optionsAreSetBeforeTheSocketIsBound() {
    elsewhereIsHere();

    runMocked("-n", "-d", "inet", "-4", "127.0.0.1,80,eoa", "true");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setsockopt(SOCKET, SocketOption.SO_REUSEADDR, 1);
    calls.verify(kernel).setsockopt(SOCKET, SocketOption.IPV6_V6ONLY, 1);
    calls.verify(kernel).setsockopt(SOCKET, SocketOption.TCP_NODELAY, 1);
    calls.verify(kernel).bind(SOCKET, new SocketAddress.Inet(0x7F000001, 80));
    verify(kernel, never()).openIn(any(), any());
  }

  @Test
  void theOwnerIsAskedForHereAndEnteredFirst() {
    elsewhereIsHere();
    when(kernel.openat(any(), eq("/n"), any(), any())).thenReturn(FILE);
    when(kernel.fstatfsType(FILE)).thenReturn(NAMESPACES);
    when(kernel.ioctlNsGetUserns(FILE)).thenReturn(OWNER);
    when(kernel.fstatat(any(), anyString(), any())).thenAnswer(NsOpenFileToolTest::eachFileItsOwn);

    runMocked("-n", "-U", "-N", "/n", "true");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).ioctlNsGetUserns(FILE);
    calls
        .verify(kernel)
        .openIn(
            eq(
                new NamespaceEntry(
                    List.of(
                        new NamespaceEntry.Step(OWNER, SetnsTypes.CLONE_NEWUSER),
                        new NamespaceEntry.Step(FILE, SetnsTypes.CLONE_NEWNET)))),
            any());
    calls.verify(kernel).close(FILE);
    calls.verify(kernel).close(OWNER);
    calls.verify(kernel).become(any(), any());
  }

  private static org.ctrtool.api.Stat eachFileItsOwn(org.mockito.invocation.InvocationOnMock call) {
    Fd directory = call.getArgument(0);
    return new org.ctrtool.api.Stat(
        org.ctrtool.api.Dev.NONE,
        directory.number(),
        new org.ctrtool.api.Mode(0100444),
        1,
        org.ctrtool.api.Uid.ROOT,
        org.ctrtool.api.Gid.ROOT,
        org.ctrtool.api.Dev.NONE,
        0);
  }

  @Test
  void aNewNetworkIsMadeBeforeTheSocket() {
    elsewhereIsHere();

    runMocked("-n", "-A", "-d", "inet", "true");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openIn(eq(new NamespaceEntry(List.of())), any());
    calls.verify(kernel).unshare(UnshareFlags.CLONE_NEWNET);
    calls.verify(kernel).socket(any(), any(), anyInt());
  }

  @Test
  void allDescriptorsAreLookedAtBeforeAnyIsChanged() {
    when(kernel.fcntlGetfd(new Fd(5))).thenReturn(FdFlags.NONE);
    when(kernel.fcntlGetfd(new Fd(6))).thenThrow(new KernelException(Errno.EBADF, "fcntl"));

    assertThatThrownBy(() -> runMocked("-L", "0,5", "-m", "-d", "6", "-P", "x", "true"))
        .isInstanceOf(UsageError.class)
        .hasMessage("descriptor 6 is not open");

    verify(kernel, never()).fcntlSetfd(any(), any());
    verify(kernel, never()).sigaction(any(), any());
  }

  @Test
  void beforeLinux611TheProcessMustStillRunWhenItsFileIsOpen() {
    Fd process = new Fd(5);
    when(kernel.fcntlGetfd(process)).thenReturn(FdFlags.NONE);
    when(kernel.fstatfsType(process)).thenReturn(0x50494446L);
    when(kernel.ioctlPidfdGetNetNamespace(process))
        .thenThrow(new KernelException(Errno.ENOTTY, "ioctl"));
    when(kernel.openat(any(), eq("/proc/self/fdinfo/5"), any(), any())).thenReturn(new Fd(11));
    when(kernel.read(eq(new Fd(11)), anyInt()))
        .thenReturn("pos:\t0\nPid:\t77\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .thenReturn(new byte[0]);
    when(kernel.openat(any(), eq("/proc/77/ns/net"), any(), any())).thenReturn(FILE);
    when(kernel.ppoll(any(), any())).thenReturn(List.of(new PollFd(process, PollEvents.POLLIN)));

    assertThatThrownBy(() -> runMocked("-L", "0,5", "-n", "-i", "0", "true"))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("ESRCH");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat(any(), eq("/proc/77/ns/net"), any(), any());
    calls.verify(kernel).ppoll(any(), any());
    verify(kernel, never()).openIn(any(), any());
  }

  @Test
  void aNumberOfAFlagIsThisMachinesAndANameIsTheSameFlagEverywhere() {
    elsewhereIsHere();
    when(kernel.uname()).thenReturn(new SystemName("Linux", "", "", "", "aarch64", ""));
    when(kernel.openat(any(), any(), any(), any())).thenReturn(FILE);

    runMocked("-m", "-P", "/a", "-O", "0x4000", "-m", "-P", "/b", "-O", "direct", "true");

    OpenFlags quiet = OpenFlags.O_NOCTTY.or(OpenFlags.O_CLOEXEC);
    verify(kernel)
        .openat(Fd.AT_FDCWD, "/a", OpenFlags.O_DIRECTORY.or(quiet), org.ctrtool.api.Mode.NONE);
    verify(kernel)
        .openat(Fd.AT_FDCWD, "/b", new OpenFlags(0x4000).or(quiet), org.ctrtool.api.Mode.NONE);
  }

  @Test
  void aPathIsLookedUpOnceAndCheckedByItsDescriptor() {
    elsewhereIsHere();
    when(kernel.openat(any(), eq("/n"), any(), any())).thenReturn(FILE);
    when(kernel.fstatfsType(FILE)).thenReturn(NAMESPACES);

    runMocked("-n", "-N", "/n", "true");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat(eq(Fd.AT_FDCWD), eq("/n"), any(), any());
    calls.verify(kernel).fstatfsType(FILE);
    calls
        .verify(kernel)
        .openIn(
            eq(
                new NamespaceEntry(
                    List.of(new NamespaceEntry.Step(FILE, NamespaceKind.NETWORK.type())))),
            any());
    verify(kernel, never()).lseek(any(), anyLong(), anyInt());
  }

  @Test
  void theProgramGetsDescriptorsAndNumbers() {
    sim.looking(inside -> sim.note(OnSim.target(inside, 3)));

    int status = run("-o", "4", "-m", "-P", "/srv/a", "-e", "A", "-m", "-s", "0,i", "look");

    assertThat(sim.errors()).isEmpty();
    assertThat(status).isEqualTo(7);
    assertThat(sim.seen())
        .contains("/srv/a", "A=3", "CTRTOOL_NS_OPEN_FILE_FD_4=3", "CTRTOOL_NS_OPEN_FILE_FD_5=-1");
  }

  @Test
  void aSocketKeepsTheNetworkItWasMadeIn() {
    sim.looking(
        inside -> {
          Fd network = inside.ioctlSiocgskns(new Fd(3));
          String own = inside.readlinkat(Fd.AT_FDCWD, "/proc/self/ns/net");
          sim.note(OnSim.target(inside, network.number()).equals(own) ? "own" : "other");
          sim.note("listens " + inside.getsockopt(new Fd(3), SocketOption.SO_ACCEPTCONN));
        });

    int status = run("-n", "-A", "-d", "inet", "-4", "127.0.0.1,80", "-l", "3", "look");

    assertThat(sim.errors()).isEmpty();
    assertThat(status).isEqualTo(7);
    assertThat(sim.seen()).contains("other", "listens 1");
  }

  @Test
  void anAddressOnAnInterfaceNeedsTheNewNetworkTwice() {
    assertThat(run("-n", "-A", "-6", "fe80::1,0,f,lo", "look")).isEqualTo(7);
    assertThat(run("-n", "-A", "-6", "fe80::1,0,f,nosuch", "look")).isEqualTo(125);
    assertThat(sim.errors()).contains("ENODEV");
  }

  @Test
  void ownUserNamespaceIsNotEntered() {
    assertThat(run("-n", "-U", "-N", "/proc/self/ns/net", "look")).isEqualTo(7);
    assertThat(run("-n", "-N", "/proc/self", "look")).isEqualTo(7);
  }

  @Test
  void whatIsNoNamespaceIsRefused() {
    assertThat(run("-n", "-N", "/srv/a", "look")).isEqualTo(125);
    assertThat(sim.errors()).contains("\"/srv/a\" is no namespace");
  }

  @Test
  void aModeIsPassedOnlyForWhatMakesFiles() {
    assertThat(run("-m", "-P", "/srv", "-2", "-O", "directory", "look")).isEqualTo(7);
    assertThat(run("-m", "-P", "/srv/n", "-O", "creat", "-M", "0640", "-2", "look")).isEqualTo(7);
    assertThat(sim.host().fstatat(Fd.AT_FDCWD, "/srv/n", org.ctrtool.api.AtFlags.NONE).mode())
        .isEqualTo(new org.ctrtool.api.Mode(0100640));
  }

  @Test
  void aHiddenDescriptorIsGoneInTheProgram() {
    sim.open(OnSim.FIVE, "/srv", OpenFlags.O_PATH).with("DIR=5");
    sim.looking(inside -> sim.note("five " + OnSim.target(inside, 5)));

    assertThat(run("-L", "0,:DIR", "-m", "-i", "0,d", "-P", "a", "look")).isEqualTo(7);

    assertThat(sim.seen()).contains("five closed").doesNotContain("DIR=5");
  }
}
