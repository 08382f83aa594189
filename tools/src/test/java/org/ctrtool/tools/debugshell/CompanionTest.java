package org.ctrtool.tools.debugshell;

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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
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
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** The server beside a program: both halves of how it learns whether the program runs. */
class CompanionTest {
  private static final Fd SOCKET = new Fd(3);
  private static final Pipe EXECUTED = new Pipe(new Fd(4), new Fd(5));
  private static final Fd PROCESS = new Fd(6);
  private static final Fd CTRTOOL = new Fd(7);
  private static final Pid SELF = new Pid(42);
  private static final Environment VARIABLES = new Environment(List.of("PATH=/bin"));

  private final Kernel kernel = mock();
  private final ChildKernel server = mock();
  private final ChildKernel program = mock();

  @BeforeEach
  void twoProcesses() {
    when(kernel.pipe2(PipeFlags.O_CLOEXEC)).thenReturn(EXECUTED);
    when(kernel.getpid()).thenReturn(SELF);
    when(kernel.pidfdOpen(SELF)).thenReturn(PROCESS);
    when(kernel.openat(any(), any(), any(), any())).thenReturn(CTRTOOL);
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(server);
              return new Pid(43);
            });
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(program);
              return null;
            })
        .when(kernel)
        .become(any(), any());
  }

  private void start(String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("-f", "3", "-c", "sh", "-c", "-i", "server", "x"));
    ParseResult<DebugShellTool.Request> parsed = new DebugShellTool().grammar().parse(words, false);
    assertThat(parsed).isInstanceOf(ParseResult.Parsed.class);
    DebugShellTool.Request request =
        ((ParseResult.Parsed<DebugShellTool.Request>) parsed).request();
    new Companion(kernel, request, Invocation.of(VARIABLES, "debug_shell"), SOCKET).start();
  }

  private static ServerTool.Request behind() {
    ServerTool.Request request = new ServerTool.Request();
    request.socket = SOCKET;
    request.command.add("sh");
    request.executed = EXECUTED.readEnd();
    request.program = PROCESS;
    return request;
  }

  private int serve() {
    return new ServerTool().run(behind(), Invocation.of(VARIABLES, "_debug_shell"), kernel);
  }

  private void isProgramOver(boolean over) {
    PollFd end = new PollFd(PROCESS, PollEvents.POLLIN);
    doThrow(new AssertionError("it serves")).when(kernel).ppoll(any(), any());
    doReturn(over ? List.of(end) : List.of()).when(kernel).ppoll(eq(List.of(end)), any());
  }

  @Test
  void theServerIsThereBeforeThisProcessIsTheProgram() {
    start();

    InOrder calls = inOrder(kernel, server, program);
    calls.verify(kernel).pipe2(PipeFlags.O_CLOEXEC);
    calls
        .verify(kernel)
        .openat(Fd.AT_FDCWD, "/proc/self/exe", OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    calls.verify(kernel).clone(any(), any());
    calls.verify(server).execveat(any(), any(), any(), any(), any());
    calls.verify(kernel).become(any(), any());
    calls.verify(program).execvpe("server", List.of("server", "x"), VARIABLES, "/bin");
  }

  /** An own end for writing would keep the pipe open for ever. */
  @Test
  void theServerHasASessionAndThreeDescriptorsAndNoWayToWriteToItself() {
    start();

    InOrder calls = inOrder(server);
    calls.verify(server).close(EXECUTED.writeEnd());
    calls.verify(server).setsid();
    calls.verify(server).fcntlSetfd(SOCKET, FdFlags.NONE);
    calls.verify(server).fcntlSetfd(EXECUTED.readEnd(), FdFlags.NONE);
    calls.verify(server).fcntlSetfd(PROCESS, FdFlags.NONE);
    calls
        .verify(server)
        .execveat(
            CTRTOOL,
            "",
            List.of(
                "ctrtool",
                "_debug_shell",
                "-f",
                "3",
                "--executed",
                "4",
                "--program",
                "6",
                "-c",
                "sh",
                "-c",
                "-i"),
            VARIABLES,
            AtFlags.AT_EMPTY_PATH);
    verify(server, times(3)).fcntlSetfd(any(), any());
    verify(server, never()).prctlSetPdeathsig(any());
  }

  @Test
  void theProgramGetsNothingOfTheServer() {
    start();

    verify(program, never()).fcntlSetfd(any(), any());
    verify(kernel, never()).fcntlSetfd(any(), any());
    verify(program, never()).setsid();
  }

  @Test
  void theEndOfTheProgramIsNotMissedBetweenForkAndTheDeathSignal() {
    start("--end-with-program");

    InOrder calls = inOrder(server);
    calls.verify(server).setsid();
    calls.verify(server).prctlSetPdeathsig(Signal.SIGTERM);
    calls.verify(server).requireParent(SELF);
    calls.verify(server).execveat(any(), any(), any(), any(), any());
  }

  @Test
  void whatTheServerIsToldSaysTheSameWhenItIsParsed() {
    ServerOptions told = new ServerOptions();
    told.allowed.addAll(List.of(new Uid(0), new Uid(1000)));
    told.limit = 7;
    told.errorsToClient = true;
    told.command.addAll(List.of("sh", "-c", "-c", "--limit"));

    ParseResult<ServerTool.Request> parsed = new ServerTool().grammar().parse(told.words(), false);

    assertThat(parsed).isInstanceOf(ParseResult.Parsed.class);
    assertThat(((ParseResult.Parsed<ServerTool.Request>) parsed).request())
        .usingRecursiveComparison()
        .comparingOnlyFields("allowed", "limit", "errorsToClient", "command")
        .isEqualTo(told);
  }

  @Test
  void servingBeginsWhenTheProgramRuns() {
    isProgramOver(false);
    when(kernel.read(EXECUTED.readEnd(), 1)).thenReturn(new byte[0]);
    KernelException end = new KernelException(Errno.EINVAL, "ppoll");
    doThrow(end).when(kernel).ppoll(List.of(new PollFd(SOCKET, PollEvents.POLLIN)), null);

    assertThatThrownBy(this::serve).isSameAs(end);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).fcntlSetfd(SOCKET, FdFlags.FD_CLOEXEC);
    calls.verify(kernel).read(EXECUTED.readEnd(), 1);
    calls
        .verify(kernel)
        .ppoll(List.of(new PollFd(PROCESS, PollEvents.POLLIN)), new Timespec(0, 250_000_000));
    calls.verify(kernel).close(EXECUTED.readEnd());
    calls.verify(kernel).close(PROCESS);
    calls.verify(kernel).ppoll(any(), any());
  }

  @Test
  void aProgramThatCouldNotBeExecutedLeavesNoServer() {
    isProgramOver(true);
    when(kernel.read(EXECUTED.readEnd(), 1)).thenReturn(new byte[0]);

    assertThat(serve()).isEqualTo(1);

    verify(kernel, never()).accept4(any(), any());
    verify(kernel, never()).clone(any(), any());
  }

  @Test
  void anInterruptionIsNotTheExec() {
    isProgramOver(true);
    doThrow(new KernelException(Errno.EINTR, "read"), new KernelException(Errno.EINTR, "read"))
        .doReturn(new byte[0])
        .when(kernel)
        .read(any(), anyInt());

    assertThat(serve()).isEqualTo(1);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel, times(3)).read(EXECUTED.readEnd(), 1);
    calls.verify(kernel).ppoll(any(), any());
  }
}
