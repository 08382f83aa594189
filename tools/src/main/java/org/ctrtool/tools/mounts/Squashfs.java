package org.ctrtool.tools.mounts;

import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NODEV;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOSUID;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_RDONLY;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.jspecify.annotations.Nullable;

/**
 * A squashfs image in a file. It is mounted through a loop device that vanishes with its last user,
 * so that nothing is left however the process ends.
 */
public final class Squashfs {
  /** How often a device may be taken by somebody else between asking for it and taking it. */
  private static final int ATTEMPTS = 64;

  private Squashfs() {}

  /**
   * Mounts the image and returns the detached mount, read-only.
   *
   * @throws KernelException EINVAL if the file is no squashfs image; EPERM, EACCES if the caller
   *     may not use loop devices or is not the superuser of the host
   */
  public static Fd mount(Kernel kernel, String image) {
    Fd file = kernel.openat(Fd.AT_FDCWD, image, readOnly(), Mode.NONE);
    Fd control =
        kernel.openat(
            Fd.AT_FDCWD, "/dev/loop-control", OpenFlags.O_RDWR.or(OpenFlags.O_CLOEXEC), Mode.NONE);
    for (int i = 0; i < ATTEMPTS; i++) {
      String device = "/dev/loop" + kernel.ioctlLoopCtlGetFree(control);
      Fd loop = kernel.openat(Fd.AT_FDCWD, device, readOnly(), Mode.NONE);
      @Nullable Errno refusal =
          Attempt.errno(() -> kernel.ioctlLoopConfigure(loop, new LoopConfig(file, true)));
      if (refusal == null) {
        kernel.close(file);
        kernel.close(control);
        return mountDevice(kernel, device, loop);
      }
      kernel.close(loop);
      if (!refusal.equals(Errno.EBUSY)) {
        throw new KernelException(refusal, "ioctl(\"" + device + "\", LOOP_CONFIGURE)");
      }
    }
    throw new KernelException(
        Errno.EBUSY, "ioctl(LOOP_CONFIGURE) on " + ATTEMPTS + " loop devices");
  }

  /** The device is ours as long as {@code loop} is open, and then as long as it is mounted. */
  private static Fd mountDevice(Kernel kernel, String device, Fd loop) {
    FileSystem squashfs =
        FileSystem.of(
                "squashfs", "ro", MOUNT_ATTR_RDONLY.or(MOUNT_ATTR_NOSUID).or(MOUNT_ATTR_NODEV))
            .with("source", device);
    Fd mount = Trees.of(kernel, squashfs);
    kernel.close(loop);
    return mount;
  }

  private static OpenFlags readOnly() {
    return OpenFlags.O_RDONLY.or(OpenFlags.O_CLOEXEC);
  }
}
