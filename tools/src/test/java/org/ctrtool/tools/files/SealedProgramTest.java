package org.ctrtool.tools.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Seals;
import org.ctrtool.tools.ToolFailure;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class SealedProgramTest {
  private static final Fd PROGRAM = new Fd(3);
  private static final Fd COPY = new Fd(4);
  private static final MemfdFlags OLD = MemfdFlags.MFD_CLOEXEC.or(MemfdFlags.MFD_ALLOW_SEALING);

  private final Kernel kernel = mock();

  @Test
  void theCopyIsCompleteBeforeItIsSealedAgainstEveryChange() {
    when(kernel.openat(any(), eq("/proc/self/exe"), any(), any())).thenReturn(PROGRAM);
    when(kernel.memfdCreate("ctrtool", OLD.or(MemfdFlags.MFD_EXEC))).thenReturn(COPY);
    when(kernel.sendfile(eq(COPY), eq(PROGRAM), anyLong())).thenReturn(1L << 20, 5L, 0L);

    assertThat(SealedProgram.copyOf(kernel, "/proc/self/exe")).isEqualTo(COPY);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel, times(3)).sendfile(eq(COPY), eq(PROGRAM), anyLong());
    calls.verify(kernel).close(PROGRAM);
    calls.verify(kernel).fchmod(COPY, new Mode(0555));
    calls
        .verify(kernel)
        .fcntlAddSeals(
            COPY,
            Seals.F_SEAL_SEAL.or(Seals.F_SEAL_SHRINK).or(Seals.F_SEAL_GROW).or(Seals.F_SEAL_WRITE));
  }

  @Test
  void aKernelThatDoesNotKnowExecutableOnesIsAskedAgainWithoutTheFlag() {
    refuseExecutable(Errno.EINVAL);
    when(kernel.openat(any(), any(), any(), any())).thenReturn(PROGRAM);
    when(kernel.memfdCreate("ctrtool", OLD)).thenReturn(COPY);

    assertThat(SealedProgram.copyOf(kernel, "/proc/self/exe")).isEqualTo(COPY);
  }

  @Test
  void aSettingThatForbidsThemIsNamed() {
    refuseExecutable(Errno.EACCES);

    assertThatThrownBy(() -> SealedProgram.copyOf(kernel, "/proc/self/exe"))
        .isInstanceOf(ToolFailure.class)
        .hasMessage("the sysctl vm.memfd_noexec forbids programs in memory: memfd_create: EACCES");
  }

  @Test
  void anotherRefusalIsFinal() {
    refuseExecutable(Errno.EMFILE);

    assertThatThrownBy(() -> SealedProgram.copyOf(kernel, "/proc/self/exe"))
        .hasMessage("memfd_create: EMFILE");
    verify(kernel, times(1)).memfdCreate(any(), any());
  }

  private void refuseExecutable(Errno errno) {
    when(kernel.memfdCreate("ctrtool", OLD.or(MemfdFlags.MFD_EXEC)))
        .thenThrow(new KernelException(errno, "memfd_create"));
  }

  @Test
  void aFileIsReadToItsEnd() {
    when(kernel.openat(Fd.AT_FDCWD, "/f", OpenFlags.O_CLOEXEC, Mode.NONE)).thenReturn(PROGRAM);
    when(kernel.read(eq(PROGRAM), org.mockito.ArgumentMatchers.anyInt()))
        .thenReturn(bytes("one "), bytes("two"), new byte[0]);

    assertThat(Files.readText(kernel, "/f")).isEqualTo("one two");
    verify(kernel).close(PROGRAM);
  }

  @Test
  void aFileOfProcIsWrittenWithOneCall() {
    when(kernel.openat(any(), eq("/proc/self/uid_map"), any(), any())).thenReturn(PROGRAM);

    Files.write(kernel, Fd.AT_FDCWD, "/proc/self/uid_map", "0 1 2\n3 4 5");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).writeAll(PROGRAM, bytes("0 1 2\n3 4 5"));
    calls.verify(kernel).close(PROGRAM);
    calls.verifyNoMoreInteractions();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
