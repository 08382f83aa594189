package org.ctrtool.tools.syslogd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
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
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class MadeSocketTest {
  private static final Fd SOCKET = new Fd(5);
  private static final Fd DIRECTORY = new Fd(6);
  private static final Fd BEFORE = new Fd(7);
  private static final SocketAddress LOG = new SocketAddress.UnixPath("log");

  private final Kernel kernel = mock();

  MadeSocketTest() {
    when(kernel.socket(any(), any(), anyInt())).thenReturn(SOCKET);
    when(kernel.openat(eq(Fd.AT_FDCWD), eq("/c/dev/"), any(), any())).thenReturn(DIRECTORY);
    when(kernel.openat(eq(Fd.AT_FDCWD), eq("."), any(), any())).thenReturn(BEFORE);
    org.mockito.Mockito.doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              return null;
            })
        .when(kernel)
        .tolerating(any(), any());
  }

  private void found(int mode, long inode) {
    when(kernel.fstatat(DIRECTORY, "log", AtFlags.AT_SYMLINK_NOFOLLOW))
        .thenReturn(
            new Stat(Dev.NONE, inode, new Mode(mode), 1, new Uid(0), new Gid(0), Dev.NONE, 0));
  }

  private MadeSocket make(boolean replace) {
    return MadeSocket.at(kernel, "/c/dev/log", new Mode(0620), replace);
  }

  @Test
  void itIsMadeInTheDirectoryThatWasFound() {
    make(false);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat(eq(Fd.AT_FDCWD), eq("/c/dev/"), any(), any());
    calls.verify(kernel).umask(new Mode(0157));
    calls.verify(kernel).fchdir(DIRECTORY);
    calls.verify(kernel).bind(SOCKET, LOG);
    calls.verify(kernel).fchdir(BEFORE);
    calls.verify(kernel).close(BEFORE);
  }

  @Test
  void aSocketThatIsThereGoesIfItMay() {
    found(Mode.S_IFSOCK | 0666, 1);
    KernelException inUse = new KernelException(Errno.EADDRINUSE, "bind");
    doThrow(inUse).doNothing().when(kernel).bind(any(), any());

    make(true);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).bind(SOCKET, LOG);
    calls.verify(kernel).unlinkat(DIRECTORY, "log", AtFlags.NONE);
    calls.verify(kernel).bind(SOCKET, LOG);
    doThrow(inUse).when(kernel).bind(any(), any());
    assertThatThrownBy(() -> make(false)).hasMessageContaining("EADDRINUSE");
    found(Mode.S_IFREG | 0666, 1);
    assertThatThrownBy(() -> make(true)).hasMessageContaining("EADDRINUSE");
    verify(kernel).unlinkat(any(), any(), any());
  }

  @Test
  void theNameIsRemovedIfItIsStillItsOwn() {
    found(Mode.S_IFSOCK | 0666, 1);
    doNothing().when(kernel).bind(any(), any());
    MadeSocket made = make(false);

    found(Mode.S_IFSOCK | 0666, 2);
    made.removeName(kernel);
    verify(kernel, never()).unlinkat(any(), any(), any());
    found(Mode.S_IFSOCK | 0666, 1);
    made.removeName(kernel);

    verify(kernel).unlinkat(DIRECTORY, "log", AtFlags.NONE);
    assertThat(made.socket()).isEqualTo(SOCKET);
  }

  @Test
  void whatCannotBeLookedAtStays() {
    doThrow(new KernelException(Errno.EADDRINUSE, "bind")).when(kernel).bind(any(), any());
    when(kernel.fstatat(any(), any(), any()))
        .thenThrow(new KernelException(Errno.EACCES, "fstatat"));

    assertThatThrownBy(() -> make(true)).hasMessageContaining("EADDRINUSE");

    verify(kernel, never()).unlinkat(any(), any(), any());
    verify(kernel).bind(any(), any());
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
