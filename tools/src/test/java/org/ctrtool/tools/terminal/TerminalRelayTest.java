package org.ctrtool.tools.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.InOrder;

class TerminalRelayTest {
  private static final Fd MASTER = new Fd(10);
  private static final Fd SLAVE = new Fd(30);
  private static final Fd CHILD = new Fd(11);
  private static final Fd CHANGES = new Fd(12);
  private static final Termios SETTINGS = new Termios(new byte[Termios.SIZE]);
  private static final Termios LINES = lines();

  private final Kernel kernel = mock();
  private int clock;
  private int interruptions;
  private boolean slaveIsClosed;
  private final Deque<List<PollFd>> events = new ArrayDeque<>();
  private final List<List<PollFd>> watched = new ArrayList<>();
  private final List<Timespec> limits = new ArrayList<>();
  private final Map<Fd, StringBuilder> written = new HashMap<>();

  @BeforeEach
  void aTerminal() {
    when(kernel.signalfd(any(), any())).thenReturn(CHANGES);
    when(kernel.openat(any(), any(), any(), any()))
        .thenThrow(new KernelException(Errno.ENOENT, "openat"));
    when(kernel.fstatat(any(), any(), any()))
        .thenThrow(new KernelException(Errno.ENOENT, "fstatat"));
    when(kernel.clockGettime(1)).thenAnswer(call -> new Timespec(clock, 0));
    when(kernel.ioctlTcgets(MASTER)).thenReturn(LINES);
    when(kernel.pidfdOpen(new Pid(7))).thenReturn(CHILD);
    when(kernel.ioctlTcgets(Fd.STDIN)).thenReturn(SETTINGS);
    when(kernel.ioctlTiocgwinsz(Fd.STDIN)).thenReturn(new WindowSize(24, 80));
    when(kernel.waitid(eq(new Pid(7)), any()))
        .thenReturn(new WaitStatus(new Pid(7), WaitStatus.Cause.CLD_EXITED, 3));
    when(kernel.ppoll(any(), any()))
        .thenAnswer(
            call -> {
              watched.add(call.getArgument(0));
              assertThat(watched).as("rounds").hasSizeLessThan(20);
              limits.add(call.getArgument(1));
              if (interruptions-- > 0) {
                throw new KernelException(Errno.EINTR, "ppoll");
              }
              return events.isEmpty() ? ifSlaveIsClosed() : events.removeFirst();
            });
    when(kernel.read(eq(MASTER), anyInt())).thenThrow(new KernelException(Errno.EIO, "read"));
    doAnswer(
            call -> {
              slaveIsClosed = true;
              return null;
            })
        .when(kernel)
        .close(SLAVE);
    when(kernel.write(any(), any()))
        .thenAnswer(call -> write(call.getArgument(0), call.getArgument(1), 99));
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              return null;
            })
        .when(kernel)
        .tolerating(any(), any());
  }

  /** What the kernel says of a master when nobody has the slave any more. */
  private List<PollFd> ifSlaveIsClosed() {
    return slaveIsClosed ? List.of(new PollFd(MASTER, PollEvents.POLLHUP)) : List.of();
  }

  private void programWrites(String text) {
    doReturn(bytes(text))
        .doThrow(new KernelException(Errno.EIO, "read"))
        .when(kernel)
        .read(eq(MASTER), anyInt());
  }

  private static Termios lines() {
    byte[] image = new byte[Termios.SIZE];
    image[12] = 2; // ICANON
    image[17 + 4] = 4; // VEOF
    return new Termios(image);
  }

  private int write(Fd to, byte[] data, int most) {
    int count = Math.min(most, data.length);
    String text = new String(data, 0, count, StandardCharsets.US_ASCII);
    written.computeIfAbsent(to, fd -> new StringBuilder()).append(text);
    return count;
  }

  private static byte[] winch() {
    byte[] info = new byte[128];
    info[0] = 28;
    return info;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void happens(Fd fd, PollEvents what) {
    events.add(List.of(new PollFd(fd, what)));
  }

  private void programEnds() {
    happens(CHILD, PollEvents.POLLIN);
  }

  private int run() {
    return run(TERMINAL, RelayRules.CONTAINER);
  }

  private int run(Wires wires, RelayRules rules) {
    return TerminalRelay.prepare(kernel, wires, rules).run(new Pid(7));
  }

  private static final Wires TERMINAL = Wires.terminal(MASTER, SLAVE, null);
  private static final Wires PIPES = Wires.pipes(new Fd(20), new Fd(21), null);

  private static RelayRules rules(int linger) {
    return new RelayRules(new WindowSize(0, 0), SignalSet.of(Signal.SIGTERM), 5, linger);
  }

  private void signalComes(Signal signal) {
    byte[] info = new byte[128];
    info[0] = (byte) signal.number();
    when(kernel.read(eq(CHANGES), anyInt())).thenReturn(info);
    happens(CHANGES, PollEvents.POLLIN);
  }

  @Test
  void inputGoesToTheProgramAndOutputToTheCaller() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(bytes("ls\r"));
    programWrites("files");
    happens(Fd.STDIN, PollEvents.POLLIN);
    happens(MASTER, PollEvents.POLLOUT);
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLOUT);
    programEnds();

    assertThat(run()).isEqualTo(3);
    assertThat(written.get(MASTER)).hasToString("ls\r");
    assertThat(written.get(Fd.STDOUT)).hasToString("files");
  }

  @Test
  void aProgramThatDoesNotReadStopsOnlyTheInput() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(bytes("x"));
    doThrow(new KernelException(Errno.EAGAIN, "write")).when(kernel).write(eq(MASTER), any());
    happens(Fd.STDIN, PollEvents.POLLIN);
    programEnds();

    run();

    assertThat(watched.get(0)).contains(new PollFd(Fd.STDIN, PollEvents.POLLIN));
    assertThat(watched.get(1))
        .extracting(PollFd::fd)
        .doesNotContain(Fd.STDIN)
        .contains(MASTER, CHILD);
    assertThat(watched.get(1))
        .contains(new PollFd(MASTER, PollEvents.POLLIN.or(PollEvents.POLLOUT)));
  }

  @Test
  void aCallerThatDoesNotReadStopsOnlyTheOutput() {
    programWrites("x");
    happens(MASTER, PollEvents.POLLIN);
    programEnds();
    happens(Fd.STDOUT, PollEvents.POLLOUT);

    run();

    assertThat(watched.get(1))
        .contains(
            new PollFd(Fd.STDIN, PollEvents.POLLIN),
            new PollFd(Fd.STDOUT, PollEvents.POLLOUT),
            new PollFd(MASTER, PollEvents.NONE));
  }

  @Test
  void whatWasWrittenOnlyInPartIsWrittenOn() {
    programWrites("abcdef");
    doAnswer(call -> write(Fd.STDOUT, call.getArgument(1), 4))
        .when(kernel)
        .write(eq(Fd.STDOUT), any());
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLOUT);
    happens(Fd.STDOUT, PollEvents.POLLOUT);
    programEnds();

    run();

    assertThat(written.get(Fd.STDOUT)).hasToString("abcdef");
  }

  @Test
  void outputOfAProgramThatHasEndedIsStillPassedOn() {
    programWrites("last words");
    programEnds();
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLOUT);

    run();

    assertThat(written.get(Fd.STDOUT)).hasToString("last words");
    assertThat(limits).as("the terminal says when it is all").containsOnlyNulls();
  }

  @Test
  void outputOfAProgramThatHasEndedWaitsForACallerThatIsSlow() {
    programWrites("last words");
    happens(MASTER, PollEvents.POLLIN);
    programEnds();
    happens(Fd.STDOUT, PollEvents.POLLOUT);

    run();

    assertThat(written.get(Fd.STDOUT)).hasToString("last words");
    assertThat(limits).containsOnlyNulls();
  }

  @Test
  void theEndOfTheInputIsTypedOnce() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(new byte[0]);
    happens(Fd.STDIN, PollEvents.POLLHUP);
    happens(MASTER, PollEvents.POLLOUT);
    programEnds();

    run();

    assertThat(written.get(MASTER)).hasToString("\4");
    assertThat(watched.get(2)).extracting(PollFd::fd).doesNotContain(Fd.STDIN);
  }

  @Test
  void theEndOfTheInputIsTypedTwiceInTheMiddleOfALine() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(bytes("half"), new byte[0]);
    happens(Fd.STDIN, PollEvents.POLLIN);
    happens(Fd.STDIN, PollEvents.POLLHUP);
    programEnds();

    run();

    assertThat(written.get(MASTER)).hasToString("half\4\4");
  }

  @Test
  void theEndOfTheInputWaitsForATerminalThatReadsLines() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(new byte[0]);
    when(kernel.ioctlTcgets(MASTER)).thenReturn(SETTINGS, SETTINGS, LINES);
    happens(Fd.STDIN, PollEvents.POLLHUP);
    for (int i = 0; i < 2; i++) {
      events.add(List.of());
    }
    programEnds();
    when(kernel.clockGettime(1)).thenAnswer(call -> new Timespec(clock++, 0));

    run();

    assertThat(limits.get(1)).as("tried again, not at once").isNotNull();
    assertThat(written.get(MASTER)).hasToString("\4");
  }

  @Test
  void theEndOfTheInputClosesAPipe() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(bytes("all"), new byte[0]);
    when(kernel.read(eq(new Fd(21)), anyInt())).thenReturn(new byte[0]);
    happens(Fd.STDIN, PollEvents.POLLIN);
    happens(Fd.STDIN, PollEvents.POLLHUP);
    programEnds();
    happens(new Fd(21), PollEvents.POLLHUP);

    assertThat(run(PIPES, rules(RelayRules.FOR_EVER))).isEqualTo(3);

    assertThat(written.get(new Fd(20))).hasToString("all");
    InOrder calls = inOrder(kernel);
    calls.verify(kernel).write(eq(new Fd(20)), any());
    calls.verify(kernel).close(new Fd(20));
  }

  @Test
  void whenNobodyHasTheProgramsSideItsEndIsAwaited() {
    happens(MASTER, PollEvents.POLLHUP);
    programEnds();

    assertThat(run()).isEqualTo(3);
    assertThat(watched).hasSize(2);
    assertThat(watched.get(1)).extracting(PollFd::fd).contains(CHILD).doesNotContain(MASTER);
  }

  @Test
  void ifNobodyReadsTheOutputTheTerminalIsHungUp() {
    programWrites("x");
    doThrow(new KernelException(Errno.EPIPE, "write")).when(kernel).write(eq(Fd.STDOUT), any());
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLERR);
    programEnds();

    assertThat(run()).isEqualTo(3);
    verify(kernel).close(MASTER);
    assertThat(watched.get(2)).extracting(PollFd::fd).doesNotContain(MASTER, Fd.STDIN, Fd.STDOUT);
  }

  @Test
  void whoIsGoneAndTakesNothingIsNotAskedForEver() {
    programWrites("x");
    doThrow(new KernelException(Errno.EAGAIN, "write")).when(kernel).write(eq(Fd.STDOUT), any());
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLHUP);
    programEnds();

    assertThat(run()).isEqualTo(3);
    verify(kernel).close(MASTER);
  }

  @Test
  void signalsArePassedOn() {
    signalComes(Signal.SIGINT);
    programEnds();

    assertThat(run(TERMINAL, rules(RelayRules.FOR_EVER))).isEqualTo(3);
    verify(kernel).kill(new Pid(7), Signal.SIGINT);
  }

  @Test
  void aProgramThatStaysAfterTheSignalIsLeftAlone() {
    signalComes(Signal.SIGTERM);
    events.add(List.of());
    when(kernel.clockGettime(1))
        .thenReturn(new Timespec(10, 0), new Timespec(10, 0), new Timespec(12, 0))
        .thenReturn(new Timespec(15, 0));

    assertThat(run(TERMINAL, rules(RelayRules.FOR_EVER))).isEqualTo(128 + 15);

    verify(kernel).kill(new Pid(7), Signal.SIGTERM);
    verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS);
    verify(kernel, never()).waitid(any(), any());
    assertThat(limits.get(1)).isEqualTo(new Timespec(3, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 15}) // HUP, INT, QUIT, TERM
  void aContainersRelayEndsAtOnceWithASignal(int number) {
    signalComes(new Signal(number));

    assertThat(run(TERMINAL, RelayRules.CONTAINER)).isEqualTo(128 + number);

    verify(kernel).kill(new Pid(7), new Signal(number));
    assertThat(watched).as("rounds").hasSize(1);
  }

  @Test
  void anIgnoredSignalIsNotTaken() {
    Fd status = new Fd(40);
    doReturn(status).when(kernel).openat(any(), eq("/proc/self/status"), any(), any());
    when(kernel.read(eq(status), anyInt()))
        .thenReturn(bytes("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000003\n"), new byte[0]);
    programEnds();

    run();

    verify(kernel)
        .signalfd(eq(SignalSet.of(Signal.SIGQUIT, Signal.SIGTERM, Signal.SIGWINCH)), any());
  }

  @Test
  void lingeringEnds() {
    programEnds();
    events.add(List.of());
    when(kernel.clockGettime(1))
        .thenReturn(new Timespec(10, 0), new Timespec(10, 0), new Timespec(10, 0))
        .thenReturn(new Timespec(12, 0));

    assertThat(run(PIPES, rules(2))).isEqualTo(3);
    assertThat(limits.get(1)).isEqualTo(new Timespec(2, 0));
  }

  @Test
  void aProgramThatCannotBeWatchedIsNotLeftRunning() {
    when(kernel.pidfdOpen(new Pid(7))).thenThrow(new KernelException(Errno.EMFILE, "pidfd_open"));

    assertThatThrownBy(this::run).hasMessage("pidfd_open: EMFILE");
    InOrder calls = inOrder(kernel);
    calls.verify(kernel).kill(new Pid(7), Signal.SIGKILL);
    calls.verify(kernel).waitid(eq(new Pid(7)), any());
    verify(kernel, never()).ioctlTcsets(any(), any());
  }

  @Test
  void theWindowSizeIsPassedOnAtTheStartAndWhenItChanges() {
    when(kernel.ioctlTiocgwinsz(Fd.STDIN))
        .thenReturn(new WindowSize(24, 80), new WindowSize(50, 132));
    when(kernel.read(eq(CHANGES), anyInt())).thenReturn(winch());
    happens(CHANGES, PollEvents.POLLIN);
    programEnds();

    run();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).ioctlTiocswinsz(MASTER, new WindowSize(24, 80));
    calls.verify(kernel).ioctlTiocswinsz(MASTER, new WindowSize(50, 132));
  }

  @Test
  void theCallersTerminalIsRawDuringTheRelayAndAsBeforeAfterIt() {
    programEnds();

    run();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS.raw());
    calls.verify(kernel, atLeastOnce()).ppoll(any(), any());
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS);
    calls.verify(kernel).waitid(any(), any());
  }

  @Test
  void theCallersTerminalIsAsBeforeAlsoAfterAFailure() {
    when(kernel.ppoll(any(), any())).thenThrow(new KernelException(Errno.ENOMEM, "ppoll"));

    assertThatThrownBy(this::run).hasMessage("ppoll: ENOMEM");
    verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS);
  }

  @Test
  void inputThatIsNoTerminalIsLeftAlone() {
    when(kernel.ioctlTcgets(Fd.STDIN)).thenThrow(new KernelException(Errno.ENOTTY, "ioctl"));
    when(kernel.ioctlTiocgwinsz(Fd.STDIN)).thenThrow(new KernelException(Errno.ENOTTY, "ioctl"));
    programEnds();

    assertThat(run()).isEqualTo(3);
    verify(kernel, never()).ioctlTcsets(any(), any());
    verify(kernel, never()).ioctlTiocswinsz(any(), any());
  }

  @Test
  void anInterruptionIsNoFailure() {
    interruptions = 1;
    programEnds();

    assertThat(run()).isEqualTo(3);
    assertThat(limits).hasSize(3).containsOnlyNulls();
  }

  @Test
  void aCallersTerminalThatVanishesHangsTheProgramsUpAtOnce() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenThrow(new KernelException(Errno.EIO, "read"));
    PollEvents gone = PollEvents.POLLHUP.or(PollEvents.POLLERR);
    events.add(List.of(new PollFd(Fd.STDIN, gone), new PollFd(Fd.STDOUT, gone)));
    programEnds();

    assertThat(run()).isEqualTo(3);
    InOrder calls = inOrder(kernel);
    calls.verify(kernel).close(SLAVE);
    calls.verify(kernel).close(MASTER);
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS);
    assertThat(written).as("no end of input is typed").isEmpty();
    assertThat(watched).hasSize(2);
  }

  @Test
  void outputThatCannotBeWrittenHangsTheProgramUpAndIsTold() {
    isOutputRefusedWith(Errno.ENOSPC);
    programWrites("x");
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLOUT);
    programEnds();

    assertThatThrownBy(this::run).hasMessage("write: ENOSPC");
    InOrder calls = inOrder(kernel);
    calls.verify(kernel).close(MASTER);
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS);
    verify(kernel, never()).kill(any(), any());
  }

  private void isOutputRefusedWith(Errno errno) {
    doThrow(new KernelException(errno, "write")).when(kernel).write(eq(Fd.STDOUT), any());
  }

  @Test
  void inputThatCannotBeReadIsToldWhenTheOutputHasBeenPassedOn() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenThrow(new KernelException(Errno.EISDIR, "read"));
    programWrites("last words");
    happens(Fd.STDIN, PollEvents.POLLIN);
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLOUT);
    programEnds();

    assertThatThrownBy(this::run).hasMessage("read: EISDIR");
    assertThat(written.get(Fd.STDOUT)).hasToString("last words");
    assertThat(written).as("no end of input is typed").doesNotContainKey(MASTER);
    verify(kernel).kill(new Pid(7), Signal.SIGHUP);
    assertThat(limits.get(1)).as("not for ever").isEqualTo(new Timespec(1, 0));
  }

  @Test
  void aProgramThatStaysAfterAFailureIsNotWaitedFor() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenThrow(new KernelException(Errno.EISDIR, "read"));
    happens(Fd.STDIN, PollEvents.POLLIN);
    when(kernel.clockGettime(1)).thenAnswer(call -> new Timespec(clock++, 0));

    assertThatThrownBy(() -> run(TERMINAL, rules(RelayRules.FOR_EVER))).hasMessage("read: EISDIR");
    verify(kernel, never()).waitid(any(), any());
    assertThat(clock).as("seconds").isBetween(5, 20);
  }

  @Test
  void whatFailsAgainEndsItAtOnce() {
    KernelException broken = new KernelException(Errno.EINVAL, "read of signals");
    when(kernel.read(eq(CHANGES), anyInt())).thenThrow(broken);
    for (int i = 0; i < 10; i++) {
      happens(CHANGES, PollEvents.POLLIN);
    }

    assertThatThrownBy(this::run).isSameAs(broken);
    assertThat(watched).as("rounds").hasSize(2);
  }

  @Test
  void theFirstFailureIsToldAlsoIfTheTerminalCannotBeRestored() {
    when(kernel.ppoll(any(), any())).thenThrow(new KernelException(Errno.ENOMEM, "ppoll"));
    doThrow(new KernelException(Errno.EINVAL, "tcsets"))
        .when(kernel)
        .ioctlTcsets(Fd.STDIN, SETTINGS);

    assertThatThrownBy(this::run).hasMessage("ppoll: ENOMEM");
  }

  @Test
  void aTerminalThatCannotBeRestoredIsTold() {
    programEnds();
    doThrow(new KernelException(Errno.EINVAL, "tcsets"))
        .when(kernel)
        .ioctlTcsets(Fd.STDIN, SETTINGS);

    assertThatThrownBy(this::run).hasMessage("tcsets: EINVAL");
  }

  @Test
  void standardErrorIsPassedOnWhenNobodyReadsTheOutput() {
    Fd errors = new Fd(22);
    Wires wires = Wires.pipes(new Fd(20), new Fd(21), errors);
    when(kernel.read(eq(errors), anyInt())).thenReturn(bytes("why"), new byte[0]);
    happens(Fd.STDOUT, PollEvents.POLLERR);
    happens(errors, PollEvents.POLLIN);
    happens(Fd.STDERR, PollEvents.POLLOUT);
    happens(errors, PollEvents.POLLHUP);
    programEnds();

    assertThat(run(wires, rules(RelayRules.FOR_EVER))).isEqualTo(3);
    assertThat(written.get(Fd.STDERR)).hasToString("why");
    InOrder calls = inOrder(kernel);
    calls.verify(kernel).close(new Fd(21));
    calls.verify(kernel).write(eq(Fd.STDERR), any());
    calls.verify(kernel).close(errors);
  }
}
