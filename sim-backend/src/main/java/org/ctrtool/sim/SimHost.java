package org.ctrtool.sim;

import static org.ctrtool.api.Fd.AT_FDCWD;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.SystemName;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.Directory;
import org.ctrtool.sim.fs.DiskSuperBlock;
import org.ctrtool.sim.fs.FileTree;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.TmpfsSuperBlock;
import org.ctrtool.sim.mount.MountNamespace;
import org.ctrtool.sim.ns.NamespaceType;
import org.ctrtool.sim.path.Lookup;
import org.ctrtool.sim.path.PathWalk;
import org.ctrtool.sim.snapshot.HostSnapshot;
import org.ctrtool.sim.task.Machine;
import org.ctrtool.sim.task.Programs;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.jspecify.annotations.Nullable;

/**
 * Builds simulated hosts.
 *
 * <pre>{@code
 * SimKernel host = SimHost.with().tmpfs("/secret").user("alice", 1000).boot();
 * Kernel inside = host.as("alice").unshared(CLONE_NEWUSER.or(CLONE_NEWNS));
 * assertRefused(MOUNT_IS_LOCKED, () -> inside.umount2("/secret", UmountFlags.NONE));
 * }</pre>
 *
 * <p>Without further words there are: a root file system with the usual directories, proc, sysfs,
 * devtmpfs, devpts and tmpfs where they usually are, all mounts shared, and the users root and
 * {@code user} (1000).
 */
public final class SimHost {
  private static final int DISK_GROUP = 6;
  private static final Dev DISK = new Dev(254, 0);
  private static final long MOUNT_NUMBER = 0xEFFFFFF8L;
  private static final MountFlags NO_SUID_DEV_EXEC =
      MountFlags.MS_NOSUID.or(MountFlags.MS_NODEV).or(MountFlags.MS_NOEXEC);

  private final Machine machine = new Machine();
  private final List<Consumer<SimKernel>> steps = new ArrayList<>();
  private boolean standard = true;
  private boolean shared = true;
  private int umask = 0022;
  private @Nullable HostSnapshot snapshot;

  private SimHost() {
    machine.users().put("root", new Machine.Account(0, 0, List.of()));
    machine.users().put("user", new Machine.Account(1000, 1000, List.of()));
  }

  /** A usual host, to which more can be added. */
  public static SimHost with() {
    return new SimHost();
  }

  /** A host with an empty root file system and no other mounts. */
  public static SimHost bare() {
    SimHost host = new SimHost();
    host.standard = false;
    return host;
  }

  /**
   * A model of a host that was captured. Its only named user is root; {@link #boot} returns the
   * process that the snapshot is of. {@code notes()} of the machine say what is only roughly so.
   */
  public static SimHost from(HostSnapshot snapshot) {
    SimHost host = new SimHost();
    host.machine.users().remove("user");
    host.snapshot = snapshot;
    return host;
  }

  // What there is

  /** A user with a group of the same number. */
  public SimHost user(String name, long uid) {
    return user(name, uid, uid);
  }

  /** A user. */
  public SimHost user(String name, long uid, long gid, Long... groups) {
    machine.users().put(name, new Machine.Account(uid, gid, List.of(groups)));
    return this;
  }

  /** A directory of root with mode 0755, and those above it. */
  public SimHost directory(String path) {
    return directory(path, 0755, 0, 0);
  }

  /** A directory, and those above it. */
  public SimHost directory(String path, int mode, long owner, long group) {
    steps.add(
        kernel -> {
          makeDirectories(kernel, path);
          own(kernel, path, owner, group);
          kernel.fchmodat(AT_FDCWD, path, new Mode(mode));
        });
    return this;
  }

  /** A file of root with mode 0644. */
  public SimHost file(String path, String content) {
    return file(path, content, 0644, 0, 0);
  }

