package org.ctrtool.tools.rootfs;

import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOEXEC;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOSUID;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;

/**
 * Fills an empty root file system, everything relative to its descriptor. The steps are separate,
 * since who puts more into the root has to do it between them.
 */
public final class RootLayout {
  /** Where the read-only image is shown. */
  public static final String READ_ONLY_IMAGE = "_fsroot_ro";

  /** Where the writable image is shown. */
  public static final String READ_WRITE_IMAGE = "_fsroot_rw";

  private static final Mode FOR_ALL = new Mode(0777);
  private static final Mode PRIVATE = new Mode(0700);
  private static final Mode STICKY = new Mode(01777);

  private final ChildKernel kernel;
  private final Fd root;
  private final RootSettings settings;

  /**
   * Fills {@code root}.
   *
   * @param root the root directory of an empty, writable file system
   */
  public RootLayout(ChildKernel kernel, Fd root, RootSettings settings) {
    this.kernel = kernel;
    this.root = root;
    this.settings = settings;
  }

  /**
   * The host's device nodes, as detached mounts; to be opened while the host's names mean the
   * host's.
   */
  public static List<Fd> openDevices(ChildKernel kernel, RootSettings settings) {
    MountAttrFlags inert = MOUNT_ATTR_NOSUID.or(MOUNT_ATTR_NOEXEC);
    List<Fd> opened = new ArrayList<>();
    for (DeviceName device : DeviceName.values()) {
      if (settings.of(device) == DeviceDisposition.BIND) {
        opened.add(Trees.copyOfFile(kernel, Fd.AT_FDCWD, "/dev/" + device.deviceName(), inert));
      }
    }
    return opened;
  }

  /** Directories and links that are in every root. */
  public void makeSkeleton() {
    directory("proc", PRIVATE);
    directory("sys", PRIVATE);
    directory("dev", FOR_ALL);
    bindOnItself("dev");
    directory("dev/net", FOR_ALL);
    directory("dev/mqueue", PRIVATE);
    directory("dev/pts", PRIVATE);
    directory("run", FOR_ALL);
    bindOnItself("run");
    if (settings.runDirectories()) {
      makeRunDirectories();
    }
    temporary("tmp");
  }

  private void bindOnItself(String name) {
    if (settings.systemd()) {
      Fd tree = Trees.copyOf(kernel, root, name, MountAttrFlags.NONE);
      Trees.attach(kernel, tree, root, name);
    }
  }

  private void makeRunDirectories() {
    temporary("run/lock");
    if (settings.systemd()) {
      temporary("dev/shm");
      kernel.symlinkat("/dev/shm", root, "run/shm");
    } else {
      temporary("run/shm");
      kernel.symlinkat("/run/shm", root, "dev/shm");
    }
  }

  /** The directories that come from an image or are new. */
  public void makeTopDirectories() {
    for (TopDirectory directory : TopDirectory.values()) {
      String name = directory.directoryName();
      switch (settings.of(directory)) {
        case NONE -> {}
        case READ_ONLY -> kernel.symlinkat(readOnlyTarget(directory), root, name);
        case READ_WRITE -> kernel.symlinkat(READ_WRITE_IMAGE + "/" + name, root, name);
        case DIRECTORY -> directory(name, new Mode(directory.mode()));
      }
    }
  }

  private String readOnlyTarget(TopDirectory directory) {
    String name = directory.directoryName();
    boolean merged = settings.mergedUsr() && directory.isMergedIntoUsr();
    return merged ? "usr/" + name : READ_ONLY_IMAGE + "/" + name;
  }

  /** The kernel's file systems but proc. */
  public void mountFileSystems() {
    if (settings.devpts()) {
      mount(FileSystem.devpts(), "dev/pts");
    }
    if (settings.mqueue()) {
      mount(FileSystem.mqueue(), "dev/mqueue");
    }
    if (settings.sysfs()) {
      mount(FileSystem.sysfs(), "sys");
    }
  }

  /** proc of the caller's PID namespace. */
  public void mountProc() {
    if (settings.proc()) {
      mount(FileSystem.proc(), "proc");
    }
  }

  private void mount(FileSystem what, String where) {
    kernel.doing("mounting " + what.type() + " on " + where);
    Trees.attach(kernel, Trees.of(kernel, what), root, where);
  }

  /**
   * The devices, and the links of /dev.
   *
   * @param opened what {@link #openDevices} returned for these settings
   */
  public void makeDevices(List<Fd> opened) {
    int next = 0;
    for (DeviceName device : DeviceName.values()) {
      String place = "dev/" + device.deviceName();
      switch (settings.of(device)) {
        case NONE -> {}
        case LINK -> kernel.symlinkat(device.hostLink(), root, place);
        case BIND -> {
          // A node that is nothing by itself, so that nothing is lost if the mount on it is.
          kernel.mknodat(root, place, new Mode(Mode.S_IFSOCK | 0666), Dev.NONE);
          Trees.attach(kernel, opened.get(next), root, place);
          next++;
        }
      }
    }
    kernel.symlinkat("/proc/self/fd", root, "dev/fd");
    kernel.symlinkat("fd/0", root, "dev/stdin");
    kernel.symlinkat("fd/1", root, "dev/stdout");
    kernel.symlinkat("fd/2", root, "dev/stderr");
    kernel.symlinkat("pts/ptmx", root, "dev/ptmx");
  }

  private void directory(String path, Mode mode) {
    kernel.mkdirat(root, path, mode);
  }

  private void temporary(String path) {
    directory(path, FOR_ALL);
    if (settings.worldWritableTemporaries()) {
      kernel.fchmodat(root, path, STICKY);
    }
  }
}
