package org.ctrtool.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FsmountFlags;
import org.ctrtool.api.FsopenFlags;
import org.ctrtool.api.IntCell;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.MoveMountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.SystemCall;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.task.FsContextRule;
import org.ctrtool.sim.task.LoopCalls;
import org.ctrtool.sim.task.TaskEnded;
import org.ctrtool.sim.task.TerminalRule;
import org.junit.jupiter.api.Test;

class SimHostTest {
  @Test
  void hasTheUsualDevices() {
    try (SimKernel host = SimHost.with().boot()) {
      Fd zero = host.openat(AT_FDCWD, "/dev/zero", OpenFlags.NONE, Mode.NONE);

      assertThat(host.read(zero, 3)).containsExactly(0, 0, 0);
      assertThat(host.fstatat(AT_FDCWD, "/dev/tty", AtFlags.NONE).special())
          .isEqualTo(new Dev(5, 0));
      assertThat(host.readlinkat(AT_FDCWD, "/bin")).isEqualTo("usr/bin");
      Invariants.check(host);
    }
  }

  @Test
  void takesWhatATestPutsThere() {
    try (SimKernel host =
        SimHost.with()
            .directory("/home/alice", 0700, 1000, 1000)
            .file("/etc/passwd", "root:x:0:0::/:\n", 0640, 0, 5)
            .symlink("/etc/mtab", "/proc/mounts")
            .device("/srv/null", new Mode(Mode.S_IFCHR | 0666), new Dev(1, 3))
            .bind("/etc", "/mnt/etc")
            .hostName("box")
            .umask(0077)
            .boot()) {
      assertThat(host.fstatat(AT_FDCWD, "/home/alice", AtFlags.NONE).owner())
          .isEqualTo(new Uid(1000));
      assertThat(host.fstatat(AT_FDCWD, "/mnt/etc/passwd", AtFlags.NONE).mode().permissions())
          .isEqualTo(0640);
      assertThat(host.uname().node()).isEqualTo("box");
      assertThat(host.readlinkat(AT_FDCWD, "/etc/mtab")).isEqualTo("/proc/mounts");
      host.mkdirat(AT_FDCWD, "/srv/d", new Mode(0777));
      assertThat(host.fstatat(AT_FDCWD, "/srv/d", AtFlags.NONE).mode().permissions())
          .isEqualTo(0700);
    }
  }

  @Test
  void anImageIsMountedFromALoopDevice() {
    try (SimKernel host =
        SimHost.with()
            .image(
                "/srv/root.img",
                "squashfs",
                image -> image.file("/etc/os", "tiny").executable("/init"))
            .boot()) {
      Fd control = host.openat(AT_FDCWD, "/dev/loop-control", OpenFlags.O_RDWR, Mode.NONE);
      int number = host.ioctlLoopCtlGetFree(control);
      Fd image = host.openat(AT_FDCWD, "/srv/root.img", OpenFlags.NONE, Mode.NONE);
      Fd loop = host.openat(AT_FDCWD, "/dev/loop" + number, OpenFlags.NONE, Mode.NONE);
      host.ioctlLoopConfigure(loop, new LoopConfig(image, true));
      assertRefused(
          LoopCalls.LoopRule.LOOP_DEVICE_IS_TAKEN,
          () -> host.ioctlLoopConfigure(loop, new LoopConfig(image, true)));
      host.mount("/dev/loop" + number, "/mnt", "squashfs", MountFlags.MS_RDONLY, null);
      host.close(loop);

      assertThat(Files.read(host, "/mnt/etc/os")).isEqualTo("tiny");
      assertRefused(Errno.EROFS, () -> host.mkdirat(AT_FDCWD, "/mnt/new", new Mode(0755)));
      assertThat(host.ioctlLoopCtlGetFree(control)).isNotEqualTo(number);
      host.umount2("/mnt", UmountFlags.NONE);
      assertThat(host.ioctlLoopCtlGetFree(control)).isEqualTo(number);
    }
  }

