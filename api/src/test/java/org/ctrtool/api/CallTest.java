package org.ctrtool.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of calls: what strace(1) writes for the same call. */
class CallTest {
  private static final Fd THREE = new Fd(3);

  static Stream<Arguments> texts() {
    Environment two = new Environment(List.of("A=1", "B=2"));
    return Stream.of(
        text(
            "mount(\"none\", \"/proc\", \"proc\", MS_NOSUID|MS_NODEV, NULL)",
            k ->
                k.mount(
                    "none", "/proc", "proc", MountFlags.MS_NOSUID.or(MountFlags.MS_NODEV), null)),
        text(
            "mount(NULL, \"/\", NULL, MS_REC|MS_SLAVE, NULL)",
            k -> k.mount(null, "/", null, MountFlags.MS_REC.or(MountFlags.MS_SLAVE), null)),
        text(
            "openat(AT_FDCWD, \"/dev/null\", O_RDWR|O_CLOEXEC, 000)",
            k ->
                k.openat(
                    Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR.or(OpenFlags.O_CLOEXEC), Mode.NONE)),
        text(
            "openat2(3, \"etc\", {flags=O_RDONLY|O_CLOEXEC|O_PATH,"
                + " resolve=RESOLVE_NO_MAGICLINKS|RESOLVE_IN_ROOT})",
            k ->
                k.openat2(
                    THREE,
                    "etc",
                    OpenHow.of(
                        OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC),
                        ResolveFlags.RESOLVE_IN_ROOT.or(ResolveFlags.RESOLVE_NO_MAGICLINKS)))),
        text("mkdirat(3, \"dev\", 0755)", k -> k.mkdirat(THREE, "dev", new Mode(0755))),
        text(
            "mknodat(3, \"dev/null\", S_IFCHR|0666, makedev(1, 3))",
            k -> k.mknodat(THREE, "dev/null", new Mode(Mode.S_IFCHR | 0666), new Dev(1, 3))),
        text("umask(022)", k -> k.umask(new Mode(022))),
        text("fchmod(3, 01777)", k -> k.fchmod(THREE, new Mode(01777))),
        text("umount2(\".\", MNT_DETACH)", k -> k.umount2(".", UmountFlags.MNT_DETACH)),
        text("pivot_root(\".\", \".\")", k -> k.pivotRoot(".", ".")),
        text(
            "open_tree(AT_FDCWD, \"/srv\", OPEN_TREE_CLONE|AT_RECURSIVE|OPEN_TREE_CLOEXEC)",
            k ->
                k.openTree(
                    Fd.AT_FDCWD,
                    "/srv",
                    OpenTreeFlags.OPEN_TREE_CLONE
                        .or(OpenTreeFlags.OPEN_TREE_CLOEXEC)
                        .or(OpenTreeFlags.AT_RECURSIVE))),
        text(
            "move_mount(3, \"\", AT_FDCWD, \"/\", MOVE_MOUNT_F_EMPTY_PATH)",
            k -> k.moveMount(THREE, "", Fd.AT_FDCWD, "/", MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH)),
        text(
            "fsopen(\"tmpfs\", FSOPEN_CLOEXEC)",
            k -> k.fsopen("tmpfs", FsopenFlags.FSOPEN_CLOEXEC)),
        text(
            "fsconfig(3, FSCONFIG_SET_STRING, \"mode\", \"0755\")",
            k -> k.fsconfigSetString(THREE, "mode", "0755")),
        text("fsconfig(3, FSCONFIG_CMD_CREATE)", k -> k.fsconfigCreate(THREE)),
        text(
            "fsmount(3, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV)",
            k ->
                k.fsmount(
                    THREE,
                    FsmountFlags.FSMOUNT_CLOEXEC,
                    MountAttrFlags.MOUNT_ATTR_NOSUID.or(MountAttrFlags.MOUNT_ATTR_NODEV))),
        text(
            "mount_setattr(3, \"\", AT_EMPTY_PATH|AT_RECURSIVE, {attr_set=MOUNT_ATTR_RDONLY,"
                + " attr_clr=0, propagation=0, userns_fd=0})",
            k ->
                k.mountSetattr(
                    THREE,
                    "",
                    AtFlags.AT_EMPTY_PATH.or(AtFlags.AT_RECURSIVE),
                    MountAttr.set(MountAttrFlags.MOUNT_ATTR_RDONLY))),
        text("setgroups([])", k -> k.setgroups(List.of())),
        text("setresuid(1000, -1, 0)", k -> k.setresuid(new Uid(1000), Uid.KEEP, Uid.ROOT)),
        text("prctl(PR_SET_PDEATHSIG, SIGKILL)", k -> k.prctlSetPdeathsig(Signal.SIGKILL)),
        text("prctl(PR_SET_NO_NEW_PRIVS, 1)", ChildKernel::prctlSetNoNewPrivs),
        text(
            "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)",
            ChildKernel::prctlCapAmbientClearAll),
        text(
            "close_range(3, 4294967295, CLOSE_RANGE_CLOEXEC)",
            k -> k.closeRange(3, 0xFFFFFFFFL, CloseRangeFlags.CLOSE_RANGE_CLOEXEC)),
        text(
            "execve(\"/bin/sh\", [\"sh\", \"-c\", \"\"], /* 2 vars */)",
            k -> k.execve("/bin/sh", List.of("sh", "-c", ""), two)),
        text(
            "sethostname(\"box\", 3)",
            k -> k.sethostname("box".getBytes(StandardCharsets.US_ASCII))),
        text(
            "write(3, \"0 1000 1\\n\", 9)",
            k -> k.writeAll(THREE, "0 1000 1\n".getBytes(StandardCharsets.US_ASCII))),
        text("kill(1, SIGTERM)", k -> k.kill(new Pid(1), Signal.SIGTERM)),
        text(
            "prlimit64(0, RLIMIT_NOFILE, {rlim_cur=64, rlim_max=RLIM_INFINITY})",
            k -> k.setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, new RLimit(64, RLimit.INFINITY))),
        text(
            "ioctl(3, SIOCSIFFLAGS, {ifr_name=\"lo\", ifr_flags=IFF_UP})",
            k -> k.ioctlSiocsifflags(THREE, new InterfaceRequest("lo", InterfaceFlags.IFF_UP))),
        text(
            "ioctl(3, TIOCSWINSZ, {ws_row=24, ws_col=80})",
            k -> k.ioctlTiocswinsz(THREE, new WindowSize(24, 80))),
        text("socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0)", ChildKernel::socketInetDgram),
        text(
            "socket(AF_UNIX, SOCK_SEQPACKET|SOCK_CLOEXEC, 0)",
            k ->
                k.socket(
                    SocketDomain.AF_UNIX,
                    SocketType.SOCK_SEQPACKET.or(SocketType.SOCK_CLOEXEC),
                    0)),
        text(
            "bind(3, {sa_family=AF_INET, sin_port=80, sin_addr=127.0.0.1})",
            k -> k.bind(THREE, new SocketAddress.Inet(0x7F000001, 80))),
        text(
            "connect(3, {sa_family=AF_UNIX, sun_path=@\"a\"})",
            k -> k.connect(THREE, new SocketAddress.UnixAbstract("a"))),
        text(
            "bind(3, {sa_family=AF_INET6, sin6_port=7, sin6_addr=fe80:0:0:0:0:0:0:1,"
                + " sin6_scope_id=2})",
            k -> k.bind(THREE, linkLocal())),
        text(
            "accept4(3, NULL, NULL, SOCK_CLOEXEC)", k -> k.accept4(THREE, SocketType.SOCK_CLOEXEC)),
        text(
            "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4)",
            k -> k.setsockopt(THREE, SocketOption.SO_REUSEADDR, 1)),
        text("sync()", ChildKernel::sync));
  }

  private static SocketAddress linkLocal() {
    byte[] address = new byte[SocketAddress.Inet6.SIZE];
    address[0] = (byte) 0xFE;
    address[1] = (byte) 0x80;
    address[15] = 1;
    return new SocketAddress.Inet6(address, 7, 2);
  }

  private static Arguments text(String text, Consumer<ChildKernel> method) {
    return Arguments.of(text, method);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void aCallIsWrittenAsStraceWritesIt(String text, Consumer<ChildKernel> method) {
    Shown shown = new Shown();

    method.accept(shown);

    assertThat(shown.text).isEqualTo(text);
  }

  @Test
  void aRegisterIsWrittenAsOne() {
    assertThat(new Call(SystemCall.CLOSE, Fd.register(2))).hasToString("close($2)");
  }

  @Test
  void ofManyBytesOnlyTheFirst64AreShown() {
    byte[] many = "x".repeat(65).getBytes(StandardCharsets.US_ASCII);

    assertThat(new Call(SystemCall.WRITE_ALL, THREE, many))
        .hasToString("write(3, \"" + "x".repeat(64) + "\"..., 65)");
  }

  @Test
  void aNameWithControlCharactersCannotForgeALine() {
    assertThat(new Call(SystemCall.CHDIR, "a\nb\u001b[2J\""))
        .hasToString("chdir(\"a\\nb\\33[2J\\\"\")");
  }

  private static final class Shown extends ChildCalls {
    private String text = "";

    @Override
    public @Nullable Object perform(Call call) {
      text = call.toString();
      return call.name().result() == SystemCall.Result.DESCRIPTOR ? THREE : null;
    }
  }
}
