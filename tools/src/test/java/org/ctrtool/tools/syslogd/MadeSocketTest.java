package org.ctrtool.tools.syslogd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
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
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.tools.grammar.UsageError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** What is made at a path, and what goes for it. */
class MadeSocketTest {
  private static final Fd SOCKET = new Fd(4);
  private static final String PATH = "/dev/log";
  private static final SocketAddress ADDRESS = new SocketAddress.UnixPath(PATH);

  private final Kernel kernel = mock();

  @BeforeEach
  void somethingIsThere() {
    when(kernel.socket(any(), any(), anyInt())).thenReturn(SOCKET);
    doThrow(new KernelException(Errno.EADDRINUSE, "bind"))
        .doNothing()
        .when(kernel)
        .bind(SOCKET, ADDRESS);
  }

  private void isThere(int mode) {
    Stat stat = new Stat(Dev.NONE, 1, new Mode(mode), 1, new Uid(0), Gid.ROOT, Dev.NONE, 0);
    when(kernel.fstatat(Fd.AT_FDCWD, PATH, AtFlags.AT_SYMLINK_NOFOLLOW)).thenReturn(stat);
  }

  private void make(boolean replace) {
    MessageSource.made(kernel, PATH, new Mode(0640), replace);
  }

  @Test
  void itsPermissionsAreThereWithItsName() {
    doNothing().when(kernel).bind(SOCKET, ADDRESS);

    make(false);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).umask(new Mode(0137));
    calls.verify(kernel).bind(SOCKET, ADDRESS);
    calls.verify(kernel).umask(Mode.NONE);
    verify(kernel, never()).unlinkat(any(), any(), any());
  }

  @Test
  void anOlderSocketGoesIfThatIsWanted() {
    isThere(Mode.S_IFSOCK | 0666);

    make(true);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).bind(SOCKET, ADDRESS);
    calls.verify(kernel).unlinkat(Fd.AT_FDCWD, PATH, AtFlags.NONE);
    calls.verify(kernel).bind(SOCKET, ADDRESS);
  }

  @Test
  void anOlderSocketStaysOtherwise() {
    isThere(Mode.S_IFSOCK | 0666);

    assertThatThrownBy(() -> make(false)).hasMessageContaining("EADDRINUSE");

    verify(kernel, never()).unlinkat(any(), any(), any());
  }

  @Test
  void whatIsNoSocketStaysInAnyCase() {
    isThere(Mode.S_IFREG | 0666);

    assertThatThrownBy(() -> make(true)).hasMessageContaining("EADDRINUSE");

    verify(kernel, never()).unlinkat(any(), any(), any());
    verify(kernel, times(1)).bind(any(), any());
  }

  @Test
  void whatCannotBeLookedAtStays() {
    when(kernel.fstatat(any(), any(), any()))
        .thenThrow(new KernelException(Errno.EACCES, "fstatat"));

    assertThatThrownBy(() -> make(true)).hasMessageContaining("EADDRINUSE");

    verify(kernel, never()).unlinkat(any(), any(), any());
  }

  @Test
  void onlyPermissionsArePermissions() {
    SyslogdRequest request = new SyslogdRequest();

    request.setSocketMode("777");

    assertThatThrownBy(() -> request.setSocketMode("1777"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("0 to 777");
  }
}
