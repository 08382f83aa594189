package org.ctrtool.tools.miniinit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class InitLoopTest {
  private final Kernel kernel = mock();

  /** Nobody could be told to end, and nobody's end would be noticed. */
  @Test
  void withoutSignalsNothingIsStarted() {
    InitRequest request = new InitRequest();
    request.addProcess("/a");
    request.nameSignal("TERM");
    KernelException refused = new KernelException(Errno.EMFILE, "signalfd4");
    when(kernel.signalfd(any(), any())).thenThrow(refused);
    Environment none = new Environment(List.of());

    assertThatThrownBy(() -> InitLoop.start(kernel, request, none, "init")).isSameAs(refused);

    SignalSet taken = SignalSet.of(Signal.SIGCHLD, Signal.SIGTERM);
    InOrder calls = inOrder(kernel);
    calls.verify(kernel).doing("taking signals over");
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    calls.verify(kernel).sigprocmask(SignalMaskChange.SIG_BLOCK, taken);
    verify(kernel, never()).clone(any(), any());
  }
}
