package org.ctrtool.tools.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doAnswer;
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
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class TerminalRelayTest {
  private static final Fd MASTER = new Fd(10);
  private static final Fd CHILD = new Fd(11);
  private static final Fd CHANGES = new Fd(12);
  private static final Termios SETTINGS = new Termios(new byte[Termios.SIZE]);

  private final Kernel kernel = mock();
  private final Deque<List<PollFd>> events = new ArrayDeque<>();
  private final List<List<PollFd>> watched = new ArrayList<>();
  private final List<Timespec> limits = new ArrayList<>();
  private final Map<Fd, StringBuilder> written = new HashMap<>();

  @BeforeEach
  void aTerminal() {
    when(kernel.signalfd(any(), any())).thenReturn(CHANGES);
    when(kernel.pidfdOpen(new Pid(7))).thenReturn(CHILD);
    when(kernel.ioctlTcgets(Fd.STDIN)).thenReturn(SETTINGS);
    when(kernel.ioctlTiocgwinsz(Fd.STDIN)).thenReturn(new WindowSize(24, 80));
    when(kernel.waitid(eq(new Pid(7)), any()))
        .thenReturn(new WaitStatus(new Pid(7), WaitStatus.Cause.CLD_EXITED, 3));
    when(kernel.ppoll(any(), any()))
        .thenAnswer(
            call -> {
              watched.add(call.getArgument(0));
              limits.add(call.getArgument(1));
              return events.isEmpty() ? List.of() : events.removeFirst();
            });
    when(kernel.write(any(), any()))
        .thenAnswer(call -> write(call.getArgument(0), call.getArgument(1), 99));
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              return null;
            })
        .when(kernel)
        .tolerating(eq(Errno.EIO), any());
  }

  private int write(Fd to, byte[] data, int most) {
    int count = Math.min(most, data.length);
    String text = new String(data, 0, count, StandardCharsets.US_ASCII);
    written.computeIfAbsent(to, fd -> new StringBuilder()).append(text);
    return count;
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

  private WaitStatus run() {
    return TerminalRelay.run(kernel, MASTER, new Pid(7));
  }

  @Test
  void inputGoesToTheProgramAndOutputToTheCaller() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(bytes("ls\r"));
    when(kernel.read(eq(MASTER), anyInt())).thenReturn(bytes("files"));
    happens(Fd.STDIN, PollEvents.POLLIN);
    happens(MASTER, PollEvents.POLLOUT);
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLOUT);
    programEnds();

    assertThat(run().status()).isEqualTo(3);
    assertThat(written.get(MASTER)).hasToString("ls\r");
    assertThat(written.get(Fd.STDOUT)).hasToString("files");
  }

  @Test
  void aProgramThatDoesNotReadStopsOnlyTheInput() {
    when(kernel.read(eq(Fd.STDIN), anyInt())).thenReturn(bytes("x"));
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
    when(kernel.read(eq(MASTER), anyInt())).thenReturn(bytes("x"));
    happens(MASTER, PollEvents.POLLIN);
    programEnds();

    run();

    assertThat(watched.get(1))
        .extracting(PollFd::fd)
        .contains(Fd.STDIN, Fd.STDOUT)
        .doesNotContain(MASTER);
  }

  @Test
  void whatWasWrittenOnlyInPartIsWrittenOn() {
    when(kernel.read(eq(MASTER), anyInt())).thenReturn(bytes("abcdef"));
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
    when(kernel.read(eq(MASTER), anyInt())).thenReturn(bytes("last words"));
    programEnds();
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLOUT);

    run();

    assertThat(written.get(Fd.STDOUT)).hasToString("last words");
    assertThat(limits.get(0)).isNull();
    assertThat(limits.get(1)).as("from then on without waiting").isEqualTo(Timespec.ZERO);
    assertThat(watched).as("until a round in which nothing happens").hasSize(4);
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
  void theRelayEndsWhenNobodyHasTheProgramsSide() {
    when(kernel.read(eq(MASTER), anyInt())).thenThrow(new KernelException(Errno.EIO, "read"));
    happens(MASTER, PollEvents.POLLHUP);

    assertThat(run().status()).isEqualTo(3);
    assertThat(watched).hasSize(1);
  }

  @Test
  void aCallerThatIsGoneDoesNotStopTheProgram() {
    when(kernel.read(eq(MASTER), anyInt())).thenReturn(bytes("x"));
    doThrow(new KernelException(Errno.EPIPE, "write")).when(kernel).write(eq(Fd.STDOUT), any());
    happens(MASTER, PollEvents.POLLIN);
    happens(Fd.STDOUT, PollEvents.POLLERR);
    programEnds();

    assertThat(run().status()).isEqualTo(3);
    assertThat(watched.get(2)).extracting(PollFd::fd).contains(MASTER);
  }

  @Test
  void theWindowSizeIsPassedOnAtTheStartAndWhenItChanges() {
    when(kernel.ioctlTiocgwinsz(Fd.STDIN))
        .thenReturn(new WindowSize(24, 80), new WindowSize(50, 132));
    when(kernel.read(eq(CHANGES), anyInt())).thenReturn(new byte[128]);
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

    assertThat(run().status()).isEqualTo(3);
    verify(kernel, never()).ioctlTcsets(any(), any());
    verify(kernel, never()).ioctlTiocswinsz(any(), any());
  }

  @Test
  void anInterruptionIsNoFailure() {
    when(kernel.ppoll(any(), any()))
        .thenThrow(new KernelException(Errno.EINTR, "ppoll"))
        .thenReturn(List.of(new PollFd(CHILD, PollEvents.POLLIN)))
        .thenReturn(List.of());

    assertThat(run().status()).isEqualTo(3);
  }
}
