package org.ctrtool.sim.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.Files;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.mount.MountRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcTest {
  private final SimKernel host =
      SimHost.with().user("alice", 1000).file("/etc/motd", "hello\n").boot();

  @AfterEach
  void switchOff() {
    host.close();
  }

  private static String status(SimKernel kernel, String field) {
    return Files.status(kernel, "self", field);
  }

  @Test
  void statusShowsIdsAsTheReaderCounts() {
    SimKernel alice = host.as("alice");
    alice.unshare(UnshareFlags.CLONE_NEWUSER);
    assertThat(status(alice, "Uid")).isEqualTo("65534\t65534\t65534\t65534");
    Files.write(alice, "/proc/self/uid_map", "7 1000 1");

    assertThat(status(alice, "Uid")).isEqualTo("7\t7\t7\t7");
    String pid = Integer.toString(alice.getpid().number());
    assertThat(Files.status(host, pid, "Uid")).isEqualTo("1000\t1000\t1000\t1000");
    assertThat(Files.status(host, pid, "CapEff")).isEqualTo("000001ffffffffff");
  }

  @Test
  void statusShowsAPidForEachNamespace() {
    SimKernel init = host.fork(CloneFlags.CLONE_NEWPID);
    SimKernel inside = init.fork();
    int outer = inside.task().id().numberIn(host.machine().pidNamespace());

    assertThat(Files.status(host, Integer.toString(outer), "NSpid")).isEqualTo(outer + "\t2");
    assertRefused(Errno.ENOENT, () -> inside.readlinkat(AT_FDCWD, "/proc/none"));
  }

  @Test
  void aFreshProcShowsTheOwnPidNamespace() {
    SimKernel init = host.fork(CloneFlags.CLONE_NEWPID.or(CloneFlags.CLONE_NEWNS));
    init.mount("none", "/", null, MountFlags.MS_REC.or(MountFlags.MS_PRIVATE), null);
    assertThat(init.readlinkat(AT_FDCWD, "/proc/self")).isEqualTo(pidOf(init));
    init.mount("proc", "/proc", "proc", MountFlags.NONE, null);

    assertThat(init.readlinkat(AT_FDCWD, "/proc/self")).isEqualTo("1");
    assertThat(status(init, "NSpid")).isEqualTo("1");
    assertThat(names(init, "/proc")).contains("1", "self").doesNotContain("2");
  }

  private String pidOf(SimKernel kernel) {
    return Integer.toString(kernel.task().id().numberIn(host.machine().pidNamespace()));
  }

  private static List<String> names(SimKernel kernel, String path) {
    Fd fd = kernel.openat(AT_FDCWD, path, OpenFlags.O_DIRECTORY, Mode.NONE);
    List<String> names = kernel.getdents64(fd).stream().map(DirectoryEntry::name).toList();
    kernel.close(fd);
    return names;
  }

  @Test
  void linksLeadToWhatIsOpen() {
    Fd fd = host.openat(AT_FDCWD, "/etc/motd", OpenFlags.NONE, Mode.NONE);
    Fd pipe = host.pipe2(PipeFlags.NONE).readEnd();

    assertThat(host.readlinkat(AT_FDCWD, "/proc/self/fd/" + fd)).isEqualTo("/etc/motd");
    assertThat(host.readlinkat(AT_FDCWD, "/proc/self/fd/" + pipe)).startsWith("pipe:[");
    assertThat(Files.read(host, "/proc/self/fd/" + fd)).isEqualTo("hello\n");
    host.unlinkat(AT_FDCWD, "/etc/motd", AtFlags.NONE);
    assertThat(host.readlinkat(AT_FDCWD, "/proc/self/fd/" + fd)).isEqualTo("/etc/motd (deleted)");
    assertThat(names(host, "/proc/self/fd")).contains("0", "1", "2", fd.toString());
    assertThat(host.readlinkat(AT_FDCWD, "/proc/self/cwd")).isEqualTo("/");
  }

  @Test
  void aProcessThatIsNotDumpableBelongsToRoot() {
    SimKernel alice = host.as("alice");
    String map = "/proc/" + alice.getpid() + "/uid_map";
    assertThat(host.fstatat(AT_FDCWD, map, AtFlags.NONE).owner()).isEqualTo(new Uid(1000));

    alice.prctlSetDumpable(0);

    assertThat(host.fstatat(AT_FDCWD, map, AtFlags.NONE).owner()).isEqualTo(Uid.ROOT);
    assertThat(host.fstatat(AT_FDCWD, map, AtFlags.NONE).group()).isEqualTo(Gid.ROOT);
    assertRefused(Errno.EACCES, () -> alice.openat(AT_FDCWD, map, OpenFlags.O_WRONLY, Mode.NONE));
  }

  @Test
  void linksOfOthersAreClosed() {
    SimKernel alice = host.as("alice");

    assertRefused(
        ProcRule.PROCESS_IS_CLOSED,
        () -> alice.readlinkat(AT_FDCWD, "/proc/" + host.getpid() + "/cwd"));
    assertThat(host.readlinkat(AT_FDCWD, "/proc/" + alice.getpid() + "/cwd")).isEqualTo("/");
  }

  @Test
  void settingsFollowTheNamespaces() {
    SimKernel inside = host.fork();
    inside.unshare(UnshareFlags.CLONE_NEWUTS);
    Files.write(inside, "/proc/sys/kernel/hostname", "inner\n");

    assertThat(inside.uname().node()).isEqualTo("inner");
    assertThat(Files.read(host, "/proc/sys/kernel/hostname")).isEqualTo("host\n");
    assertThat(Files.read(host, "/proc/sys/user/max_user_namespaces")).isEqualTo("2147483647\n");
    Files.write(host, "/proc/sys/user/max_user_namespaces", "0\n");
    assertRefused(Errno.ENOSPC, () -> inside.unshare(UnshareFlags.CLONE_NEWUSER));
  }

  @Test
  void aCoveredProcCannotBeMountedAfresh() {
    host.mount("tmpfs", "/proc/sys/kernel", "tmpfs", MountFlags.NONE, null);
    SimKernel alice = host.as("alice");
    SimKernel init =
        alice.fork(CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWNS).or(CloneFlags.CLONE_NEWPID));

    assertRefused(
        MountRule.FILE_SYSTEM_WOULD_REVEAL_TOO_MUCH,
        () -> init.mount("proc", "/proc", "proc", MountFlags.NONE, null));
    host.umount2("/proc/sys/kernel", org.ctrtool.api.UmountFlags.NONE);
    init.mount("proc", "/proc", "proc", MountFlags.NONE, null);
  }

  @Test
  void mountsAreShownInTwoForms() {
    assertThat(Files.read(host, "/proc/self/mountinfo")).isEqualTo(host.mountinfo());
    assertThat(Files.read(host, "/proc/self/mounts"))
        .contains("proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\n")
        .contains("tmpfs /run tmpfs rw,nosuid,nodev,relatime,mode=755 0 0\n");
  }

  @Test
  void namespacesHaveNumbers() {
    SimKernel inside = host.fork();
    String before = inside.readlinkat(AT_FDCWD, "/proc/self/ns/ipc");
    assertThat(before).isEqualTo("ipc:[4026531839]");
    assertThat(host.readlinkat(AT_FDCWD, "/proc/self/ns/ipc")).isEqualTo(before);

    inside.unshare(UnshareFlags.CLONE_NEWIPC);

    assertThat(inside.readlinkat(AT_FDCWD, "/proc/self/ns/ipc")).isNotEqualTo(before);
    assertThat(names(host, "/proc/self/ns"))
        .contains("cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "user", "uts");
  }
}