  @Test
  void aContainerStarts() {
    try (SimKernel host =
        SimHost.with()
            .user("alice", 1000)
            .directory("/srv/root/proc")
            .directory("/srv/root/old")
            .program(
                "/srv/root/init",
                (kernel, argv, environment) -> {
                  kernel.writeAll(
                      Fd.STDOUT,
                      (kernel.getpid() + " " + kernel.uname().node() + " " + kernel.getresuid())
                          .getBytes(StandardCharsets.UTF_8));
                  return Files.read(kernel, "/proc/self/mounts").lines().toList().size();
                })
            .boot()) {
      SimKernel alice = host.as("alice");
      CloneFlags all =
          CloneFlags.CLONE_NEWUSER
              .or(CloneFlags.CLONE_NEWNS)
              .or(CloneFlags.CLONE_NEWPID)
              .or(CloneFlags.CLONE_NEWUTS);
      org.ctrtool.api.Pipe go = alice.pipe2(org.ctrtool.api.PipeFlags.O_CLOEXEC);
      Pid child =
          alice.clone(
              new CloneRequest(all, new Ending("container", 125)),
              kernel -> {
                kernel.awaitByte(go.readEnd());
                kernel.sethostname("inner".getBytes(StandardCharsets.US_ASCII));
                kernel.mount(
                    "/srv/root", "/srv/root", null, MountFlags.MS_BIND.or(MountFlags.MS_REC), null);
                kernel.mount("proc", "/srv/root/proc", "proc", MountFlags.NONE, null);
                kernel.pivotRoot("/srv/root", "/srv/root/old");
                kernel.chdir("/");
                kernel.umount2("/old", UmountFlags.MNT_DETACH);
                kernel.execve("/init", List.of("init"), new Environment(List.of()));
              });
      Files.write(alice, "/proc/" + child + "/setgroups", "deny");
      Files.write(alice, "/proc/" + child + "/uid_map", "0 1000 1");
      Files.write(alice, "/proc/" + child + "/gid_map", "0 1000 1");
      alice.writeAll(go.writeEnd(), new byte[] {1});

      WaitStatus status = alice.waitid(child, WaitFlags.WEXITED);

      assertThat(host.errors()).isEmpty();
      assertThat(host.output()).isEqualTo("1 inner Ids[real=0, effective=0, saved=0]");
      assertThat(status.status()).isEqualTo(2);
      Invariants.check(host);
    }
  }

  @Test
  void fileSystemsAreConfiguredStepByStep() {
    try (SimKernel host = SimHost.with().boot()) {
      Fd context = host.fsopen("tmpfs", FsopenFlags.FSOPEN_CLOEXEC);
      host.fsconfigSetString(context, "mode", "0700");
      host.fsconfigSetFlag(context, "ro");
      assertRefused(
          FsContextRule.FS_CONTEXT_NOT_CREATED,
          () -> host.fsmount(context, FsmountFlags.NONE, MountAttrFlags.NONE));
      host.fsconfigCreate(context);
      assertRefused(
          FsContextRule.FS_CONTEXT_IN_ANOTHER_PHASE, () -> host.fsconfigSetFlag(context, "rw"));
      Fd mount = host.fsmount(context, FsmountFlags.NONE, MountAttrFlags.MOUNT_ATTR_NOSUID);
      assertRefused(
          FsContextRule.FS_CONTEXT_IN_ANOTHER_PHASE,
          () -> host.fsmount(context, FsmountFlags.NONE, MountAttrFlags.NONE));
      host.moveMount(mount, "", AT_FDCWD, "/mnt", MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH);

      assertThat(host.mountinfo())
          .contains("/mnt rw,nosuid,relatime shared:10 - tmpfs none ro,mode=700");
      assertRefused(
          Errno.EINVAL, () -> host.fsconfigCreate(mount.equals(context) ? mount : Fd.STDIN));
      assertRefused(Errno.ENODEV, () -> host.fsopen("nonsense", FsopenFlags.NONE));
    }
  }

  @Test
  void anOrdinaryUserMountsNoDisk() {
    try (SimKernel host = SimHost.with().user("alice", 1000).boot()) {
      SimKernel inside =
          host.as("alice").unshared(UnshareFlags.CLONE_NEWUSER.or(UnshareFlags.CLONE_NEWNS));

      assertRefused(
          FsContextRule.FILE_SYSTEM_NEEDS_CAP_SYS_ADMIN,
          () -> inside.mount("/dev/vda", "/mnt", "ext4", MountFlags.NONE, null));
      inside.mount("tmpfs", "/mnt", "tmpfs", MountFlags.NONE, null);
    }
  }

