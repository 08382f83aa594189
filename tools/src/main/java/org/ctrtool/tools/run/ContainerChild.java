package org.ctrtool.tools.run;

import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NODEV;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_NOSUID;
import static org.ctrtool.api.MountAttrFlags.MOUNT_ATTR_RDONLY;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.InterfaceFlags;
import org.ctrtool.api.InterfaceRequest;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttr;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Signal;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.files.Files;
import org.ctrtool.tools.mounts.FileSystem;
import org.ctrtool.tools.mounts.Trees;
import org.ctrtool.tools.privileges.PrivilegeDrop;
import org.ctrtool.tools.rootfs.RootLayout;
import org.jspecify.annotations.Nullable;

/**
 * What the container's first process does from its birth to its exec: a straight line, in the order
 * in which things happen. After {@link #changeRoot} nothing is looked up by name but the program.
 */
final class ContainerChild {
  private static final MountAttrFlags IMAGE =
      MOUNT_ATTR_RDONLY.or(MOUNT_ATTR_NOSUID).or(MOUNT_ATTR_NODEV);
  private static final MountAttrFlags SHARED_WITH_HOST = MOUNT_ATTR_NOSUID.or(MOUNT_ATTR_NODEV);
  private static final long LAST_DESCRIPTOR = 0xFFFFFFFFL;

  private final ChildKernel kernel;
  private final ContainerPlan plan;
  private final Handles handles;

  private ContainerChild(ChildKernel kernel, ContainerPlan plan, Handles handles) {
    this.kernel = kernel;
    this.plan = plan;
    this.handles = handles;
  }

  static void run(ChildKernel kernel, ContainerPlan plan, Handles handles) {
    new ContainerChild(kernel, plan, handles).run();
  }

  private void run() {
    closeParentsEnds();
    settleIds();
    enterNetwork();
    leaveHostsPropagation();
    Sources sources = openSources();
    becomeRoot();
    dieWithParent();
    Fd root = makeRoot();
    RootLayout layout = new RootLayout(kernel, root, plan.root());
    layout.makeSkeleton();
    showImage(layout, root, sources);
    attachExtras(root, sources, false);
    fillDevAndProc(layout, root, sources);
    attachExtras(root, sources, true);
    takeTerminal();
    @Nullable Fd workingDirectory = openWorkingDirectory(root);
    changeRoot(root, workingDirectory);
    lockMounts();
    nameHost();
    bringLoopbackUp();
    limitResources();
    dropPrivileges();
    execute();
  }

  /** Otherwise this process would itself keep the lifeline alive. */
  private void closeParentsEnds() {
    kernel.doing("starting the container");
    kernel.close(handles.lifeline().writeEnd());
    if (handles.release() != null) {
      kernel.close(handles.release().writeEnd());
    }
    if (handles.inner() != null) {
      kernel.close(handles.inner().entered().readEnd());
      kernel.close(handles.inner().release().writeEnd());
    }
  }

  private void settleIds() {
    switch (plan.ids()) {
      case ContainerPlan.Ids.Same same -> {}
      case ContainerPlan.Ids.OwnOnly own -> mapOwnIds();
      case ContainerPlan.Ids.Mapped mapped -> awaitMaps();
    }
  }

  /**
   * What needs no privilege: one ID each, one's own. Group maps then need setgroups to be given up.
   */
  private void mapOwnIds() {
    kernel.doing("mapping the caller to user 0");
    Files.write(kernel, Fd.AT_FDCWD, "/proc/self/setgroups", "deny");
    Files.write(kernel, Fd.AT_FDCWD, "/proc/self/uid_map", "0 " + plan.facts().uid() + " 1");
    Files.write(kernel, Fd.AT_FDCWD, "/proc/self/gid_map", "0 " + plan.facts().gid() + " 1");
  }

  private void awaitMaps() {
    kernel.doing("waiting for the ID maps");
    kernel.awaitByte(java.util.Objects.requireNonNull(handles.release()).readEnd());
  }

  private void enterNetwork() {
    if (handles.network() != null) {
      kernel.doing("entering the network namespace");
      kernel.setns(handles.network(), SetnsTypes.CLONE_NEWNET);
    }
  }

  /** Recursively: detaching the old root would otherwise unmount the host's shared mounts. */
  private void leaveHostsPropagation() {
    kernel.doing("making mounts independent of the host's");
    kernel.mount(null, "/", null, MountFlags.MS_REC.or(MountFlags.MS_SLAVE), null);
  }

  /** What comes from the host, as detached trees. */
  private record Sources(
      List<Fd> image, List<Fd> extras, List<Fd> devices, @Nullable Fd terminal) {}

  /**
   * Opens everything that has a name on the host, while names mean the host's and while this
   * process is still whoever the caller is.
   */
  private Sources openSources() {
    List<Fd> image = openImage();
    List<Fd> extras = openExtras();
    kernel.doing("opening the devices");
    List<Fd> devices = RootLayout.openDevices(kernel, plan.root());
    Handles.Terminal terminal = handles.terminal();
    @Nullable Fd slave =
        terminal == null
            ? null
            : Trees.copyOfFile(
                kernel,
                Fd.AT_FDCWD,
                terminal.slavePath(),
                MOUNT_ATTR_NOSUID.or(MountAttrFlags.MOUNT_ATTR_NOEXEC));
    return new Sources(image, extras, devices, slave);
  }

