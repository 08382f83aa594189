package org.ctrtool.tools.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.WaitStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class InitTest {
  private static final Pid PROGRAM = new Pid(7);
  private static final Environment NONE = new Environment(List.of("A=1"));
  private static final SignalSet CALLERS = SignalSet.of(Signal.SIGUSR1);

  private final Kernel kernel = mock();
  private final ChildKernel child = mock();
  private final Deque<Signal> signals = new ArrayDeque<>();
  private final Deque<WaitStatus> ended = new ArrayDeque<>();

  @BeforeEach
  void startsAProgram() {
    when(kernel.sigprocmask(SignalMaskChange.SIG_SETMASK, SignalSet.ALL)).thenReturn(CALLERS);
    when(kernel.signalfd(eq(SignalSet.ALL), any())).thenReturn(new Fd(3));
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(child);
              return PROGRAM;
            });
    when(kernel.read(eq(new Fd(3)), anyInt()))
        .thenAnswer(
            call -> {
              byte[] info = new byte[128];
              info[0] = (byte) signals.removeFirst().number();
              return info;
            });
    when(kernel.waitid(eq(new Pid(0)), any()))
        .thenAnswer(call -> ended.isEmpty() ? WaitStatus.NOTHING : ended.removeFirst());
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              return null;
            })
        .when(kernel)
        .tolerating(eq(Errno.ESRCH), any());
  }

  private int run() {
    return Init.run(kernel, List.of("p", "x"), NONE, "/bin", new Ending("ctrtool run", 125));
  }

  private static WaitStatus exited(int pid, int status) {
    return new WaitStatus(new Pid(pid), WaitStatus.Cause.CLD_EXITED, status);
  }

  @Test
  void endsAsTheProgramEnds() {
    signals.add(Signal.SIGCHLD);
    ended.add(exited(7, 42));

    assertThat(run()).isEqualTo(42);
  }

  @Test
  void aSignalThatKilledTheProgramIs128AndItsNumber() {
    signals.add(Signal.SIGCHLD);
    ended.add(new WaitStatus(PROGRAM, WaitStatus.Cause.CLD_DUMPED, 11));

    assertThat(run()).isEqualTo(139);
  }

  @Test
  void signalsAreBlockedBeforeTheProgramExistsAndAreTheCallersInIt() {
    signals.add(Signal.SIGCHLD);
    ended.add(exited(7, 0));

    run();

    InOrder calls = inOrder(kernel, child);
    calls.verify(kernel).sigprocmask(SignalMaskChange.SIG_SETMASK, SignalSet.ALL);
    calls.verify(kernel).signalfd(any(), any());
    calls.verify(kernel).clone(any(), any());
    calls.verify(child).changeSignalMask(SignalMaskChange.SIG_SETMASK, CALLERS);
    calls.verify(child).execvpe("p", List.of("p", "x"), NONE, "/bin");
  }

  @Test
  void everySignalButThatOfChildrenIsPassedOn() {
    signals.addAll(List.of(Signal.SIGTERM, Signal.SIGUSR1, new Signal(64), Signal.SIGCHLD));
    ended.add(exited(7, 0));

    run();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).kill(PROGRAM, Signal.SIGTERM);
    calls.verify(kernel).kill(PROGRAM, Signal.SIGUSR1);
    calls.verify(kernel).kill(PROGRAM, new Signal(64));
    verify(kernel, never()).kill(PROGRAM, Signal.SIGCHLD);
  }

  @Test
  void oneSignalMayStandForSeveralChildren() {
    signals.add(Signal.SIGCHLD);
    ended.addAll(List.of(exited(20, 1), exited(21, 2), exited(7, 3), exited(22, 4)));

    assertThat(run()).isEqualTo(3);
    assertThat(ended).as("all are reaped").isEmpty();
  }

  @Test
  void orphansDoNotEndIt() {
    signals.addAll(List.of(Signal.SIGCHLD, Signal.SIGCHLD));
    when(kernel.waitid(eq(new Pid(0)), any()))
        .thenReturn(exited(20, 1), WaitStatus.NOTHING, exited(7, 5), WaitStatus.NOTHING);

    assertThat(run()).isEqualTo(5);
  }

  @Test
  void aChildThatOnlyStoppedIsNotTheEnd() {
    signals.addAll(List.of(Signal.SIGCHLD, Signal.SIGCHLD));
    ended.add(new WaitStatus(PROGRAM, WaitStatus.Cause.CLD_STOPPED, 19));
    ended.add(exited(7, 6));

    assertThat(run()).isEqualTo(6);
  }

  @Test
  void anInterruptedReadIsRepeatedAndNoChildrenAreNoFailure() {
    when(kernel.read(eq(new Fd(3)), anyInt()))
        .thenThrow(new KernelException(Errno.EINTR, "read"))
        .thenAnswer(
            call -> {
              byte[] info = new byte[128];
              info[0] = 17;
              return info;
            });
    when(kernel.waitid(eq(new Pid(0)), any()))
        .thenReturn(exited(7, 1))
        .thenThrow(new KernelException(Errno.ECHILD, "waitid"));

    assertThat(run()).isEqualTo(1);
    verify(kernel, times(2)).read(any(), anyInt());
  }
}