  @Test
  void aSessionLeaderGetsAControllingTerminal() {
    try (SimKernel host = SimHost.with().boot()) {
      Fd master =
          host.openat(AT_FDCWD, "/dev/ptmx", OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY), Mode.NONE);
      host.ioctlTiocsptlck(master, new IntCell(0));
      SimKernel leader = host.fork();
      assertRefused(TerminalRule.NOT_A_TERMINAL, () -> leader.ioctlTiocsctty(Fd.STDIN, 0));
      leader.setsid();
      Fd slave = leader.ioctlTiocgptpeer(master, OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY));
      assertRefused(
          Errno.ENXIO, () -> leader.openat(AT_FDCWD, "/dev/tty", OpenFlags.O_RDWR, Mode.NONE));
      leader.ioctlTiocsctty(slave, 0);
      leader.ioctlTiocsctty(slave, 0);
      leader.openat(AT_FDCWD, "/dev/tty", OpenFlags.O_RDWR, Mode.NONE);

      SimKernel other = host.fork();
      other.setsid();
      Fd again = other.ioctlTiocgptpeer(master, OpenFlags.O_RDWR.or(OpenFlags.O_NOCTTY));
      assertRefused(TerminalRule.TERMINAL_OF_ANOTHER_SESSION, () -> other.ioctlTiocsctty(again, 0));
      host.write(master, new byte[] {3});
      assertThatThrownBy(leader::getpid).isInstanceOf(TaskEnded.class);
      assertThat(host.waitid(new Pid(0), WaitFlags.WEXITED).status()).isEqualTo(2);
      other.ioctlTiocsctty(again, 0);
    }
  }

  @Test
  void programsRunByPath() {
    try (SimKernel host =
        SimHost.with()
            .program("/usr/bin/hello", (kernel, argv, environment) -> argv.size())
            .program(
                "/usr/bin/broken",
                (kernel, argv, environment) -> {
                  throw new IllegalStateException("a bug");
                })
            .boot()) {
      assertThat(host.exec("/usr/bin/hello", "hello", "a").status()).isEqualTo(2);
      assertThat(host.exec("/usr/bin/broken", "broken").status()).isEqualTo(125);
      assertThat(host.failures()).hasSize(1);
      assertThat(host.errors()).contains("broken: IllegalStateException: a bug");
    }
  }

  @Test
  void becomeEndsTheProcess() {
    try (SimKernel host = SimHost.with().executable("/usr/bin/x").boot()) {
      WaitStatus status =
          host.run(
              kernel ->
                  kernel.become(
                      new Ending("chain", 125),
                      last ->
                          last.execvpe(
                              "nowhere", List.of("x"), new Environment(List.of()), "/bin")));

      assertThat(status.status()).isEqualTo(127);
      assertThat(host.errors()).startsWith("chain: execvp(\"nowhere\"): ENOENT");
    }
  }

  @Test
  void childrenAndWhatAProcessBecomesStartWithTheMaskThatTheProcessHadAtItsStart() {
    try (SimKernel host = SimHost.with().boot()) {
      List<SignalSet> seen = new ArrayList<>();
      host.run(
          process -> {
            process.changeSignalMask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGINT));
            Consumer<ChildKernel> note =
                child ->
                    seen.add(
                        ((Kernel) child)
                            .sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGHUP)));
            Ending ending = new Ending("test", 1);
            process.waitid(
                process.clone(new CloneRequest(CloneFlags.NONE, ending), note), WaitFlags.WEXITED);
            process.become(ending, note);
          });

      assertThat(host.failures()).isEmpty();
      assertThat(seen).containsExactly(SignalSet.EMPTY, SignalSet.EMPTY);
    }
  }

  @Test
  void everyCallIsModelledAtLeastPartly() {
    for (SystemCall each : SystemCall.values()) {
      Support.Degree degree = Support.of(each);
      assertThat(degree).as(each.name()).isNotEqualTo(Support.Degree.NOT);
      assertThat(Support.missing(each).isEmpty())
          .as(each.name())
          .isEqualTo(degree == Support.Degree.MODELLED);
    }
  }

  @Test
  void descriptorsOfANestedKernelAreItsOwn() {
    try (SimKernel host = SimHost.with().boot()) {
      Kernel child = host.fork();
      Fd fd = child.openat(AT_FDCWD, "/", OpenFlags.O_PATH, Mode.NONE);

      assertRefused(Errno.EBADF, () -> host.fcntlGetfd(fd));
    }
  }
}