  private List<Fd> openImage() {
    kernel.doing("opening the image");
    return switch (plan.image()) {
      case ContainerPlan.Image.Mounted mounted -> List.of(mounted.tree());
      case ContainerPlan.Image.Directory directory ->
          List.of(Trees.copyOf(kernel, Fd.AT_FDCWD, directory.path(), IMAGE));
      case ContainerPlan.Image.HostSystem system -> openSystem(system);
    };
  }

  private List<Fd> openSystem(ContainerPlan.Image.HostSystem system) {
    List<Fd> trees = new ArrayList<>();
    for (HostFacts.SystemEntry entry : system.entries()) {
      if (entry.link() == null) {
        trees.add(Trees.copyOf(kernel, Fd.AT_FDCWD, "/" + entry.name(), IMAGE));
      }
    }
    return trees;
  }

  private List<Fd> openExtras() {
    List<Fd> trees = new ArrayList<>();
    for (RunRequest.ExtraMount mount : plan.request().mounts()) {
      if (mount instanceof RunRequest.ExtraMount.Bind bind) {
        kernel.doing("opening " + bind.source());
        MountAttrFlags attributes =
            bind.readOnly() ? SHARED_WITH_HOST.or(MOUNT_ATTR_RDONLY) : SHARED_WITH_HOST;
        trees.add(Trees.copyOf(kernel, Fd.AT_FDCWD, bind.source(), attributes));
      } else {
        // A tmpfs has no source; it is made when this process is the container's user 0.
        trees.add(Fd.AT_FDCWD);
      }
    }
    return trees;
  }

  private void becomeRoot() {
    if (plan.ids() instanceof ContainerPlan.Ids.OwnOnly) {
      return;
    }
    kernel.doing("becoming user 0");
    if (plan.facts().maySetGroups()) {
      kernel.setgroups(List.of());
    }
    if (plan.ids() instanceof ContainerPlan.Ids.Mapped) {
      kernel.setresgid(Gid.ROOT, Gid.ROOT, Gid.ROOT);
      kernel.setresuid(Uid.ROOT, Uid.ROOT, Uid.ROOT);
    }
  }

  /**
   * The container ends with whoever started it. If the parent died before the signal was asked for,
   * the lifeline is at its end.
   */
  private void dieWithParent() {
    kernel.doing("tying the container to its starter");
    kernel.prctlSetPdeathsig(Signal.SIGKILL);
    kernel.tolerating(Errno.EAGAIN, k -> k.awaitByte(handles.lifeline().readEnd()));
  }

  /**
   * The new root is stacked on the old one, and filled through its descriptor: absolute names go on
   * meaning the host's.
   */
  private Fd makeRoot() {
    kernel.doing("making the root file system");
    kernel.umask(new Mode(022));
    Fd root = Trees.of(kernel, FileSystem.of("tmpfs", "mode=0755", SHARED_WITH_HOST));
    kernel.moveMount(
        root, "", Fd.AT_FDCWD, "/", org.ctrtool.api.MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH);
    return root;
  }

  private void showImage(RootLayout layout, Fd root, Sources sources) {
    kernel.doing("showing the image");
    kernel.mkdirat(root, RootLayout.READ_ONLY_IMAGE, new Mode(0755));
    if (plan.image() instanceof ContainerPlan.Image.HostSystem system) {
      showSystem(system, root, sources);
    } else {
      Trees.attach(kernel, sources.image().get(0), root, RootLayout.READ_ONLY_IMAGE);
    }
    layout.makeTopDirectories();
  }

  /** The host's system directories together look like an image: a read-only file system. */
  private void showSystem(ContainerPlan.Image.HostSystem system, Fd root, Sources sources) {
    Fd image = Trees.of(kernel, FileSystem.of("tmpfs", "mode=0755", SHARED_WITH_HOST));
    Trees.attach(kernel, image, root, RootLayout.READ_ONLY_IMAGE);
    int next = 0;
    for (HostFacts.SystemEntry entry : system.entries()) {
      String place = RootLayout.READ_ONLY_IMAGE + "/" + entry.name();
      if (entry.link() == null) {
        kernel.mkdirat(root, place, new Mode(0755));
        Trees.attach(kernel, sources.image().get(next), root, place);
        next++;
      } else {
        kernel.symlinkat(entry.link(), root, place);
      }
    }
    kernel.mountSetattr(
        root, RootLayout.READ_ONLY_IMAGE, AtFlags.NONE, MountAttr.set(MOUNT_ATTR_RDONLY));
  }

