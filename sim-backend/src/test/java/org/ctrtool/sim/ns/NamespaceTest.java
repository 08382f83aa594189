package org.ctrtool.sim.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.nio.charset.StandardCharsets;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.Files;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.mount.MountRule;
import org.ctrtool.sim.proc.ProcRule;
import org.ctrtool.sim.task.TaskEnded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespaceTest {
  private static final UnshareFlags USER = UnshareFlags.CLONE_NEWUSER;
  private static final UnshareFlags NS = UnshareFlags.CLONE_NEWNS;

  private final SimKernel host =
      SimHost.with()
          .tmpfs("/secret")
          .directory("/jail")
          .user("alice", 1000)
          .user("bob", 1001)
          .boot();

  @AfterEach
  void switchOff() {
    host.close();
  }

  private static Fd open(SimKernel kernel, String path) {
    return kernel.openat(AT_FDCWD, path, OpenFlags.O_CLOEXEC, Mode.NONE);
  }

  private static Pid pid(SimKernel kernel) {
    return new Pid(kernel.task().id().numberIn(kernel.machine().pidNamespace()));
  }

  @Test
  void unshareRefusesUnknownFlagsBeforeItAsksForPermission() {
    SimKernel alice = host.as("alice");

    assertRefused(
        NamespaceRule.UNSHARE_UNKNOWN_FLAG, () -> alice.unshare(NS.or(new UnshareFlags(1))));
    assertRefused(NamespaceRule.NAMESPACES_NEED_CAP_SYS_ADMIN, () -> alice.unshare(NS));
    alice.unshare(USER.or(NS));
  }

  @Test
  void anyCallThatIsRefusedLeavesTheUserNamespaceAlone() {
    SimKernel alice = host.as("alice");
    alice.unshare(USER.or(UnshareFlags.CLONE_NEWPID));
    UserNamespaceOf before = UserNamespaceOf.of(alice);

    assertRefused(
        NamespaceRule.CREATOR_IS_NOT_MAPPED,
        () -> alice.unshare(USER.or(UnshareFlags.CLONE_NEWUTS)));
    assertRefused(
        NamespaceRule.PID_NAMESPACE_CHANGED_ALREADY,
        () -> alice.unshare(NS.or(UnshareFlags.CLONE_NEWPID)));
    assertThat(UserNamespaceOf.of(alice)).isEqualTo(before);
  }

  private record UserNamespaceOf(Object user, Object namespaces) {
    static UserNamespaceOf of(SimKernel kernel) {
      return new UserNamespaceOf(kernel.task().userNamespace(), kernel.task().namespaces());
    }
  }

  @Test
  void aSecondPidNamespaceForChildrenIsRefused() {
    host.unshare(UnshareFlags.CLONE_NEWPID);

    assertRefused(
        NamespaceRule.PID_NAMESPACE_CHANGED_ALREADY, () -> host.unshare(UnshareFlags.CLONE_NEWPID));
    assertRefused(
        ProcRule.NOTHING_THERE, () -> host.readlinkat(AT_FDCWD, "/proc/self/ns/pid_for_children"));
  }

  @Test
  void aChrootedTaskMakesNoUserNamespace() {
    SimKernel child = host.fork();
    child.chroot("/jail");

    assertRefused(NamespaceRule.CHROOTED, () -> child.unshare(USER));
    SimKernel other = host.fork();
    other.chroot("/");
    other.unshare(USER);
  }

  @Test
  void userNamespacesNest33Deep() {
    for (int i = 0; i < 33; i++) {
      SimKernel parent = i == 0 ? host : last;
      SimKernel child = parent.fork();
      child.unshare(USER);
      Files.write(parent, "/proc/" + pid(child) + "/uid_map", "0 0 1");
      Files.write(parent, "/proc/" + pid(child) + "/gid_map", "0 0 1");
      last = child;
    }

    assertRefused(NamespaceRule.USER_NAMESPACES_NEST_TOO_DEEP, () -> last.unshare(USER));
  }

  private SimKernel last = host;

  @Test
  void pidNamespacesNest32Deep() {
    SimKernel deepest = host;
    for (int i = 0; i < 32; i++) {
      deepest = deepest.fork(CloneFlags.CLONE_NEWPID);
    }
    SimKernel end = deepest;

    assertRefused(
        NamespaceRule.PID_NAMESPACES_NEST_TOO_DEEP, () -> end.fork(CloneFlags.CLONE_NEWPID));
  }

  @Test
  void cloneChecksItsFlagsFirst() {
    SimKernel alice = host.as("alice");

    assertRefused(
        NamespaceRule.NEW_NAMESPACE_WITH_SHARED_ROOT,
        () -> alice.fork(CloneFlags.CLONE_NEWNS.or(CloneFlags.CLONE_FS)));
    assertRefused(
        NamespaceRule.NAMESPACES_NEED_CAP_SYS_ADMIN, () -> alice.fork(CloneFlags.CLONE_NEWPID));
    SimKernel init = host.fork(CloneFlags.CLONE_NEWPID);
    assertRefused(
        NamespaceRule.INIT_CANNOT_MAKE_SIBLINGS, () -> init.fork(CloneFlags.CLONE_PARENT));
  }

  @Test
  void theOwnerEntersItsUserNamespaceAndEverythingItOwns() {
    SimKernel inside = host.as("alice").unshared(USER.or(UnshareFlags.CLONE_NEWUTS));
    SimKernel outside = host.as("alice");
    Fd user = open(outside, "/proc/" + pid(inside) + "/ns/user");
    Fd uts = open(outside, "/proc/" + pid(inside) + "/ns/uts");

    assertRefused(
        NamespaceRule.ENTERING_NEEDS_CAP_SYS_ADMIN_HERE, () -> outside.setns(uts, SetnsTypes.NONE));
    assertRefused(
        NamespaceRule.OTHER_TYPE_OF_NAMESPACE, () -> outside.setns(uts, SetnsTypes.CLONE_NEWNS));
    outside.setns(user, SetnsTypes.CLONE_NEWUSER);
    outside.setns(uts, SetnsTypes.NONE);
    outside.sethostname("inner".getBytes(StandardCharsets.US_ASCII));

    assertThat(inside.uname().node()).isEqualTo("inner");
    assertThat(host.uname().node()).isEqualTo("host");
    assertRefused(NamespaceRule.USER_NAMESPACE_IS_OWN, () -> outside.setns(user, SetnsTypes.NONE));
  }

  @Test
  void namespacesOfOthersAreNotEvenShown() {
    SimKernel inside = host.as("alice").unshared(USER);
    SimKernel bob = host.as("bob");

    assertRefused(ProcRule.PROCESS_IS_CLOSED, () -> open(bob, "/proc/" + pid(inside) + "/ns/user"));
    Fd pidfd = bob.pidfdOpen(pid(inside));
    assertRefused(
        NamespaceRule.PROCESS_MAY_NOT_BE_ENTERED, () -> bob.setns(pidfd, SetnsTypes.CLONE_NEWUSER));
  }

  @Test
  void aProcessIsEnteredAllOrNothing() {
    SimKernel inside = host.fork();
    inside.unshare(UnshareFlags.CLONE_NEWUTS);
    Fd pidfd = host.pidfdOpen(pid(inside));
    Object before = host.task().namespaces();

    assertRefused(
        NamespaceRule.USER_NAMESPACE_IS_OWN,
        () -> host.setns(pidfd, SetnsTypes.CLONE_NEWUTS.or(SetnsTypes.CLONE_NEWUSER)));
    assertThat(host.task().namespaces()).isEqualTo(before);
    assertRefused(NamespaceRule.PIDFD_NEEDS_TYPES, () -> host.setns(pidfd, SetnsTypes.NONE));
    host.setns(pidfd, SetnsTypes.CLONE_NEWUTS);
    assertThat(host.task().namespaces().uts()).isEqualTo(inside.task().namespaces().uts());
  }

  @Test
  void setnsOfAMountNamespaceGoesToItsRoot() {
    SimKernel inside = host.fork();
    inside.unshare(NS);
    inside.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_PRIVATE), null);
    inside.mount("tmpfs", "/jail", "tmpfs", MountFlags.NONE, null);
    inside.mkdirat(AT_FDCWD, "/jail/seen", new Mode(0755));
    SimKernel visitor = host.fork();
    visitor.chdir("/secret");

    visitor.setns(visitor.pidfdOpen(pid(inside)), SetnsTypes.CLONE_NEWNS);

    assertThat(visitor.getcwd()).isEqualTo("/");
    assertThat(visitor.fstatat(AT_FDCWD, "/jail/seen", AtFlags.NONE).mode().isDirectory()).isTrue();
    assertRefused(Errno.ENOENT, () -> host.fstatat(AT_FDCWD, "/jail/seen", AtFlags.NONE));
  }

  @Test
  void setnsRefusesWhatIsNoNamespace() {
    Fd file = open(host, "/proc/self/status");
    Fd path = host.openat(AT_FDCWD, "/proc/self/ns/uts", OpenFlags.O_PATH, Mode.NONE);

    assertRefused(NamespaceRule.NOT_A_NAMESPACE, () -> host.setns(file, SetnsTypes.NONE));
    assertRefused(Errno.EBADF, () -> host.setns(path, SetnsTypes.NONE));
    assertRefused(Errno.EBADF, () -> host.setns(new Fd(99), SetnsTypes.NONE));
  }

  @Test
  void aSharedRootKeepsATaskFromEnteringUserAndMountNamespaces() {
    SimKernel inside = host.fork();
    inside.unshare(NS);
    Fd mounts = open(host, "/proc/" + pid(inside) + "/ns/mnt");
    SimKernel sharing = host.fork(CloneFlags.CLONE_FS);

    assertRefused(NamespaceRule.ROOT_IS_SHARED, () -> sharing.setns(mounts, SetnsTypes.NONE));
  }

  @Test
  void theOwnerOfTheInitialUserNamespaceIsOutOfSight() {
    SimKernel alice = host.as("alice").unshared(USER.or(UnshareFlags.CLONE_NEWUTS));
    Fd uts = open(alice, "/proc/self/ns/uts");
    Fd user = alice.ioctlNsGetUserns(uts);

    assertThat(alice.fstatat(user, "", AtFlags.AT_EMPTY_PATH).inode())
        .isEqualTo(alice.task().userNamespace().number());
    assertRefused(NamespaceRule.OWNER_IS_OUT_OF_SIGHT, () -> alice.ioctlNsGetUserns(user));
    assertRefused(
        NamespaceRule.NO_NAMESPACE_IOCTL,
        () -> alice.ioctlNsGetUserns(open(alice, "/proc/self/status")));
  }

  @Test
  void aMountFromAMorePrivilegedNamespaceIsLocked() {
    SimKernel inside = host.as("alice").unshared(USER.or(NS));

    assertRefused(MountRule.MOUNT_IS_LOCKED, () -> inside.umount2("/secret", UmountFlags.NONE));
  }

  @Test
  void hostNamesNeedTheOwnersCapability() {
    SimKernel alice = host.as("alice");

    assertRefused(
        NamespaceRule.HOST_NAME_NEEDS_CAP_SYS_ADMIN, () -> alice.sethostname(new byte[100]));
    assertRefused(NamespaceRule.HOST_NAME_TOO_LONG, () -> host.sethostname(new byte[65]));
  }

  @Test
  void limitsCountPerUserAndAllTheWayUp() {
    SimKernel limited = SimHost.with().limit(NamespaceType.USER, 2).user("alice", 1001).boot();
    SimKernel first = limited.as("alice").unshared(USER);
    SimKernel second = limited.as("alice").unshared(USER);
    SimKernel third = limited.as("alice");

    assertRefused(NamespaceRule.TOO_MANY_NAMESPACES, () -> third.unshare(USER));
    limited.as("user").unshare(USER);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> second.exit(0))
        .isInstanceOf(org.ctrtool.sim.task.TaskEnded.class);
    third.unshare(USER);
    assertThat(first.task().userNamespace().level()).isEqualTo(1);
    limited.close();
  }

  @Test
  void aTaskThatChangedItsUserIsClosedToOthersOfItsNamespace() {
    SimKernel parent = host.fork();
    parent.unshare(USER);
    Files.write(host, "/proc/" + pid(parent) + "/uid_map", "0 100000 65536");
    Files.write(host, "/proc/" + pid(parent) + "/gid_map", "0 100000 65536");
    parent.setresgid(
        new org.ctrtool.api.Gid(0), new org.ctrtool.api.Gid(0), new org.ctrtool.api.Gid(0));
    parent.setresuid(new Uid(0), new Uid(0), new Uid(0));
    SimKernel child = parent.fork();
    child.unshare(USER);
    String map = "/proc/" + pid(child) + "/uid_map";

    assertRefused(Errno.EACCES, () -> Files.write(parent, map, "0 0 1"));
    child.prctlSetDumpable(1);
    Files.write(parent, map, "0 0 1");

    assertThat(Files.read(child, "/proc/" + pid(child) + "/uid_map"))
        .isEqualTo("         0          0          1\n");
  }

  @Test
  void openInOpensFromInsideOtherNamespaces() {
    SimKernel inside = host.fork();
    inside.unshare(NS);
    inside.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_PRIVATE), null);
    inside.mount("tmpfs", "/jail", "tmpfs", MountFlags.NONE, null);
    inside.mkdirat(AT_FDCWD, "/jail/only-here", new Mode(0755));
    Fd mounts = open(host, "/proc/" + pid(inside) + "/ns/mnt");
    org.ctrtool.api.NamespaceEntry where =
        new org.ctrtool.api.NamespaceEntry(
            java.util.List.of(
                new org.ctrtool.api.NamespaceEntry.Step(mounts, SetnsTypes.CLONE_NEWNS)));

    Fd opened =
        host.openIn(
            where,
            kernel -> kernel.openat(AT_FDCWD, "/jail/only-here", OpenFlags.O_PATH, Mode.NONE));

    assertThat(host.fstatat(opened, "", AtFlags.AT_EMPTY_PATH).mode().isDirectory()).isTrue();
    assertThat(host.fcntlGetfd(opened)).isEqualTo(org.ctrtool.api.FdFlags.FD_CLOEXEC);
    assertRefused(Errno.ENOENT, () -> host.fstatat(AT_FDCWD, "/jail/only-here", AtFlags.NONE));
  }

  @Test
  void theLastTaskTakesItsMountsAlong() {
    int before = host.machine().mounts().namespaces().size();
    SimKernel child = host.fork(CloneFlags.CLONE_NEWNS);
    assertThat(host.machine().mounts().namespaces()).hasSize(before + 1);

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> child.exit(0))
        .isInstanceOf(org.ctrtool.sim.task.TaskEnded.class);

    assertThat(host.machine().mounts().namespaces()).hasSize(before);
  }

  static CloneRequest request(CloneFlags flags) {
    return new CloneRequest(flags, new Ending("child", 125));
  }

  private int mountNamespaces() {
    return host.machine().mounts().namespaces().size();
  }

  private static void end(SimKernel task) {
    try {
      task.exit(0);
    } catch (TaskEnded ended) {
      // as it is meant to be
    }
  }

  @Test
  void theLastDescriptorTakesAMountNamespaceAlong() {
    int before = mountNamespaces();
    SimKernel child = host.fork(CloneFlags.CLONE_NEWNS);
    String process = "/proc/" + child.task().id().numberIn(host.machine().pidNamespace());
    Fd file = host.openat(AT_FDCWD, process + "/ns/mnt", OpenFlags.O_CLOEXEC, Mode.NONE);
    Fd list = host.openat(AT_FDCWD, process + "/mountinfo", OpenFlags.O_CLOEXEC, Mode.NONE);
    end(child);

    host.close(file);
    assertThat(mountNamespaces()).isEqualTo(before + 1);
    host.close(list);
    assertThat(mountNamespaces()).isEqualTo(before);
  }

  @Test
  void theLastBindMountTakesAMountNamespaceAlong() {
    host.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_PRIVATE), null);
    int before = mountNamespaces();
    host.mknodat(AT_FDCWD, "/run/kept", new Mode(Mode.S_IFREG | 0644), Dev.NONE);
    SimKernel child = host.fork(CloneFlags.CLONE_NEWNS);
    String process = "/proc/" + child.task().id().numberIn(host.machine().pidNamespace());
    host.mount(process + "/ns/mnt", "/run/kept", null, MountFlags.MS_BIND, null);
    end(child);

    assertThat(mountNamespaces()).isEqualTo(before + 1);
    host.umount2("/run/kept", UmountFlags.NONE);
    assertThat(mountNamespaces()).isEqualTo(before);
  }
}
