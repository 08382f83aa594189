package org.ctrtool.tools.mounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FsmountFlags;
import org.ctrtool.api.FsopenFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.tools.mounts.FileSystem.Parameter;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class FileSystemTest {
  private static FileSystem tmpfs(String options) {
    return FileSystem.of("tmpfs", options, MountAttrFlags.NONE);
  }

  @Test
  void optionsAreSplitAtCommasAndTheFirstEqualsSign() {
    assertThat(tmpfs("mode=0755,huge=a=b,ro,x=").parameters())
        .containsExactly(
            new Parameter("mode", "0755"),
            new Parameter("huge", "a=b"),
            new Parameter("ro", null),
            new Parameter("x", ""));
  }

  @Test
  void theNodesOfAMemoryPolicyStayTogether() {
    assertThat(tmpfs("mpol=bind:0,2-3,size=1M").parameters())
        .containsExactly(new Parameter("mpol", "bind:0,2-3"), new Parameter("size", "1M"));
    assertThat(FileSystem.of("devpts", "a,1", MountAttrFlags.NONE).parameters())
        .containsExactly(new Parameter("a", null), new Parameter("1", null));
  }

  @Test
  void emptyOptionsAreNone() {
    assertThat(tmpfs("").parameters()).isEmpty();
    assertThat(tmpfs(",,ro,").parameters()).containsExactly(new Parameter("ro", null));
  }

  @Test
  void aParameterThatIsAddedComesFirst() {
    assertThat(tmpfs("ro").with("source", "none").parameters())
        .containsExactly(new Parameter("source", "none"), new Parameter("ro", null));
  }

  @Test
  void aMountIsConfiguredBeforeItIsCreated() {
    ChildKernel kernel = mock();
    Fd context = new Fd(3);
    Fd mount = new Fd(4);
    when(kernel.fsopen("tmpfs", FsopenFlags.FSOPEN_CLOEXEC)).thenReturn(context);
    when(kernel.fsmount(context, FsmountFlags.FSMOUNT_CLOEXEC, FileSystem.INERT)).thenReturn(mount);

    assertThat(Trees.of(kernel, FileSystem.of("tmpfs", "mode=0,ro", FileSystem.INERT)))
        .isEqualTo(mount);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).fsconfigSetString(context, "mode", "0");
    calls.verify(kernel).fsconfigSetFlag(context, "ro");
    calls.verify(kernel).fsconfigCreate(context);
    calls.verify(kernel).fsmount(any(), any(), any());
    calls.verify(kernel).close(context);
    verify(kernel, never()).close(mount);
  }

  @Test
  void aLoopDeviceThatSomebodyElseTookIsAskedForAgain() {
    Kernel kernel = mock();
    Fd image = new Fd(3);
    Fd control = new Fd(4);
    when(kernel.openat(any(), eq("/i.img"), any(), any())).thenReturn(image);
    when(kernel.openat(any(), eq("/dev/loop-control"), any(), any())).thenReturn(control);
    when(kernel.openat(any(), eq("/dev/loop5"), any(), any())).thenReturn(new Fd(5));
    when(kernel.openat(any(), eq("/dev/loop6"), any(), any())).thenReturn(new Fd(6));
    when(kernel.ioctlLoopCtlGetFree(control)).thenReturn(5, 6);
    when(kernel.fsopen(any(), any())).thenReturn(new Fd(7));
    when(kernel.fsmount(any(), any(), any())).thenReturn(new Fd(8));
    doThrow(new KernelException(Errno.EBUSY, "ioctl(5, LOOP_CONFIGURE)"))
        .when(kernel)
        .ioctlLoopConfigure(eq(new Fd(5)), any());

    assertThat(Squashfs.mount(kernel, "/i.img")).isEqualTo(new Fd(8));

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).close(new Fd(5));
    calls.verify(kernel).ioctlLoopConfigure(new Fd(6), new LoopConfig(image, true));
    calls.verify(kernel).fsconfigSetString(new Fd(7), "source", "/dev/loop6");
    calls.verify(kernel).fsmount(any(), any(), eq(readOnly()));
    calls.verify(kernel).close(new Fd(6));
  }

  private static MountAttrFlags readOnly() {
    return MountAttrFlags.MOUNT_ATTR_RDONLY
        .or(MountAttrFlags.MOUNT_ATTR_NOSUID)
        .or(MountAttrFlags.MOUNT_ATTR_NODEV);
  }

  @Test
  void aLoopDeviceThatIsRefusedForAnotherReasonEndsIt() {
    Kernel kernel = mock();
    when(kernel.openat(any(), any(), any(), any())).thenReturn(new Fd(3));
    doThrow(new KernelException(Errno.EPERM, "ioctl(3, LOOP_CONFIGURE)"))
        .when(kernel)
        .ioctlLoopConfigure(any(), any());

    assertThatThrownBy(() -> Squashfs.mount(kernel, "/i.img"))
        .hasMessage("ioctl(\"/dev/loop0\", LOOP_CONFIGURE): EPERM");
    verify(kernel, never()).fsopen(any(), any());
  }
}
