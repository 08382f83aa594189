package org.ctrtool.tools.escape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Seals;
import org.ctrtool.tools.Written;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class FirstProcessTest {
  private static final List<String> ARGV = List.of("/proc/self/exe", "_init", "/bin/app");
  private static final Environment ENVIRONMENT = new Environment(List.of("A=1"));
  private static final Fd PROGRAM = new Fd(3);
  private static final Fd INFO = new Fd(4);
  private static final Fd MOUNTS = new Fd(5);
  private static final Fd COPY = new Fd(6);

  private final Kernel kernel = mock();

  FirstProcessTest() {
    when(kernel.openat(any(), eq("/proc/self/exe"), any(), any())).thenReturn(PROGRAM);
    when(kernel.openat(any(), eq("/proc/self/fdinfo/3"), any(), any())).thenReturn(INFO);
    when(kernel.openat(any(), eq("/proc/self/mountinfo"), any(), any())).thenReturn(MOUNTS);
    when(kernel.memfdCreate(any(), any())).thenReturn(COPY);
    says(INFO, "pos:\t0\nflags:\t012000000\nmnt_id:\t31\nino:\t9\n");
    says(MOUNTS, "130 29 0:5 / / rw - tmpfs none rw\n131 130 0:6 / /31 rw - proc none rw\n");
  }

  private void says(Fd file, String text) {
    when(kernel.read(eq(file), anyInt()))
        .thenReturn(text.getBytes(StandardCharsets.US_ASCII), new byte[0]);
  }

  private boolean goesOn() {
    return FirstProcess.leavesOutsideFile(kernel, ARGV, ENVIRONMENT);
  }

  @Test
  void aProgramOfAMountFromOutsideIsLeftForASealedCopyOfIt() {
    when(kernel.fcntlGetSeals(PROGRAM)).thenThrow(new KernelException(Errno.EINVAL, "fcntl()"));

    goesOn();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).fcntlAddSeals(eq(COPY), any());
    calls.verify(kernel).become(any(), any());
  }

  @Test
  void aProgramOfAnOwnMountIsGoodEnough() {
    says(MOUNTS, "30 29 0:5 / / rw - tmpfs none rw\n31 30 0:6 / /usr rw - ext4 none rw\n");

    assertThat(goesOn()).isTrue();
    verify(kernel, never()).memfdCreate(any(), any());
  }

  @Test
  void aSealedCopyIsNotCopiedAgain() {
    when(kernel.fcntlGetSeals(PROGRAM)).thenReturn(new Seals(0xF));

    assertThat(goesOn()).isTrue();
    verify(kernel, never()).memfdCreate(any(), any());
  }

  @Test
  void withoutProcNothingIsReachable() {
    when(kernel.openat(any(), eq("/proc/self/exe"), any(), any()))
        .thenThrow(new KernelException(Errno.ENOENT, "openat()"));

    assertThat(goesOn()).isTrue();
    verify(kernel, never()).memfdCreate(any(), any());
  }

  @Test
  void whereTheProgramCannotBeLookedAtNothingIsRun() {
    Written written = Written.by(kernel);
    when(kernel.openat(any(), eq("/proc/self/fdinfo/3"), any(), any()))
        .thenThrow(new KernelException(Errno.EMFILE, "openat()"));

    assertThat(goesOn()).isFalse();
    assertThat(written.stderr()).startsWith("ctrtool: looking at the own program: openat()");
    verify(kernel, never()).become(any(), any());
  }

  @Test
  void norWhereThereCanBeNoCopy() {
    Written.by(kernel);
    when(kernel.memfdCreate(any(), any())).thenThrow(new KernelException(Errno.EACCES, "m()"));

    assertThat(goesOn()).isFalse();
    verify(kernel, never()).become(any(), any());
  }
}