  /** A file. */
  public SimHost file(String path, String content, int mode, long owner, long group) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    steps.add(kernel -> makeFile(kernel, path, bytes, mode, owner, group));
    return this;
  }

  /** A symbolic link. */
  public SimHost symlink(String path, String target) {
    steps.add(
        kernel -> {
          makeDirectories(kernel, parentOf(path));
          kernel.symlinkat(target, AT_FDCWD, path);
        });
    return this;
  }

  /** A device node of root; {@code mode} has the type. */
  public SimHost device(String path, Mode mode, Dev device) {
    steps.add(
        kernel -> {
          makeDirectories(kernel, parentOf(path));
          kernel.mknodat(AT_FDCWD, path, mode, device);
          kernel.fchmodat(AT_FDCWD, path, new Mode(mode.permissions()));
        });
    return this;
  }

  /** A new tmpfs; the directory is made if it is not there. */
  public SimHost tmpfs(String path) {
    return mount("tmpfs", path, "tmpfs", MountFlags.NONE, null);
  }

  /** A mount; the directory is made if it is not there. */
  public SimHost mount(
      String source, String target, String type, MountFlags flags, @Nullable String data) {
    steps.add(
        kernel -> {
          makeDirectories(kernel, target);
          kernel.mount(source, target, type, flags, data);
        });
    return this;
  }

  /** A bind mount of a directory; the target is made if it is not there. */
  public SimHost bind(String source, String target) {
    steps.add(
        kernel -> {
          makeDirectories(kernel, target);
          kernel.mount(source, target, null, MountFlags.MS_BIND, null);
        });
    return this;
  }

  /** Anything that root's calls can bring about. */
  public SimHost after(Consumer<? super Kernel> calls) {
    steps.add(calls::accept);
    return this;
  }

  /**
   * An image of a read-only file system.
   *
   * @param type {@code squashfs} or another type that the simulation has
   * @param content fills the file system
   */
  public SimHost image(String path, String type, Consumer<ImageTree> content) {
    steps.add(
        kernel -> {
          makeFile(kernel, path, type.getBytes(StandardCharsets.UTF_8), 0644, 0, 0);
          machine.loops().putImage(inodeAt(kernel, path), device -> image(type, device, content));
        });
    return this;
  }

  private DiskSuperBlock image(String type, Dev device, Consumer<ImageTree> content) {
    DiskSuperBlock image = DiskSuperBlock.image(type, device, machine.userNamespace());
    content.accept(new ImageTree(machine, image));
    return image;
  }

  // Programs

  /** A program with code, which copies of its file run, too. */
  public SimHost program(String path, SimProgram program) {
    byte[] content = machine.programs().register(path, program);
    steps.add(kernel -> makeFile(kernel, path, content, 0755, 0, 0));
    return this;
  }

  /** An executable file about which nothing else is known. */
  public SimHost executable(String path) {
    steps.add(kernel -> makeFile(kernel, path, Programs.contentOfUnknown(), 0755, 0, 0));
    return this;
  }

  /** A script: an executable text file. */
  public SimHost script(String path, String text) {
    return file(path, text, 0755, 0, 0);
  }

  /** Chooses the exit status of programs without code, which is 0 otherwise. */
  public SimHost unknownProgramsExitWith(ToIntFunction<Execution> status) {
    machine.programs().setStatusOfUnknown(status);
    return this;
  }

  // The machine

  /** The host name. */
  public SimHost hostName(String name) {
    SystemName old = machine.name();
    machine.setName(
        new SystemName(
            old.system(), name, old.release(), old.version(), old.machine(), old.domain()));
    return this;
  }

  /** The kernel's release, as {@code 6.18.0}. */
  public SimHost kernel(String release) {
    SystemName old = machine.name();
    machine.setName(
        new SystemName(
            old.system(), old.node(), release, old.version(), old.machine(), old.domain()));
    return this;
  }

  /** The file mode creation mask of every login. */
  public SimHost umask(int mask) {
    umask = mask;
    return this;
  }

  /** A limit of {@code /proc/sys/user}: how many namespaces of a type each user may make. */
  public SimHost limit(NamespaceType type, int limit) {
    machine.userNamespace().setLimit(type, limit);
    return this;
  }

  /** Mounts stay private, as before an init makes them shared. */
  public SimHost privateMounts() {
    shared = false;
    return this;
  }

  /**
   * Starts the machine.
   *
   * @return a login of root; of a captured host, the process that was captured
   */
  public SimKernel boot() {
    TmpfsSuperBlock devices = FileSystemTypes.registerAll(machine);
    machine.loops().onNew(index -> loopNode(devices, index));
    if (snapshot != null) {
      return bootFound(snapshot);
    }
    Task init = bootInto(devices);
    init.fs().setUmask(new Mode(umask));
    SimKernel builder = new SimKernel(Logins.login(machine, "root"));
    builder.umask(new Mode(0));
    if (standard) {
      standard(builder);
    }
    steps.forEach(step -> step.accept(builder));
    if (shared) {
      builder.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_SHARED), null);
    }
    builder.umask(new Mode(umask));
    builder.chdir("/");
    return builder;
  }

  private SimKernel bootFound(HostSnapshot found) {
    SimKernel process = new SimKernel(FoundHost.boot(machine, found));
    SimKernel builder = process.as("root");
    builder.umask(new Mode(0));
    steps.forEach(step -> step.accept(builder));
    return process;
  }

  /** As prepare_namespace() in init/do_mounts.c: the root file system hides the initial one. */
  private Task bootInto(TmpfsSuperBlock devices) {
    TmpfsSuperBlock initial =
        new TmpfsSuperBlock("rootfs", machine.vfs().newAnonymousDevice(), machine.userNamespace());
    initial.setRoot(new Dentry("", new Directory(initial, new Mode(0755), Kuid.ROOT, Kgid.ROOT)));
    Mode node = new Mode(Mode.S_IFBLK | 0660);
    new FileTree(initial).directory("/root", 0700).device("/dev/vda", node, DISK);
    new FileTree(devices).device("/vda", node, DISK);
    machine
        .vfs()
        .devices()
        .insert(DISK, DiskSuperBlock.disk("ext4", DISK, machine.userNamespace()));
    MountNamespace mounts =
        machine.mounts().newNamespace(machine.userNamespace(), MOUNT_NUMBER, initial, "rootfs");
    Task init = machine.boot(mounts.root().rootLocation(), mounts);
    SimKernel kernel = new SimKernel(init);
    kernel.mount("/dev/vda", "/root", "ext4", MountFlags.NONE, null);
    kernel.chdir("/root");
    kernel.mount(".", "/", null, MountFlags.MS_MOVE, null);
    kernel.chroot(".");
    return init;
  }

  private static void standard(SimKernel kernel) {
    for (String each :
        List.of(
            "/usr/bin",
            "/usr/sbin",
            "/usr/lib",
            "/usr/lib64",
            "/etc",
            "/var/tmp",
            "/var/lib",
            "/home",
            "/mnt",
            "/opt",
            "/srv",
            "/proc",
            "/sys",
            "/dev",
            "/run",
            "/root")) {
      makeDirectories(kernel, each);
    }
    for (String each : List.of("bin", "sbin", "lib", "lib64")) {
      kernel.symlinkat("usr/" + each, AT_FDCWD, "/" + each);
    }
    kernel.mkdirat(AT_FDCWD, "/tmp", new Mode(01777));
    kernel.fchmodat(AT_FDCWD, "/var/tmp", new Mode(01777));
    kernel.fchmodat(AT_FDCWD, "/root", new Mode(0700));
    makeFile(kernel, "/usr/bin/sh", Programs.contentOfUnknown(), 0755, 0, 0);
    makeFile(kernel, "/usr/bin/true", Programs.contentOfUnknown(), 0755, 0, 0);
    kernel.mount("proc", "/proc", "proc", NO_SUID_DEV_EXEC, null);
    kernel.mount("sysfs", "/sys", "sysfs", NO_SUID_DEV_EXEC, null);
    kernel.mount("cgroup2", "/sys/fs/cgroup", "cgroup2", NO_SUID_DEV_EXEC, null);
    standardDevices(kernel);
    kernel.mount(
        "tmpfs", "/run", "tmpfs", MountFlags.MS_NOSUID.or(MountFlags.MS_NODEV), "mode=755");
  }

  private static void standardDevices(SimKernel kernel) {
    kernel.mount("devtmpfs", "/dev", "devtmpfs", MountFlags.MS_NOSUID, null);
    node(kernel, "/dev/null", 0666, 1, 3);
    node(kernel, "/dev/zero", 0666, 1, 5);
    node(kernel, "/dev/full", 0666, 1, 7);
    node(kernel, "/dev/random", 0666, 1, 8);
    node(kernel, "/dev/urandom", 0666, 1, 9);
    node(kernel, "/dev/tty", 0666, 5, 0);
    node(kernel, "/dev/ptmx", 0666, 5, 2);
    node(kernel, "/dev/loop-control", 0600, 10, 237);
    makeDirectories(kernel, "/dev/net");
    node(kernel, "/dev/net/tun", 0666, 10, 200);
    makeDirectories(kernel, "/dev/pts");
    makeDirectories(kernel, "/dev/shm");
    makeDirectories(kernel, "/dev/mqueue");
    kernel.mount(
        "devpts",
        "/dev/pts",
        "devpts",
        MountFlags.MS_NOSUID.or(MountFlags.MS_NOEXEC),
        "gid=5,mode=620,ptmxmode=000");
    kernel.mount("tmpfs", "/dev/shm", "tmpfs", MountFlags.MS_NOSUID.or(MountFlags.MS_NODEV), null);
    kernel.mount("mqueue", "/dev/mqueue", "mqueue", NO_SUID_DEV_EXEC, null);
    kernel.symlinkat("/proc/self/fd", AT_FDCWD, "/dev/fd");
    kernel.symlinkat("/proc/self/fd/0", AT_FDCWD, "/dev/stdin");
    kernel.symlinkat("/proc/self/fd/1", AT_FDCWD, "/dev/stdout");
    kernel.symlinkat("/proc/self/fd/2", AT_FDCWD, "/dev/stderr");
  }

  /** devtmpfs makes the node, whoever asked for the device. */
  private static void loopNode(TmpfsSuperBlock devices, int index) {
    new FileTree(devices)
        .ownedBy(Kuid.ROOT, new Kgid(DISK_GROUP))
        .device("/loop" + index, new Mode(Mode.S_IFBLK | 0660), new Dev(7, index));
  }

  private static void node(SimKernel kernel, String path, int mode, int major, int minor) {
    kernel.mknodat(AT_FDCWD, path, new Mode(Mode.S_IFCHR | mode), new Dev(major, minor));
  }

  private static Inode inodeAt(SimKernel kernel, String path) {
    return PathWalk.lookup(kernel.task(), path, Lookup.FOLLOW).dentry().inode();
  }

  private static String parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private static void makeDirectories(SimKernel kernel, String path) {
    int at = 1;
    while (at < path.length()) {
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      String upTo = path.substring(0, end);
      kernel.tolerating(Errno.EEXIST, child -> child.mkdirat(AT_FDCWD, upTo, new Mode(0755)));
      at = end + 1;
    }
  }

  private static void makeFile(
      SimKernel kernel, String path, byte[] content, int mode, long owner, long group) {
    makeDirectories(kernel, parentOf(path));
    Fd fd =
        kernel.openat(
            AT_FDCWD,
            path,
            OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT).or(OpenFlags.O_TRUNC),
            new Mode(mode));
    if (content.length > 0) {
      kernel.writeAll(fd, content);
    }
    kernel.close(fd);
    own(kernel, path, owner, group);
    kernel.fchmodat(AT_FDCWD, path, new Mode(mode));
  }

  private static void own(SimKernel kernel, String path, long owner, long group) {
    if (owner != 0 || group != 0) {
      kernel.fchownat(AT_FDCWD, path, new Uid(owner), new Gid(group), AtFlags.NONE);
    }
  }
}
