package org.ctrtool.tools.run;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.Fd;
import org.ctrtool.api.IdMap;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.tools.grammar.Limits;
import org.ctrtool.tools.rootfs.DeviceDisposition;
import org.ctrtool.tools.rootfs.DeviceName;
import org.ctrtool.tools.rootfs.Disposition;
import org.ctrtool.tools.rootfs.RootSettings;
import org.ctrtool.tools.rootfs.TopDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, with every decision taken: nothing in it depends on an answer that is still
 * to come.
 *
 * @param request what was asked for
 * @param facts what was found on the host
 * @param ids how user and group IDs are mapped
 * @param root the layout of the root file system
 * @param image what the read-only image is
 * @param places for each mount of the request, whether its target is a directory
 * @param covers what of /proc is covered
 * @param capabilities what the program will have
 * @param limits resource limits to set
 */
record ContainerPlan(
    RunRequest request,
    HostFacts facts,
    Ids ids,
    RootSettings root,
    Image image,
    List<Boolean> places,
    ProcCovers covers,
    CapabilitySet capabilities,
    List<ResolvedLimit> limits) {
  private static final int WRITABLE_BY_OTHERS = 022;

  /** How IDs are mapped. */
  sealed interface Ids {
    /** Not at all: no user namespace. */
    record Same() implements Ids {}

    /**
     * User and group 0 inside are the caller outside; the container's first process writes the maps
     * itself, which needs no privilege.
     */
    record OwnOnly() implements Ids {}

    /** Maps that the parent writes. */
    record Mapped(IdMap users, IdMap groups) implements Ids {}
  }

  /** What is shown as the read-only image. */
  sealed interface Image {
    /** The host's system directories. */
    record HostSystem(List<HostFacts.SystemEntry> entries) implements Image {}

    /** A directory of the host. */
    record Directory(String path) implements Image {}

    /** An image file that the parent has mounted, detached. */
    record Mounted(Fd tree) implements Image {}
  }

  /** A limit with both sides. */
  record ResolvedLimit(Resource resource, RLimit limit) {}

  /**
   * Decides.
   *
   * @param mountedImage the image, if it is a file that was mounted
   */
  static ContainerPlan of(
      Kernel kernel, RunRequest request, HostFacts facts, @Nullable Fd mountedImage) {
    Ids ids = ids(request, facts);
    RootSettings root = layout();
    return new ContainerPlan(
        request,
        facts,
        ids,
        root,
        image(kernel, request, root, mountedImage),
        places(kernel, request),
        showsMachinesRoot(ids, facts) ? ProcCovers.forThisKernel(kernel) : ProcCovers.NONE,
        capabilities(request, facts, ids),
        limits(kernel, request));
  }

  /** Everything of the image read-only, new directories where a container writes. */
  static RootSettings layout() {
    List<Disposition> directories = new ArrayList<>();
    for (TopDirectory directory : TopDirectory.values()) {
      boolean fromImage = directory.ordinal() <= TopDirectory.ETC.ordinal();
      directories.add(fromImage ? Disposition.READ_ONLY : Disposition.DIRECTORY);
    }
    List<DeviceDisposition> devices = RootSettings.allDevices(DeviceDisposition.BIND);
    devices.set(DeviceName.TUN.ordinal(), DeviceDisposition.NONE);
    return new RootSettings(
        directories, devices, true, true, false, false, true, true, false, true);
  }

  private static Ids ids(RunRequest request, HostFacts facts) {
    IdMap users = request.uidMap();
    IdMap groups = request.gidMap();
    boolean wanted = request.rootless() || users != null || groups != null;
    if (!wanted && facts.has(Capability.CAP_SYS_ADMIN)) {
      return new Ids.Same();
    }
    boolean mayMap =
        facts.has(Capability.CAP_SETUID)
            && facts.has(Capability.CAP_SETGID)
            && facts.maySetGroups();
    if (users == null && groups == null && !mayMap) {
      return new Ids.OwnOnly();
    }
    return new Ids.Mapped(
        users == null ? IdMap.of(0, facts.uid(), 1) : users,
        groups == null ? IdMap.of(0, facts.gid(), 1) : groups);
  }

  /** Whether some user inside is user 0 of the machine. */
  private static boolean showsMachinesRoot(Ids ids, HostFacts facts) {
    Uid root = facts.machinesRoot();
    if (root == null) {
      return false;
    }
    return switch (ids) {
      case Ids.Same same -> true;
      case Ids.OwnOnly own -> facts.uid() == root.number();
      case Ids.Mapped mapped -> hasOutside(mapped.users(), root.number());
    };
  }

  private static boolean hasOutside(IdMap users, long id) {
    for (IdMap.Extent extent : users.extents()) {
      if (id >= extent.outside() && id - extent.outside() < extent.count()) {
        return true;
      }
    }
    return false;
  }

  private static Image image(
      Kernel kernel, RunRequest request, RootSettings root, @Nullable Fd mountedImage) {
    if (mountedImage != null) {
      return new Image.Mounted(mountedImage);
    }
    String path = request.image();
    return path == null
        ? new Image.HostSystem(HostFacts.systemEntries(kernel, root.directories()))
        : new Image.Directory(path);
  }

  private static List<Boolean> places(Kernel kernel, RunRequest request) {
    List<Boolean> places = new ArrayList<>();
    for (RunRequest.ExtraMount mount : request.mounts()) {
      places.add(isDirectory(kernel, mount));
    }
    return places;
  }

  private static boolean isDirectory(Kernel kernel, RunRequest.ExtraMount mount) {
    if (mount instanceof RunRequest.ExtraMount.Bind bind) {
      Stat source = HostFacts.lookUp(kernel, bind.source());
      return source == null || source.mode().isDirectory();
    }
    return true;
  }

  private static CapabilitySet capabilities(RunRequest request, HostFacts facts, Ids ids) {
    CapabilitySet known = new CapabilitySet((1L << (facts.lastCapability() + 1 & 63)) - 1);
    CapabilitySet possible = ids instanceof Ids.Same ? facts.capabilities() : known;
    return request.capabilities().and(possible);
  }

  private static List<ResolvedLimit> limits(Kernel kernel, RunRequest request) {
    List<ResolvedLimit> limits = new ArrayList<>();
    for (Limits.Change limit : request.limits()) {
      RLimit current = kernel.getrlimit(Pid.SELF, limit.resource());
      limits.add(new ResolvedLimit(limit.resource(), limit.applied(current)));
    }
    return limits;
  }

  /**
   * Whether ctrtool's own program must not be what executes the command. A command that is a link to
   * /proc/self/exe, or names that as its interpreter, is ctrtool's program on the host, and others
   * in the container can open it there; whoever may write to it can do so in the moment in which
   * ctrtool has been killed and the container has not (CVE-2019-5736).
   *
   * @param program where ctrtool's own program is
   */
  boolean needsCopyOf(Kernel kernel, String program) {
    return request.init() || showsForeignFiles() && mayWriteTo(kernel, program);
  }

  /** The host's own system holds no such links. */
  private boolean showsForeignFiles() {
    return !(image instanceof Image.HostSystem) || !request.mounts().isEmpty();
  }

  private boolean mayWriteTo(Kernel kernel, String program) {
    Stat stat = kernel.fstatat(Fd.AT_FDCWD, program, AtFlags.NONE);
    long owner = stat.owner().number();
    return (stat.mode().bits() & WRITABLE_BY_OTHERS) != 0
        || switch (ids) {
          case Ids.Same same -> true;
          case Ids.OwnOnly own -> owner == facts.uid();
          case Ids.Mapped mapped -> hasOutside(mapped.users(), owner);
        };
  }

  /**
   * Whether the program could change the mounts of its user namespace. It then gets a second one in
   * the first: what a mount namespace takes over from a more privileged one is locked, so that
   * read-only stays read-only.
   */
  boolean locksMounts() {
    return !(ids instanceof Ids.Same) && capabilities.has(Capability.CAP_SYS_ADMIN);
  }

  /** The namespaces that are made with the container's first process. */
  CloneFlags namespaces() {
    CloneFlags flags =
        CloneFlags.CLONE_NEWNS.or(CloneFlags.CLONE_NEWPID).or(CloneFlags.CLONE_NEWIPC);
    if (!(ids instanceof Ids.Same)) {
      flags = flags.or(CloneFlags.CLONE_NEWUSER);
    }
    if (locksMounts()) {
      return flags;
    }
    flags = flags.or(CloneFlags.CLONE_NEWUTS);
    return hasOwnNetwork() ? flags.or(CloneFlags.CLONE_NEWNET) : flags;
  }

  /** The namespaces over which the program is to have power, if its mounts are locked. */
  UnshareFlags innerNamespaces() {
    UnshareFlags flags =
        UnshareFlags.CLONE_NEWUSER.or(UnshareFlags.CLONE_NEWNS).or(UnshareFlags.CLONE_NEWUTS);
    return hasOwnNetwork() ? flags.or(UnshareFlags.CLONE_NEWNET) : flags;
  }

  boolean hasOwnNetwork() {
    return request.network() instanceof RunRequest.Network.Own;
  }
}
