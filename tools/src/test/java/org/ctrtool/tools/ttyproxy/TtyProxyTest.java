package org.ctrtool.tools.ttyproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Termios;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** What is made, in which order, before a program is relayed; its output ends with it. */
class TtyProxyTest {
  private static final OpenFlags TERMINAL =
      OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);
  private static final Fd MASTER = new Fd(10);
  private static final Fd SLAVE = new Fd(11);
  private static final Fd SIGNALS = new Fd(12);
  private static final Fd PROCESS = new Fd(13);
  private static final Pid PROGRAM = new Pid(7);
  private static final Termios SETTINGS = settings();
  private static final Environment VARIABLES = new Environment(List.of("PATH=/bin"));

  private final Kernel kernel = mock();
  private final ChildKernel child = mock();

  /** Both a program and its output end at once. */
  @BeforeEach
  void aTerminalAndAProgramThatEnds() {
    when(kernel.openat(any(), any(), any(), any()))
        .thenAnswer(
            call -> {
              if (call.<String>getArgument(1).endsWith("/ptmx")) {
                return MASTER;
              }
              throw new KernelException(Errno.ENOENT, "openat");
            });
    when(kernel.fstatat(any(), any(), any()))
        .thenThrow(new KernelException(Errno.ENOENT, "fstatat"));
    when(kernel.ioctlTiocgptpeer(eq(MASTER), any())).thenReturn(SLAVE);
    when(kernel.signalfd(any(), any())).thenReturn(SIGNALS);
    when(kernel.pidfdOpen(PROGRAM)).thenReturn(PROCESS);
    when(kernel.ioctlTcgets(any())).thenReturn(SETTINGS);
    when(kernel.ioctlTiocgwinsz(Fd.STDIN)).thenReturn(new WindowSize(24, 80));
    when(kernel.waitid(eq(PROGRAM), any()))
        .thenReturn(new WaitStatus(PROGRAM, WaitStatus.Cause.CLD_EXITED, 3));
    when(kernel.read(any(), anyInt())).thenReturn(new byte[0]);
    when(kernel.fcntlGetfl(any())).thenReturn(OpenFlags.O_RDWR);
    int[] made = {20};
    when(kernel.pipe2(any())).thenAnswer(call -> new Pipe(new Fd(made[0]++), new Fd(made[0]++)));
    when(kernel.ppoll(any(), any()))
        .thenAnswer(
            call ->
                call.<List<PollFd>>getArgument(0).stream()
                    .filter(each -> !each.fd().equals(SIGNALS) && !each.fd().equals(Fd.STDIN))
                    .map(each -> new PollFd(each.fd(), PollEvents.POLLIN))
                    .toList());
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(child);
              return PROGRAM;
            });
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              return null;
            })
        .when(kernel)
        .tolerating(any(), any());
  }

  /** As a terminal has them that reads lines and processes output. */
  private static Termios settings() {
    byte[] image = new byte[Termios.SIZE];
    image[4] = 1; // OPOST
    image[12] = 2 | 8; // ICANON, ECHO
    return new Termios(image);
  }

  private int run(String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("p", "x"));
    ParseResult<TtyProxyTool.Request> parsed = new TtyProxyTool().grammar().parse(words, false);
    assertThat(parsed).as("%s", parsed).isInstanceOf(ParseResult.Parsed.class);
    TtyProxyTool.Request request = ((ParseResult.Parsed<TtyProxyTool.Request>) parsed).request();
    return new TtyProxyTool().run(request, Invocation.of(VARIABLES, "tty_proxy"), kernel);
  }

  @Test
  void theTerminalHasItsSizeBeforeTheProgramIsThere() {
    assertThat(run()).isEqualTo(3);

    InOrder calls = inOrder(kernel);
    calls
        .verify(kernel)
        .openat(Fd.AT_FDCWD, "/dev/ptmx", TERMINAL.or(OpenFlags.O_NONBLOCK), Mode.NONE);
    calls.verify(kernel).ioctlTiocsptlck(eq(MASTER), any(IntCell.class));
    calls.verify(kernel).ioctlTiocgptpeer(MASTER, TERMINAL);
    calls.verify(kernel).ioctlTiocgwinsz(Fd.STDIN);
    calls.verify(kernel).ioctlTiocswinsz(MASTER, new WindowSize(24, 80));
    calls.verify(kernel).clone(any(), any());
  }

  @Test
  void aSizeThatIsGivenWinsOverTheCallers() {
    run("-w", "100", "-h", "0");

    verify(kernel).ioctlTiocswinsz(MASTER, new WindowSize(24, 100));
    verify(kernel, times(1)).ioctlTiocswinsz(any(), any());
  }

  @Test
  void theProgramHasASessionAndItsTerminalBeforeItRuns() {
    run();

    InOrder calls = inOrder(child);
    calls.verify(child).setsid();
    calls.verify(child).ioctlTiocsctty(SLAVE, 0);
    calls.verify(child).dup3(SLAVE, Fd.STDIN, PipeFlags.NONE);
    calls.verify(child).dup3(SLAVE, Fd.STDOUT, PipeFlags.NONE);
    calls.verify(child).dup3(SLAVE, Fd.STDERR, PipeFlags.NONE);
    calls.verify(child).execvpe("p", List.of("p", "x"), VARIABLES, "/bin");
    verify(child, never()).dup3(eq(MASTER), any(), any());
    verify(child, never()).fcntlSetfd(any(), any());
  }

  @Test
  void theCallersTerminalIsRawOnlyWhileThereIsAProgram() {
    assertThat(run()).isEqualTo(3);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).ioctlTcgets(Fd.STDIN);
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS.raw());
    calls.verify(kernel).ppoll(any(), any());
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS);
    calls.verify(kernel).waitid(eq(PROGRAM), any());
    verify(kernel, times(2)).ioctlTcsets(any(), any());
  }

  @Test
  void theCallersTerminalIsRestoredAlsoAfterAFailure() {
    KernelException failure = new KernelException(Errno.ENOMEM, "ppoll");
    doThrow(failure).when(kernel).ppoll(any(), any());

    assertThatThrownBy(this::run).isSameAs(failure);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS.raw());
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS);
  }

  @Test
  void theCallersTerminalIsLeftAloneIfThereIsNoProgram() {
    KernelException failure = new KernelException(Errno.EAGAIN, "clone");
    doThrow(failure).when(kernel).clone(any(), any());

    assertThatThrownBy(this::run).isSameAs(failure);

    verify(kernel, never()).ioctlTcsets(any(), any());
  }

  @Test
  void aProgramThatCannotBeWatchedIsEnded() {
    KernelException failure = new KernelException(Errno.EMFILE, "pidfd_open");
    doThrow(failure).when(kernel).pidfdOpen(PROGRAM);

    assertThatThrownBy(this::run).isSameAs(failure);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).kill(PROGRAM, Signal.SIGKILL);
    calls.verify(kernel).waitid(eq(PROGRAM), any());
    verify(kernel, never()).ioctlTcsets(any(), any());
  }

  @Test
  void aTerminalThatCannotBeMadeStartsNothing() {
    KernelException failure = new KernelException(Errno.ENOTTY, "ioctl");
    doThrow(failure).when(kernel).ioctlTiocsptlck(any(), any());

    assertThatThrownBy(this::run).isSameAs(failure);

    verify(kernel, never()).clone(any(), any());
    verify(kernel, never()).ioctlTcsets(any(), any());
  }

  @Test
  void theSlaveIsOpenedThroughTheMultiplexerThatIsNamed() {
    doThrow(new KernelException(Errno.ENOTTY, "ioctl")).when(kernel).ioctlTiocgptpeer(any(), any());

    assertThatThrownBy(() -> run("-p", "/x/ptmx")).hasMessageContaining("ENOTTY");

    verify(kernel, never()).openat(any(), eq("/dev/ptmx"), any(), any());
    verify(kernel, never()).ioctlTiocgptn(any());
    verify(kernel, never()).clone(any(), any());
  }

  @Test
  void theEndOfTheProgramIsSeenAlsoIfTheCallerIgnoresIt() {
    run();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    calls.verify(kernel).clone(any(), any());
  }

  @Test
  void theProgramIgnoresTheEndOfChildrenAsItsCallerDoes() {
    run();
    verify(child, never()).sigaction(any(), any());

    Fd status = new Fd(30);
    doReturn(status).when(kernel).openat(any(), eq("/proc/self/status"), any(), any());
    byte[] text = "SigIgn:\t0000000000010000\n".getBytes(StandardCharsets.US_ASCII);
    when(kernel.read(eq(status), anyInt())).thenReturn(text, new byte[0], text, new byte[0]);
    run();

    InOrder calls = inOrder(child);
    calls.verify(child).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    calls.verify(child).execvpe(any(), any(), any(), any());
  }

  @Test
  void errorsApartHaveAPipeAndTheCallersTerminalProcessesOutputStill() {
    run("-e");

    verify(kernel).pipe2(PipeFlags.O_CLOEXEC);
    InOrder calls = inOrder(child, kernel);
    calls.verify(child).ioctlTiocsctty(SLAVE, 0);
    calls.verify(child).dup3(SLAVE, Fd.STDOUT, PipeFlags.NONE);
    calls.verify(child).dup3(new Fd(21), Fd.STDERR, PipeFlags.NONE);
    calls.verify(child).execvpe(any(), any(), any(), any());
    calls.verify(kernel).close(new Fd(21));
    calls.verify(kernel).ioctlTcsets(Fd.STDIN, SETTINGS.rawInput());
    assertThat(SETTINGS.rawInput()).isNotEqualTo(SETTINGS.raw());
  }

  @Test
  void pipesAreNoTerminalAndNothingOfTheCallersChanges() {
    run("-T");

    InOrder calls = inOrder(child);
    calls.verify(child).setsid();
    calls.verify(child).dup3(new Fd(20), Fd.STDIN, PipeFlags.NONE);
    calls.verify(child).dup3(new Fd(23), Fd.STDOUT, PipeFlags.NONE);
    calls.verify(child).dup3(new Fd(23), Fd.STDERR, PipeFlags.NONE);
    calls.verify(child).execvpe(any(), any(), any(), any());
    verify(child, never()).ioctlTiocsctty(any(), anyInt());
    verify(kernel, never()).openat(any(), eq("/dev/ptmx"), any(), any());
    verify(kernel, never()).ioctlTcsets(any(), any());
    verify(kernel, never()).ioctlTiocswinsz(any(), any());
  }

  /** The ends of a pipe are two open files: the program's must block. */
  @Test
  void onlyTheRelaysEndsOfPipesDoNotBlock() {
    run("-Te");

    OpenFlags changed = OpenFlags.O_RDWR.or(OpenFlags.O_NONBLOCK);
    verify(kernel).fcntlSetfl(new Fd(21), changed);
    verify(kernel).fcntlSetfl(new Fd(22), changed);
    verify(kernel).fcntlSetfl(new Fd(24), changed);
    verify(kernel, times(3)).fcntlSetfl(any(), any());
    verify(kernel, times(3)).pipe2(PipeFlags.O_CLOEXEC);
  }

  /** Else the end of its output would never be seen. */
  @Test
  void theProgramsEndsAreClosedAsSoonAsItHasThem() {
    run("-Te");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).close(new Fd(20));
    calls.verify(kernel).close(new Fd(23));
    calls.verify(kernel).close(new Fd(25));
    calls.verify(kernel).ppoll(any(), any());
  }

  @Test
  void theSlaveStaysOpenUntilTheProgramHasEnded() {
    run();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).ppoll(any(), any());
    calls.verify(kernel).close(SLAVE);
    verify(kernel, times(1)).close(SLAVE);
  }

  /** What a message says was being done. */
  @Test
  void itSaysWhatItDoesBeforeItDoesIt() {
    run("-T");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).doing("making pipes");
    calls.verify(kernel, times(2)).pipe2(any());
    calls.verify(kernel).doing("preparing the relay");
    calls.verify(kernel).signalfd(any(), any());
    calls.verify(kernel).doing("starting the program");
    calls.verify(kernel).clone(any(), any());
  }

  @Test
  void itSaysThatItMakesATerminal() {
    run();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).doing("making a terminal");
    calls.verify(kernel).ioctlTiocsptlck(any(), any());
  }
}
