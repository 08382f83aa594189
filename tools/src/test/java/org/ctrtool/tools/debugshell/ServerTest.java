package org.ctrtool.tools.debugshell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Written;
import org.ctrtool.tools.processes.Variables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.InOrder;

/** A server whose clients and commands are answers of a mocked kernel. */
class ServerTest {
  private static final Fd SOCKET = new Fd(3);
  private static final Fd CONNECTION = new Fd(10);
  private static final Fd SIGNALS = new Fd(21);
  private static final WaitFlags ENDED = WaitFlags.WEXITED.or(WaitFlags.WNOHANG);
  private static final Environment VARIABLES = new Environment(List.of("PATH=/bin", "A=1"));

  private final Kernel kernel = mock();
  private final ChildKernel child = mock();
  private final ServerOptions options = new ServerOptions();
  private final Written written = Written.by(kernel);
  private final Deque<List<PollFd>> events = new ArrayDeque<>();
  private final List<List<Fd>> watched = new ArrayList<>();
  private final List<@Nullable Timespec> rests = new ArrayList<>();

  @BeforeEach
  void clientsWait() {
    options.command.addAll(List.of("sh", "-i"));
    when(kernel.accept4(any(), any())).thenReturn(CONNECTION);
    when(kernel.sigprocmask(any(), any())).thenReturn(SignalSet.EMPTY);
    when(kernel.signalfd(any(), any())).thenReturn(SIGNALS);
    when(kernel.read(SIGNALS, 128)).thenReturn(new byte[] {17});
    int[] last = {100};
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(child);
              return new Pid(++last[0]);
            });
    when(kernel.ppoll(any(), any()))
        .thenAnswer(
            call -> {
              List<PollFd> asked = call.getArgument(0);
              if (asked.isEmpty()) {
                rests.add(call.getArgument(1));
                return List.of();
              }
              watched.add(asked.stream().map(PollFd::fd).toList());
              return events.isEmpty() ? clientsAmong(asked) : events.removeFirst();
            });
  }

  private static PollFd ready(Fd fd) {
    return new PollFd(fd, PollEvents.POLLIN);
  }

  private static List<PollFd> clientsAmong(List<PollFd> asked) {
    return asked.stream().filter(each -> each.fd().equals(SOCKET)).toList();
  }

  private static KernelException refused(Errno errno) {
    return new KernelException(errno, "accept4");
  }

  private Server server() {
    return new Server(kernel, options, SOCKET, Variables.of(VARIABLES));
  }

  private static void steps(Server server, int count) {
    for (int i = 0; i < count; i++) {
      server.step();
    }
  }

  /** What waiting for any child answers, in turns; and then that all live. */
  private void ended(Integer... commands) {
    Deque<Integer> numbers = new ArrayDeque<>(List.of(commands));
    when(kernel.waitid(new Pid(0), ENDED))
        .thenAnswer(
            call ->
                numbers.isEmpty()
                    ? WaitStatus.NOTHING
                    : new WaitStatus(
                        new Pid(numbers.removeFirst()), WaitStatus.Cause.CLD_EXITED, 0));
  }

  private void isUser(long uid) {
    when(kernel.getsockoptPeercred(CONNECTION))
        .thenReturn(new PeerCredentials(new Pid(50), new Uid(uid), new Gid(0)));
  }

  @Test
  void aConnectionIsTheCommandsAloneAsSoonAsThatRuns() {
    server().step();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).accept4(SOCKET, SocketType.SOCK_CLOEXEC);
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).close(CONNECTION);
    calls.verifyNoMoreInteractions();
  }

  /** What is close-on-exec needs no mention: the list of the child's calls is complete. */
  @Test
  void theCommandHasASessionItsConnectionAndTheServersErrors() {
    server().step();

    InOrder calls = inOrder(child);
    calls.verify(child).setsid();
    calls.verify(child).dup3(CONNECTION, Fd.STDIN, PipeFlags.NONE);
    calls.verify(child).dup3(CONNECTION, Fd.STDOUT, PipeFlags.NONE);
    calls.verify(child).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    calls.verify(child).execvpe("sh", List.of("sh", "-i"), VARIABLES, "/bin");
    verify(child, times(2)).dup3(any(), any(), any());
  }

  @Test
  void theCommandsErrorsMayBeForTheClient() {
    options.errorsToClient = true;

    server().step();

    InOrder calls = inOrder(child);
    calls.verify(child).dup3(CONNECTION, Fd.STDERR, PipeFlags.NONE);
    calls.verify(child).execvpe(any(), any(), any(), any());
  }

  @Test
  void whoMayNotConnectIsTurnedAwayBeforeAnythingIsReadOrStarted() {
    options.allowed.add(new Uid(1000));
    isUser(33);

    server().step();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).accept4(SOCKET, SocketType.SOCK_CLOEXEC);
    calls.verify(kernel).getsockoptPeercred(CONNECTION);
    calls.verify(kernel).close(CONNECTION);
    verify(kernel, never()).clone(any(), any());
    verify(kernel, never()).read(any(), anyInt());
    verify(kernel, never()).recvmsg(any(), anyInt(), anyInt(), any());
    assertThat(written.stderr()).isEqualTo("ctrtool debug_shell: user 33 is not served\n");
  }

  @Test
  void whoMayConnectIsLookedUpBeforeTheCommandIsStarted() {
    options.allowed.addAll(List.of(new Uid(1000), new Uid(33)));
    isUser(33);

    server().step();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).getsockoptPeercred(CONNECTION);
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).close(CONNECTION);
    assertThat(written.stderr()).isEmpty();
  }

  @Test
  void nobodyIsAskedForIfAnybodyMayConnect() {
    server().step();

    verify(kernel, never()).getsockoptPeercred(any());
  }

  @Test
  void clientsWaitWhileAsManyCommandsRunAsMayRun() {
    options.limit = 2;
    events.add(List.of(ready(SOCKET)));
    events.add(List.of(ready(SOCKET)));
    events.add(List.of(ready(SIGNALS)));
    ended(101);

    steps(server(), 4);

    assertThat(watched)
        .containsExactly(
            List.of(SIGNALS, SOCKET),
            List.of(SIGNALS, SOCKET),
            List.of(SIGNALS),
            List.of(SIGNALS, SOCKET));
  }

  @Test
  void oneSignalMayStandForSeveralCommandsAndForChildrenOfSomebodyElse() {
    options.limit = 2;
    events.add(List.of(ready(SOCKET)));
    events.add(List.of(ready(SOCKET)));
    events.add(List.of(ready(SIGNALS)));
    events.add(List.of(ready(SOCKET)));
    ended(7, 102, 101);

    steps(server(), 5);

    assertThat(watched.get(2)).containsExactly(SIGNALS);
    assertThat(watched.get(4)).as("one runs").containsExactly(SIGNALS, SOCKET);
    verify(kernel, times(4)).waitid(new Pid(0), ENDED);
  }

  @Test
  void theEndOfSomebodyElsesChildMakesNoRoom() {
    options.limit = 1;
    events.add(List.of(ready(SOCKET)));
    events.add(List.of(ready(SIGNALS)));
    ended(7);

    steps(server(), 3);

    assertThat(watched.get(2)).containsExactly(SIGNALS);
  }

  /** One that has ended already still has its number: it counts until its signal is read. */
  @Test
  void nothingCanFailBetweenTheStartOfACommandAndItsCounting() {
    options.limit = 1;

    server().step();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).close(CONNECTION);
    calls.verifyNoMoreInteractions();
  }

  @Test
  void commandsAreNotCountedWithoutALimit() {
    steps(server(), 3);

    verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    verify(kernel, never()).signalfd(any(), any());
    verify(kernel, never()).waitid(any(), any());
    assertThat(watched).hasSize(3).containsOnly(List.of(SOCKET));
  }

  @Test
  void commandsWaitToBeReapedWithALimitAlsoIfTheCallerIgnoredTheirEnd() {
    options.limit = 1;

    server().step();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    calls.verify(kernel).sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGCHLD));
    calls
        .verify(kernel)
        .signalfd(SignalSet.of(Signal.SIGCHLD), PipeFlags.O_CLOEXEC.or(PipeFlags.O_NONBLOCK));
    calls.verify(kernel).clone(any(), any());
    verify(kernel, never()).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 23, 12, 105}) // EMFILE, ENFILE, ENOMEM, ENOBUFS
  void aShortageIsWaitedOutLongerAndLongerAndToldOnce(int errno) {
    when(kernel.accept4(any(), any())).thenThrow(refused(new Errno(errno)));

    steps(server(), 10);

    assertThat(rests)
        .extracting(rest -> rest.nanoseconds() / 1_000_000)
        .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 640L, 960L, 960L, 960L);
    assertThat(rests).extracting(Timespec::seconds).containsOnly(0L);
    assertThat(written.stderr())
        .startsWith("ctrtool debug_shell: serving: accept4")
        .hasLineCount(1);
    verify(kernel, never()).clone(any(), any());
    verify(kernel, never()).close(any());
  }

  @Test
  void afterAShortageTheNextOneIsToldAgainAndIsShortAgain() {
    when(kernel.accept4(any(), any()))
        .thenThrow(refused(Errno.EMFILE), refused(Errno.EMFILE))
        .thenReturn(CONNECTION)
        .thenThrow(refused(Errno.ENFILE));

    steps(server(), 4);

    assertThat(rests)
        .extracting(rest -> rest.nanoseconds() / 1_000_000)
        .containsExactly(10L, 20L, 10L);
    assertThat(written.stderr()).hasLineCount(2);
    verify(kernel).clone(any(), any());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 11, 103, 71, 100, 113, 1}) // EINTR, EAGAIN, ECONNABORTED, EPROTO, ...
  void aConnectionThatCameToNothingIsPassedOver(int errno) {
    when(kernel.accept4(any(), any())).thenThrow(refused(new Errno(errno))).thenReturn(CONNECTION);

    steps(server(), 2);

    verify(kernel).clone(any(), any());
    verify(kernel).close(any());
    assertThat(rests).isEmpty();
    assertThat(written.stderr()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 22, 88, 95}) // EBADF, EINVAL, ENOTSOCK, EOPNOTSUPP
  void aSocketThatIsBrokenEndsTheServer(int errno) {
    KernelException broken = refused(new Errno(errno));
    when(kernel.accept4(any(), any())).thenThrow(broken);

    assertThatThrownBy(() -> server().step()).isSameAs(broken);
  }

  @Test
  void anInterruptedWaitIsNoEvent() {
    doThrow(new KernelException(Errno.EINTR, "ppoll"), new KernelException(Errno.EINTR, "ppoll"))
        .doReturn(List.of(ready(SOCKET)))
        .when(kernel)
        .ppoll(any(), any());

    server().step();

    verify(kernel, times(3)).ppoll(List.of(ready(SOCKET)), null);
    verify(kernel).accept4(any(), any());
  }

  @Test
  void aCommandThatCannotBeStartedIsToldAndItsClientSentAway() {
    options.limit = 1;
    doThrow(new KernelException(Errno.EAGAIN, "clone"))
        .doReturn(new Pid(101))
        .when(kernel)
        .clone(any(), any());

    steps(server(), 3);

    verify(kernel, times(2)).close(CONNECTION);
    assertThat(watched)
        .containsExactly(List.of(SIGNALS, SOCKET), List.of(SIGNALS, SOCKET), List.of(SIGNALS));
    assertThat(written.stderr()).startsWith("ctrtool debug_shell: serving: clone: EAGAIN");
  }

  @Test
  void nobodyHasToReapAndNobodyHasToReadTheMessages() {
    KernelException end = new KernelException(Errno.EINVAL, "ppoll");
    doAnswer(
            call -> {
              throw end;
            })
        .when(kernel)
        .ppoll(any(), any());

    assertThatThrownBy(() -> server().serve()).isSameAs(end);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    calls.verify(kernel).sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGPIPE));
    calls.verify(kernel).ppoll(any(), any());
  }

  @Test
  void aSocketThatIsNoStandardDescriptorIsHiddenWhereItIs() {
    assertThat(Server.hidden(kernel, SOCKET)).isEqualTo(SOCKET);

    verify(kernel).fcntlSetfd(SOCKET, FdFlags.FD_CLOEXEC);
    verify(kernel, never()).dup3(any(), any(), any());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aStandardDescriptorIsNeverWithoutAFileWhenTheSocketMovesAway(int number) {
    Fd standard = new Fd(number);
    Fd copy = new Fd(5);
    Fd nothing = new Fd(6);
    when(kernel.fcntlDupfdCloexec(standard, 3)).thenReturn(copy);
    when(kernel.openat(any(), any(), any(), any())).thenReturn(nothing);

    assertThat(Server.hidden(kernel, standard)).isEqualTo(copy);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).doing("moving the socket");
    calls.verify(kernel).fcntlDupfdCloexec(standard, 3);
    calls
        .verify(kernel)
        .openat(Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    calls.verify(kernel).dup3(nothing, standard, PipeFlags.NONE);
    calls.verify(kernel).close(nothing);
    verify(kernel, never()).close(standard);
  }
}
