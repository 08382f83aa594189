package org.ctrtool.tools.rootfs;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Tool;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;
import org.jspecify.annotations.Nullable;

/**
 * Builds the skeleton of a container's root file system on a tmpfs. The tree is filled while it is
 * detached and attached as the last step: a failure leaves nothing behind.
 */
public final class RootfsMountTool implements Tool<RootOptions> {
  /** The mount point is looked up once, and has to be a directory. */
  private static final OpenFlags PLACE =
      OpenFlags.O_PATH.or(OpenFlags.O_DIRECTORY).or(OpenFlags.O_CLOEXEC);

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
            "Settings, with what holds if nothing is said: tmpfs_mount_opts (mode=0755);"
                + " tmpfs_flags, a list of nosuid, nodev, noexec, noatime, nosymfollow (none);"
                + " umask (022); booleans run_dirs, tmp_world, mount_mqueue, mount_devpts (true),"
                + " mount_sysfs, mount_proc, systemd, root_symlink_usr (false); pid_ns, the PID"
                + " namespace whose proc is mounted (none); root_link_opts: none, all_ro, all_rw,"
                + " all_dirs, usr_ro, usr_ro_tmp, usr_rw_tmp or a number (all_rw); dev_opts: none,"
                + " symlink_host, symlink_host_v2, bind_host, bind_host_v2 or a number"
                + " (bind_host_v2: mind that this includes /dev/net/tun). Devices are taken from the"
                + " caller's /dev.")
        .option('o', "set", "NAME=VALUE", "change a setting; repeatable", RootOptions::set)
        .option(
            'p',
            "proc-only",
            "PIDNS",
            "mount nothing but proc, of the PID namespace in this file; settings are not used",
            (o, v) -> o.procOnly = v)
        .flag('t', "compatible", "accepted for compatibility, no effect", o -> {})
        .operands("MOUNTPOINT", 1, 1, (o, words) -> o.mountPoint = words.get(0))
        .status(0, "done")
        .status(1, "something failed; nothing was mounted")
        .status(2, "usage error, nothing was done")
        .difference("The tree is complete before it is attached: a failure leaves nothing behind.")
        .difference(
            "A setting that is not known, a bad value, disposition 3 for a device and a second"
                + " operand are usage errors, found before anything is done; of a repeated setting"
                + " the last value counts.")
        .difference("MOUNTPOINT is looked up once.")
        .difference("What fails is status 1, with the call and its error, also with -p.")
        .difference("tmpfs_flags is new.")
        .difference("Devices are bound nosuid and noexec, and only if they are those devices.")
        .example("ctrtool rootfs-mount -p /proc/7/ns/pid /mnt", "proc of another PID namespace")
        .example("ctrtool rootfs-mount /mnt", "links into a writable image")
        .example(
            "ctrtool rootfs-mount -o root_link_opts=usr_ro -o mount_sysfs=1 /mnt",
            "the system read-only, data writable")
        .build();
  }

  @Override
  public int run(RootOptions options, Invocation invocation, Kernel kernel) {
    kernel.doing("opening " + OsStrings.quoted(options.mountPoint));
    Fd mountPoint = kernel.openat(Fd.AT_FDCWD, options.mountPoint, PLACE, Mode.NONE);
    String foreign = options.foreignProc();
    @Nullable Fd proc = foreign == null ? null : ForeignProc.of(kernel, foreign);
    Fd tree = options.procOnly != null && proc != null ? proc : build(options, proc, kernel);
    kernel.doing("mounting it on " + OsStrings.quoted(options.mountPoint));
    Trees.attachOn(kernel, tree, mountPoint);
    return 0;
  }

  private static Fd build(RootOptions options, @Nullable Fd proc, Kernel kernel) {
    RootSettings settings = options.settings();
    kernel.doing("opening the devices");
    List<Fd> devices = RootLayout.openDevices(kernel, settings);
    check(kernel, settings, devices);
    kernel.doing("making the root file system");
    kernel.umask(options.umask);
    FileSystem tmpfs =
        FileSystem.of("tmpfs", options.tmpfsOptions, options.tmpfsFlags)
            .with("source", "/dev/null");
    Fd root = Trees.of(kernel, tmpfs);
    RootLayout layout = new RootLayout(kernel, root, settings);
    layout.makeSkeleton();
    kernel.doing("mounting proc on proc");
    if (proc == null) {
      layout.mountProc();
    } else {
      Trees.attach(kernel, proc, root, "proc");
    }
    layout.mountFileSystems();
    kernel.doing("making the top directories");
    layout.makeTopDirectories();
    kernel.doing("showing the devices");
    layout.makeDevices(devices);
    return root;
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