  /**
   * Binds and file systems of the request. Those below /dev and /proc come after these are filled,
   * all others before, so that no link in an image leads one of them there.
   */
  private void attachExtras(Fd root, Sources sources, boolean late) {
    List<RunRequest.ExtraMount> mounts = plan.request().mounts();
    for (int i = 0; i < mounts.size(); i++) {
      RunRequest.ExtraMount mount = mounts.get(i);
      if (isLate(mount.target()) == late) {
        kernel.doing("mounting " + mount.target());
        Fd tree = tree(mount, sources.extras().get(i));
        Fd place = new Target(kernel, root).make(mount.target(), plan.places().get(i));
        Trees.attachOn(kernel, tree, place);
      }
    }
  }

  private static boolean isLate(String target) {
    return target.startsWith("/dev/") || target.startsWith("/proc/");
  }

  private Fd tree(RunRequest.ExtraMount mount, Fd opened) {
    if (mount instanceof RunRequest.ExtraMount.Tmpfs tmpfs) {
      return Trees.of(kernel, FileSystem.of("tmpfs", tmpfs.options(), SHARED_WITH_HOST));
    }
    return opened;
  }

  private void fillDevAndProc(RootLayout layout, Fd root, Sources sources) {
    kernel.doing("showing the devices");
    layout.makeDevices(sources.devices());
    if (sources.terminal() != null) {
      kernel.mknodat(root, "dev/console", new Mode(Mode.S_IFSOCK | 0600), org.ctrtool.api.Dev.NONE);
      Trees.attach(kernel, sources.terminal(), root, "dev/console");
    }
    layout.mountFileSystems();
    kernel.doing("mounting proc");
    Fd proc = Trees.of(kernel, FileSystem.proc());
    kernel.moveMount(
        proc, "", root, "proc", org.ctrtool.api.MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH);
    kernel.doing("covering parts of proc");
    plan.covers().attach(kernel, proc);
    kernel.close(proc);
  }

  /** A session of its own in any case: nobody inside can push input into the caller's terminal. */
  private void takeTerminal() {
    kernel.doing("taking the terminal");
    kernel.setsid();
    Handles.Terminal terminal = handles.terminal();
    if (terminal != null) {
      Fd slave = terminal.slave();
      kernel.ioctlTiocsctty(slave, 0);
      kernel.dup3(slave, Fd.STDIN, PipeFlags.NONE);
      kernel.dup3(slave, Fd.STDOUT, PipeFlags.NONE);
      kernel.dup3(slave, Fd.STDERR, PipeFlags.NONE);
    }
  }

  private @Nullable Fd openWorkingDirectory(Fd root) {
    String directory = plan.request().workingDirectory();
    if (directory.equals("/")) {
      return null;
    }
    kernel.doing("opening the working directory");
    return new Target(kernel, root).open(directory);
  }

  private void changeRoot(Fd root, @Nullable Fd workingDirectory) {
    kernel.doing("changing the root");
    kernel.fchdir(root);
    kernel.pivotRoot(".", ".");
    kernel.umount2(".", UmountFlags.MNT_DETACH);
    if (workingDirectory != null) {
      kernel.fchdir(workingDirectory);
    }
  }

  /** See {@link ContainerPlan#locksMounts}. The parent writes the maps: they have no name here. */
  private void lockMounts() {
    Handles.Inner inner = handles.inner();
    if (inner != null) {
      kernel.doing("locking the mounts");
      kernel.unshare(plan.innerNamespaces());
      kernel.writeAll(inner.entered().writeEnd(), new byte[1]);
      kernel.awaitByte(inner.release().readEnd());
    }
  }

  private void nameHost() {
    kernel.doing("setting the host name");
    kernel.sethostname(OsStrings.encode(plan.request().hostname()));
  }

  private void bringLoopbackUp() {
    if (plan.hasOwnNetwork()) {
      kernel.doing("bringing the loopback interface up");
      Fd socket = kernel.socketInetDgram();
      kernel.ioctlSiocsifflags(socket, new InterfaceRequest("lo", InterfaceFlags.IFF_UP));
      kernel.close(socket);
    }
  }

  private void limitResources() {
    kernel.doing("setting resource limits");
    for (ContainerPlan.ResolvedLimit limit : plan.limits()) {
      kernel.setrlimit(Pid.SELF, limit.resource(), limit.limit());
    }
  }

  private void dropPrivileges() {
    PrivilegeDrop drop = PrivilegeDrop.to(plan.capabilities(), plan.facts().lastCapability());
    drop.change(kernel);
    drop.relinquish(kernel);
    kernel.tolerating(Errno.ENOSYS, ChildKernel::keyctlJoinSessionKeyring);
    drop.forbidNew(kernel);
  }

  private void execute() {
    List<String> command = plan.request().command();
    kernel.doing("executing " + command.get(0));
    kernel.closeRange(3, LAST_DESCRIPTOR, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    for (int kept : plan.request().keptDescriptors()) {
      kernel.fcntlSetfd(new Fd(kept), FdFlags.NONE);
    }
    Environment environment = new Environment(plan.request().environment());
    if (handles.init() == null) {
      kernel.execvpe(command.get(0), command, environment, Invocation.searchPath(environment));
    } else {
      List<String> init = new ArrayList<>(List.of("ctrtool", "_init"));
      init.addAll(command);
      kernel.execveat(handles.init(), "", init, environment, AtFlags.AT_EMPTY_PATH);
    }
  }
}
