package org.ctrtool.tools.miniinit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.PipeFlags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class ProcessStartTest {
  private static final Environment VARIABLES = new Environment(List.of("LISTEN_FDS=9", "A=1"));
  private static final Fd ERRORS = new Fd(20);
  private static final Fd OPENED = new Fd(21);

  private final ChildKernel child = mock();
  private final ProcessSpec spec = new ProcessSpec("/bin/a");

  @BeforeEach
  void descriptors() {
    when(child.openat(any(), any(), any(), any())).thenReturn(OPENED);
    when(child.fcntlDupfdCloexec(eq(Fd.STDERR), anyInt())).thenReturn(ERRORS);
    when(child.fcntlDupfdCloexec(eq(new Fd(7)), anyInt())).thenReturn(new Fd(30));
    when(child.fcntlDupfdCloexec(eq(new Fd(5)), anyInt())).thenReturn(new Fd(31));
  }

  @Test
  void theSessionIsNewBeforeATerminalIsOpened() {
    spec.standardFiles[0] = "/dev/tty1";

    ProcessStart.run(child, spec, false, VARIABLES);

    InOrder calls = inOrder(child);
    calls.verify(child).setsid();
    calls.verify(child).openat(any(), eq("/dev/tty1"), any(), any());
    calls.verify(child).dup3(OPENED, Fd.STDIN, PipeFlags.NONE);
    calls.verify(child).execve("/bin/a", List.of("/bin/a"), VARIABLES);
  }

  @Test
  void aFileForOutputAndErrorsIsOpenedOnce() {
    spec.standardFiles[1] = "log";
    spec.standardFiles[2] = "log";

    ProcessStart.run(child, spec, false, VARIABLES);

    verify(child, times(1)).openat(any(), any(), any(), any());
    verify(child).dup3(Fd.STDOUT, Fd.STDERR, PipeFlags.NONE);
    verify(child, never()).closeRange(anyLong(), anyLong(), any());
  }

  /** What is to become 3 is copied out of the way before anything is written over. */
  @Test
  void passedDescriptorsAreInPlaceAndNoOthersSurvive() {
    spec.passed.addAll(List.of(new Fd(7), new Fd(5)));
    spec.listenVariables = true;

    ProcessStart.run(child, spec, true, VARIABLES);

    InOrder calls = inOrder(child);
    calls.verify(child).fcntlDupfdCloexec(new Fd(7), 5);
    calls.verify(child).fcntlDupfdCloexec(new Fd(5), 5);
    calls.verify(child).dup3(new Fd(30), new Fd(3), PipeFlags.NONE);
    calls.verify(child).dup3(new Fd(31), new Fd(4), PipeFlags.NONE);
    calls.verify(child).closeRange(5, 0xFFFFFFFFL, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    calls
        .verify(child)
        .execveListening(
            "/bin/a", List.of("/bin/a"), new Environment(List.of("A=1", "LISTEN_FDS=2")));
  }

  @Test
  void whatFailsIsSaidWhereInitSpeaksAndNotInTheProgramsLog() {
    spec.standardFiles[2] = "log";
    KernelException missing = new KernelException(Errno.ENOENT, "execve");
    doThrow(missing).when(child).execve(any(), any(), any());

    assertThatThrownBy(() -> ProcessStart.run(child, spec, false, VARIABLES)).isSameAs(missing);

    InOrder calls = inOrder(child);
    calls.verify(child).dup3(OPENED, Fd.STDERR, PipeFlags.NONE);
    calls.verify(child).execve(any(), any(), any());
    calls.verify(child).dup3(ERRORS, Fd.STDERR, PipeFlags.NONE);
  }
}
