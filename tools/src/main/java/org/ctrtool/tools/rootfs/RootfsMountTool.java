package org.ctrtool.tools.rootfs;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;

/**
 * Builds the skeleton of a container's root file system on a tmpfs. The tree is filled while it is
 * detached and attached as the last step: a failure leaves nothing behind.
 */
public final class RootfsMountTool implements Tool<RootOptions> {
  /** The tool. */
  public RootfsMountTool() {}

  @Override
  public String name() {
    return "rootfs-mount";
  }

  @Override
  public List<String> aliases() {
    return List.of("container-rootfs-mount");
  }

  @Override
  public String summary() {
    return "build a root file system on a tmpfs";
  }

  @Override
  public Grammar<RootOptions> grammar() {
    return Grammar.of(name(), RootOptions::new)
        .describedAs(
            "Mounts a tmpfs on MOUNTPOINT and makes in it: top directories as links into an image"
                + " (_fsroot_ro or _fsroot_rw) or as new directories, a small /dev, and /proc, /sys,"
                + " /run and /tmp.")
        .describedAs(
            "Settings: tmpfs_mount_opts=TEXT, umask=NUMBER, run_dirs, tmp_world, mount_mqueue,"
                + " mount_devpts, mount_sysfs, mount_proc, systemd, root_symlink_usr (booleans),"
                + " root_link_opts (a number, none, all_ro, all_rw, all_dirs, usr_ro, usr_ro_tmp,"
                + " usr_rw_tmp), dev_opts (a number, none, symlink_host, symlink_host_v2, bind_host,"
                + " bind_host_v2).")
        .option('o', "set", "NAME=VALUE", "change a setting; repeatable", RootOptions::set)
        .flag('t', "compatible", "accepted for compatibility, no effect", o -> {})
        .operands("MOUNTPOINT", 1, 1, (o, words) -> o.mountPoint = words.get(0))
        .status(0, "done")
        .status(1, "something failed; nothing was mounted")
        .status(2, "usage error, nothing was done")
        .example("ctrtool rootfs-mount /mnt", "links into a writable image")
        .example(
            "ctrtool rootfs-mount -o root_link_opts=usr_ro -o mount_sysfs=1 /mnt",
            "the system read-only, data writable")
        .build();
  }

  @Override
  public int run(RootOptions options, Invocation invocation, Kernel kernel) {
    RootSettings settings = options.settings();
    kernel.doing("opening the devices");
    List<Fd> devices = RootLayout.openDevices(kernel, settings);
    check(kernel, settings, devices);
    kernel.doing("making the root file system");
    kernel.umask(options.umask);
    FileSystem tmpfs =
        FileSystem.of("tmpfs", options.tmpfsOptions, MountAttrFlags.NONE)
            .with("source", "/dev/null");
    Fd root = Trees.of(kernel, tmpfs);
    fill(kernel, root, settings, devices);
    kernel.doing("mounting it on " + options.mountPoint);
    kernel.moveMount(
        root,
        "",
        Fd.AT_FDCWD,
        options.mountPoint,
        MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH.or(MoveMountFlags.MOVE_MOUNT_T_SYMLINKS));
    kernel.close(root);
    return 0;
  }

  private static void fill(Kernel kernel, Fd root, RootSettings settings, List<Fd> devices) {
    RootLayout layout = new RootLayout(kernel, root, settings);
    layout.makeSkeleton();
    kernel.doing("mounting the kernel's file systems");
    layout.mountProc();
    layout.mountFileSystems();
    kernel.doing("making the top directories");
    layout.makeTopDirectories();
    kernel.doing("showing the devices");
    layout.makeDevices(devices);
  }

  /** What is bound as /dev/null should be the null device, whatever the caller's /dev holds. */
  private static void check(Kernel kernel, RootSettings settings, List<Fd> opened) {
    int next = 0;
    for (DeviceName device : DeviceName.values()) {
      if (settings.of(device) == DeviceDisposition.BIND) {
        Dev number = kernel.fstatat(opened.get(next), "", AtFlags.AT_EMPTY_PATH).special();
        if (!number.equals(device.number())) {
          throw new KernelException(
              Errno.ENODEV, "/dev/" + device.deviceName() + " is not " + device.number());
        }
        next++;
      }
    }
  }
}
