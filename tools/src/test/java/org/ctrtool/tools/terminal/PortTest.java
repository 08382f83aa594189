package org.ctrtool.tools.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.junit.jupiter.api.Test;

/** How a standard descriptor is read or written without changing what others share. */
class PortTest {
  private static final Fd AGAIN = new Fd(9);
  private static final int PIPE = Mode.S_IFIFO | 0600;
  private static final OpenFlags OTHERS =
      OpenFlags.O_NONBLOCK.or(OpenFlags.O_NOCTTY).or(OpenFlags.O_CLOEXEC);

  private final Kernel kernel = mock();

  private void is(Fd fd, int inode, int mode) {
    Stat stat = new Stat(Dev.NONE, inode, new Mode(mode), 1, new Uid(0), Gid.ROOT, Dev.NONE, 0);
    when(kernel.fstatat(fd, "", AtFlags.AT_EMPTY_PATH)).thenReturn(stat);
  }

  private void opens(String path, OpenFlags access) {
    when(kernel.openat(Fd.AT_FDCWD, path, access.or(OTHERS), Mode.NONE)).thenReturn(AGAIN);
  }

  @Test
  void aPipeIsReadAsAnOpenFileOfItsOwn() {
    is(Fd.STDIN, 5, PIPE);
    is(AGAIN, 5, PIPE);
    opens("/proc/self/fd/0", OpenFlags.O_RDONLY);

    Port port = Port.toReadFrom(kernel, Fd.STDIN);

    assertThat(port.watched()).isEqualTo(Fd.STDIN);
    assertThat(port.fd()).isEqualTo(AGAIN);
    assertThat(port.neverBlocks()).isTrue();
    verify(kernel, never()).close(any());
    verify(kernel, never()).fcntlSetfl(any(), any());
  }

  @Test
  void aPipeIsWrittenToAsAnOpenFileOfItsOwn() {
    is(Fd.STDOUT, 5, PIPE);
    is(AGAIN, 5, PIPE);
    opens("/proc/self/fd/1", OpenFlags.O_WRONLY);

    Port port = Port.toWriteTo(kernel, Fd.STDOUT);

    assertThat(port.fd()).isEqualTo(AGAIN);
    assertThat(port.neverBlocks()).isTrue();
  }

  /** Where /proc is another's, the path means another file. */
  @Test
  void whatTurnsOutToBeAnotherFileIsClosedAgain() {
    is(Fd.STDIN, 5, PIPE);
    is(AGAIN, 6, PIPE);
    opens("/proc/self/fd/0", OpenFlags.O_RDONLY);

    Port port = Port.toReadFrom(kernel, Fd.STDIN);

    assertThat(port.fd()).isEqualTo(Fd.STDIN);
    assertThat(port.neverBlocks()).isFalse();
    verify(kernel).close(AGAIN);
  }

  @Test
  void whatCannotBeOpenedAgainIsUsedAsItIs() {
    is(Fd.STDIN, 5, PIPE);
    when(kernel.openat(any(), any(), any(), any()))
        .thenThrow(new KernelException(Errno.EACCES, "openat"));

    Port port = Port.toReadFrom(kernel, Fd.STDIN);

    assertThat(port.fd()).isEqualTo(Fd.STDIN);
    assertThat(port.neverBlocks()).isFalse();
    verify(kernel, never()).close(any());
  }

  /** A socket cannot be opened, and a file has an offset that its open files do not share. */
  @Test
  void nothingElseIsOpenedAgain() {
    is(Fd.STDIN, 5, Mode.S_IFSOCK | 0600);
    is(Fd.STDOUT, 6, Mode.S_IFREG | 0600);

    assertThat(Port.toReadFrom(kernel, Fd.STDIN).fd()).isEqualTo(Fd.STDIN);
    assertThat(Port.toWriteTo(kernel, Fd.STDOUT).fd()).isEqualTo(Fd.STDOUT);

    verify(kernel, never()).openat(any(), any(), any(), any());
  }
}
