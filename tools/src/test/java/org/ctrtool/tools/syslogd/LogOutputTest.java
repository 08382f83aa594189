package org.ctrtool.tools.syslogd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.Notices;
import org.junit.jupiter.api.Test;

class LogOutputTest {
  private static final Fd FILE = new Fd(5);
  private static final OpenFlags WRITABLE_TERMINAL =
      OpenFlags.O_WRONLY.or(OpenFlags.O_NONBLOCK).or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);

  private final Kernel kernel = mock();
  private final Notices notices = new Notices(kernel, "ctrtool syslogd");
  private final LogQueue queue = new LogQueue(1000);

  LogOutputTest() {
    when(kernel.fcntlGetfl(any())).thenReturn(OpenFlags.O_WRONLY);
    when(kernel.ppoll(any(), any())).thenAnswer(call -> call.<List<PollFd>>getArgument(0));
    when(kernel.write(any(), any())).thenAnswer(call -> call.<byte[]>getArgument(1).length);
    queue.add(new ByteText().add("line\n"));
  }

  private static Stat stat(int mode) {
    return new Stat(Dev.NONE, 1, new Mode(mode), 1, new Uid(0), new Gid(0), new Dev(136, 1), 0);
  }

  @Test
  void aTerminalIsOpenedOnceMoreSoThatItDoesNotBlock() {
    when(kernel.fstatat(any(), any(), any())).thenReturn(stat(Mode.S_IFCHR | 0620));
    when(kernel.openat(Fd.AT_FDCWD, "/proc/self/fd/1", WRITABLE_TERMINAL, Mode.NONE))
        .thenReturn(FILE);

    LogOutput output = LogOutput.open(kernel, notices, null);
    output.write(queue);

    assertThat(output.watched()).isEqualTo(new PollFd(FILE, PollEvents.POLLOUT));
    verify(kernel).write(eq(FILE), any());
    verify(kernel, never()).write(eq(Fd.STDOUT), any());
  }

  @Test
  void aPipeIsTheCallersAndStaysAsItIs() {
    when(kernel.fstatat(any(), any(), any())).thenReturn(stat(Mode.S_IFIFO | 0600));

    LogOutput.open(kernel, notices, null).write(queue);

    verify(kernel).write(eq(Fd.STDOUT), any());
    verify(kernel, never()).openat(any(), any(), any(), any());
    verify(kernel, never()).fcntlSetfl(any(), any());
  }

  /** Opening it would wait, and every sender with it. */
  @Test
  void aFifoThatNobodyReadsIsNotWaitedForWhenTheLogIsOpenedAnew() {
    when(kernel.openat(eq(Fd.AT_FDCWD), eq("log"), any(), any())).thenReturn(FILE);
    LogOutput output = LogOutput.open(kernel, notices, "log");
    verify(kernel).fcntlSetfl(FILE, OpenFlags.O_WRONLY.or(OpenFlags.O_NONBLOCK));
    when(kernel.openat(
            eq(Fd.AT_FDCWD), eq("log"), argThat(f -> f.has(OpenFlags.O_NONBLOCK)), any()))
        .thenThrow(new KernelException(Errno.ENXIO, "openat(\"log\")"));

    output.reopen(queue);
    output.write(queue);

    verify(kernel).write(eq(FILE), any());
    verify(kernel)
        .write(
            eq(Fd.STDERR),
            argThat(
                text ->
                    new String(text, java.nio.charset.StandardCharsets.US_ASCII)
                        .equals(
                            "ctrtool syslogd: the old log goes on: openat(\"log\"): ENXIO"
                                + " (No such device or address)\n")));
  }
}
