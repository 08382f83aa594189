package org.ctrtool.tools.mountseq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.api.MoveMountFlags.MOVE_MOUNT_F_EMPTY_PATH;
import static org.ctrtool.api.MoveMountFlags.MOVE_MOUNT_T_EMPTY_PATH;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OpenTreeFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Stat;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Written;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class SequenceTest {
  private static final Fd SOURCE = new Fd(3);
  private static final Fd TARGET = new Fd(4);
  private static final Fd TREE = new Fd(5);
  private static final Fd PROC = new Fd(6);
  private static final Fd LISTED = new Fd(7);
  private static final OpenFlags PLACE = OpenFlags.O_PATH.or(OpenFlags.O_CLOEXEC);
  private static final Environment ENVIRONMENT = new Environment(List.of("PATH=/sbin"));

  private final Kernel kernel = mock();
  private final Written written = Written.by(kernel);

  SequenceTest() {
    when(kernel.openat2(any(), eq("src"), any())).thenReturn(SOURCE);
    when(kernel.openat2(any(), eq("dst"), any())).thenReturn(TARGET);
    when(kernel.openTree(any(), any(), any())).thenReturn(TREE);
    when(kernel.openat(AT_FDCWD, "/proc", PLACE.or(OpenFlags.O_DIRECTORY), Mode.NONE))
        .thenReturn(PROC);
    when(kernel.fstatat(any(), any(), any())).thenReturn(stat(Mode.S_IFDIR | 0755));
    when(kernel.fstatfsType(PROC)).thenReturn(0x9FA0L);
    when(kernel.read(any(), anyInt())).thenReturn(new byte[0]);
  }

  private int run(String line) {
    return new MountSeq()
        .run(
            MountSeqGrammarTest.request(line),
            Invocation.of(ENVIRONMENT, ("mount_seq " + line).split(" ")),
            kernel);
  }

  private static KernelException refusal(Errno errno) {
    return new KernelException(errno, "call()");
  }

  private static OpenHow withoutLinks(OpenFlags more) {
    return OpenHow.of(PLACE.or(more), ResolveFlags.RESOLVE_NO_SYMLINKS);
  }

  private static Stat stat(int mode) {
    return new Stat(Dev.NONE, 1, new Mode(mode), 1, new Uid(0), new Gid(0), Dev.NONE, 0);
  }

  @Test
  void aBindMountIsRestrictedBeforeItCanBeSeen() {
    assertThat(run("-m dst -s src -Obo -r")).isZero();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat2(AT_FDCWD, "src", withoutLinks(OpenFlags.NONE));
    calls.verify(kernel).openat2(AT_FDCWD, "dst", withoutLinks(OpenFlags.NONE));
    calls
        .verify(kernel)
        .openTree(
            SOURCE,
            "",
            OpenTreeFlags.OPEN_TREE_CLONE
                .or(OpenTreeFlags.OPEN_TREE_CLOEXEC)
                .or(OpenTreeFlags.AT_EMPTY_PATH));
    calls.verify(kernel).mountSetattr(eq(TREE), eq(""), eq(AtFlags.AT_EMPTY_PATH), any());
    calls
        .verify(kernel)
        .moveMount(TREE, "", TARGET, "", MOVE_MOUNT_F_EMPTY_PATH.or(MOVE_MOUNT_T_EMPTY_PATH));
    calls.verify(kernel).close(SOURCE);
    verify(kernel).close(TARGET);
    verify(kernel).close(TREE);
  }

  @Test
  void recursionReachesTheSubmountsAndTakesNothingBackFromThem() {
    run("-m dst -s src -Obvosd -r");

    verify(kernel)
        .mountSetattr(
            eq(TREE),
            eq(""),
            eq(AtFlags.AT_EMPTY_PATH.or(AtFlags.AT_RECURSIVE)),
            org.mockito.ArgumentMatchers.argThat(
                attributes ->
                    attributes.clear().equals(MountAttrFlags.NONE)
                        && attributes
                            .set()
                            .equals(
                                MountAttrFlags.MOUNT_ATTR_RDONLY
                                    .or(MountAttrFlags.MOUNT_ATTR_NOSUID)
                                    .or(MountAttrFlags.MOUNT_ATTR_NODEV))));
  }

  @Test
  void flagsWithoutEffectAreWarnedOf() {
    assertThat(run("-m dst -s src -Obosd")).isZero();

    verify(kernel, never()).mountSetattr(any(), any(), any(), any());
    assertThat(written.stderr())
        .isEqualTo(
            "ctrtool mount_seq: -m \"dst\": warning: without -r these flags of a bind mount have no"
                + " effect: MS_RDONLY|MS_NOSUID|MS_NODEV\n");
  }

  @Test
  void aFileSystemIsMountedOnTheDescriptor() {
    assertThat(run("-m dst -t tmpfs -Osdx -o mode=0755,size=10M")).isZero();

    verify(kernel)
        .mount(
            "/dev/null",
            "/proc/self/fd/4",
            "tmpfs",
            MountFlags.MS_NOSUID.or(MountFlags.MS_NODEV).or(MountFlags.MS_NOEXEC),
            "mode=0755,size=10M");
  }

  /** mount(2) could restrict the mount at the top, and would leave those below it as they are. */
  @Test
  void aTreeIsNotRestrictedInPart() {
    when(kernel.openTree(any(), any(), any())).thenThrow(refusal(Errno.ENOSYS)).thenReturn(TREE);
    assertThat(run("-m dst -s src -Obvo -r")).isEqualTo(3);
    doThrow(refusal(Errno.ENOSYS)).when(kernel).mountSetattr(any(), any(), any(), any());
    assertThat(run("-m dst -s src -Obvo -r")).isEqualTo(3);
    assertThat(run("-m dst -Orbvo")).isEqualTo(3);

    verify(kernel, never()).moveMount(any(), any(), any(), any(), any());
    verify(kernel, never()).mount(any(), any(), any(), any(), any());
  }

  @Test
  void withoutProcTheTargetBecomesTheWorkingDirectory() {
    when(kernel.fstatfsType(PROC)).thenReturn(0x01021994L);
    when(kernel.openat(AT_FDCWD, ".", PLACE.or(OpenFlags.O_DIRECTORY), Mode.NONE))
        .thenReturn(new Fd(9));
    doThrow(refusal(Errno.ENODEV)).when(kernel).mount(any(), any(), any(), any(), any());

    assertThat(run("-m dst -t nosuch")).isEqualTo(3);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).fchdir(TARGET);
    calls.verify(kernel).mount("/dev/null", ".", "nosuch", MountFlags.NONE, null);
    calls.verify(kernel).fchdir(new Fd(9));
  }

  @Test
  void aMountPointMadeForAMountThatFailsIsRemoved() {
    doThrow(refusal(Errno.ENODEV)).when(kernel).mount(any(), any(), any(), any(), any());

    assertThat(run("-m dst -E -t nosuch")).isEqualTo(3);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).mkdirat(AT_FDCWD, "dst", new Mode(0700));
    calls.verify(kernel).unlinkat(AT_FDCWD, "dst", AtFlags.AT_REMOVEDIR);
  }

  @Test
  void anExistingMountPointIsFineAndStays() {
    doThrow(refusal(Errno.EEXIST)).when(kernel).mknodat(any(), any(), any(), any());
    doThrow(refusal(Errno.EPERM)).when(kernel).mount(any(), any(), any(), any(), any());

    assertThat(run("-m dst -f -t tmpfs")).isEqualTo(3);

    verify(kernel).mknodat(AT_FDCWD, "dst", new Mode(Mode.S_IFSOCK | 0600), Dev.NONE);
    verify(kernel, never()).unlinkat(any(), any(), any());
  }

  @Test
  void exclusivelyItIsAFailure() {
    doThrow(refusal(Errno.EEXIST)).when(kernel).mkdirat(any(), any(), any());

    assertThat(run("-m dst -E -x -t tmpfs -e")).isEqualTo(2);

    verify(kernel, never()).mount(any(), any(), any(), any(), any());
  }

  @Test
  void aLinkInThePathStopsEvenWithKeepGoing() {
    when(kernel.openat2(any(), eq("lnk"), any())).thenThrow(refusal(Errno.ELOOP));

    assertThat(run("-m lnk -t tmpfs -e -D after")).isEqualTo(3);

    verify(kernel, never()).mkdirat(any(), any(), any());
    assertThat(written.stderr())
        .isEqualTo(
            "ctrtool mount_seq: -m \"lnk\", stopped with 0 of 2 done: call(): ELOOP (Too many levels"
                + " of symbolic links)\n");
  }

  @Test
  void linksMayBeFollowedOnRequest() {
    when(kernel.openat(AT_FDCWD, "lnk", PLACE, Mode.NONE)).thenReturn(TARGET);

    assertThat(run("-m lnk -k -t tmpfs")).isZero();

    verify(kernel, never()).openat2(any(), any(), any());
  }

  @Test
  void withoutOpenat2EachNameIsLookedAt() {
    when(kernel.openat2(any(), any(), any())).thenThrow(refusal(Errno.ENOSYS));
    Fd a = new Fd(20);
    when(kernel.openat(eq(AT_FDCWD), eq("a"), any(), any())).thenReturn(a);
    when(kernel.openat(eq(a), eq("."), any(), any())).thenReturn(a);
    when(kernel.openat(eq(a), eq("lnk"), any(), any())).thenReturn(new Fd(21));
    when(kernel.fstatat(a, "", AtFlags.AT_EMPTY_PATH)).thenReturn(stat(Mode.S_IFDIR | 0755));
    when(kernel.fstatat(new Fd(21), "", AtFlags.AT_EMPTY_PATH))
        .thenReturn(stat(Mode.S_IFLNK | 0777));

    assertThat(run("-c a/lnk")).isEqualTo(3);

    assertThat(written.stderr()).contains("ELOOP");
    verify(kernel, never()).fchdir(any());
  }

  @Test
  void magicLinksMayBeAllowedAlone() {
    Fd slash = new Fd(30);
    Fd proc = new Fd(31);
    Fd link = new Fd(32);
    when(kernel.openat(AT_FDCWD, "/", PLACE.or(OpenFlags.O_DIRECTORY), Mode.NONE))
        .thenReturn(slash);
    when(kernel.openat(eq(slash), eq("proc"), any(), any())).thenReturn(proc);
    when(kernel.openat(eq(proc), eq("."), any(), any())).thenReturn(proc);
    when(kernel.openat(proc, "ns", PLACE.or(OpenFlags.O_NOFOLLOW), Mode.NONE)).thenReturn(link);
    when(kernel.openat(proc, "ns", PLACE, Mode.NONE)).thenReturn(SOURCE);
    when(kernel.fstatat(proc, "", AtFlags.AT_EMPTY_PATH)).thenReturn(stat(Mode.S_IFDIR | 0755));
    when(kernel.fstatat(link, "", AtFlags.AT_EMPTY_PATH)).thenReturn(stat(Mode.S_IFLNK | 0777));
    when(kernel.fstatfsType(link)).thenReturn(0x9FA0L);
    when(kernel.openat(eq(AT_FDCWD), eq("dst"), any(), any())).thenReturn(TARGET);
    when(kernel.fstatat(TARGET, "", AtFlags.AT_EMPTY_PATH)).thenReturn(stat(Mode.S_IFREG | 0600));

    assertThat(run("-m dst -s /proc/ns --magic-links -Ob")).isZero();

    verify(kernel).openTree(eq(SOURCE), eq(""), any());
  }

  @Test
  void aDirectoryIsMadeInTheDescriptorOfItsParent() {
    when(kernel.openat2(AT_FDCWD, "a/b", withoutLinks(OpenFlags.O_DIRECTORY))).thenReturn(TARGET);
    OpenFlags itself = OpenFlags.O_DIRECTORY.or(OpenFlags.O_NOFOLLOW).or(OpenFlags.O_CLOEXEC);
    when(kernel.openat(TARGET, "c", itself, Mode.NONE)).thenReturn(TREE);

    assertThat(run("-D a/b/c/ -M 1777")).isZero();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).mkdirat(TARGET, "c", new Mode(0700));
    calls.verify(kernel).fchmod(TREE, new Mode(01777));
    calls.verify(kernel).close(TARGET);
  }

  @Test
  void anExistingDirectoryIsForgivenAndLeftAlone() {
    doThrow(refusal(Errno.EEXIST)).when(kernel).mkdirat(any(), any(), any());
    when(kernel.fstatat(AT_FDCWD, "a", AtFlags.AT_SYMLINK_NOFOLLOW))
        .thenReturn(stat(Mode.S_IFDIR | 0700));

    assertThat(run("-D a -Oe -M 711")).isZero();
    assertThat(run("-D a")).isEqualTo(3);

    verify(kernel, never()).fchmod(any(), any());
  }

  @Test
  void anExistingLinkIsNotForgiven() {
    doThrow(refusal(Errno.EEXIST)).when(kernel).mkdirat(any(), any(), any());
    when(kernel.fstatat(AT_FDCWD, "a", AtFlags.AT_SYMLINK_NOFOLLOW))
        .thenReturn(stat(Mode.S_IFLNK | 0777));

    assertThat(run("-D a -Oe -e -D b")).isEqualTo(3);
  }

  @Test
  void unmountingHoldsNoDescriptorOfTheMount() {
    when(kernel.openat2(AT_FDCWD, "a", withoutLinks(OpenFlags.O_DIRECTORY))).thenReturn(TARGET);

    assertThat(run("-u b -Ol -u a/b")).isZero();

    verify(kernel).umount2("b", UmountFlags.MNT_DETACH.or(UmountFlags.UMOUNT_NOFOLLOW));
    verify(kernel).umount2("/proc/self/fd/4/b", UmountFlags.UMOUNT_NOFOLLOW);
  }

  /** The end of {@code a/b/..} would be looked up below the mount that is at {@code a}. */
  @Test
  void unmountingHoldsNoDescriptorOfAPlaceBelowTheMount() {
    when(kernel.openat2(AT_FDCWD, "x/a/b/..", withoutLinks(OpenFlags.O_DIRECTORY)))
        .thenReturn(SOURCE);
    when(kernel.openat2(AT_FDCWD, "x", withoutLinks(OpenFlags.O_DIRECTORY))).thenReturn(TARGET);

    assertThat(run("-u x/a/b/..")).isZero();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).close(SOURCE);
    calls.verify(kernel).umount2("/proc/self/fd/4/a", UmountFlags.UMOUNT_NOFOLLOW);
  }

  @Test
  void aPathWithDotsIsShortenedOnlyIfThereIsNoLinkInIt() {
    when(kernel.openat2(AT_FDCWD, "a/b/..", withoutLinks(OpenFlags.O_DIRECTORY)))
        .thenThrow(refusal(Errno.ELOOP));

    assertThat(run("-u a/b/.. -e -D x")).isEqualTo(3);
    assertThat(run("-u a/b/.. -k")).isZero();

    verify(kernel).umount2("a/b/..", UmountFlags.NONE);
  }

  /** The kernel would follow a link that is there by then. */
  @Test
  void aDeviceIsMountedByTheDescriptorOfIt() {
    when(kernel.fstatat(SOURCE, "", AtFlags.AT_EMPTY_PATH)).thenReturn(stat(Mode.S_IFBLK | 0600));

    assertThat(run("-m dst -s src -t ext4 -o discard")).isZero();
    assertThat(run("-m dst -s src -t ext4 -K")).isZero();

    verify(kernel).mount("/proc/self/fd/3", "/proc/self/fd/4", "ext4", MountFlags.NONE, "discard");
    verify(kernel).mount("src", "/proc/self/fd/4", "ext4", MountFlags.NONE, null);
  }

  @Test
  void whatIsNoDeviceIsANameToAFileSystemWithoutOneAlone() {
    fileSystems("nodev\ttmpfs\n\text4\n");

    assertThat(run("-m dst -s src -t tmpfs")).isZero();
    assertThat(run("-m dst -s src -t ext4")).isZero();

    verify(kernel).mount("src", "/proc/self/fd/4", "tmpfs", MountFlags.NONE, null);
    verify(kernel).mount("/proc/self/fd/3", "/proc/self/fd/4", "ext4", MountFlags.NONE, null);
  }

  private void fileSystems(String list) {
    when(kernel.openat(eq(AT_FDCWD), eq("/proc/filesystems"), any(), any())).thenReturn(LISTED);
    byte[] text = OsStrings.encode(list);
    when(kernel.read(eq(LISTED), anyInt()))
        .thenReturn(text, new byte[0], text, new byte[0], text, new byte[0]);
  }

  @Test
  void whatIsTypedMeanwhileIsForTheShell() {
    ChildKernel child = mock();
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(child);
              return new Pid(7);
            });
    when(kernel.openat(eq(AT_FDCWD), eq("/proc/self/status"), any(), any())).thenReturn(LISTED);
    byte[] status = OsStrings.encode("SigIgn:\t0000000000000004\n"); // SIGQUIT
    when(kernel.read(eq(LISTED), anyInt())).thenReturn(status, new byte[0]);
    when(kernel.waitid(eq(new Pid(7)), any()))
        .thenReturn(new WaitStatus(new Pid(7), WaitStatus.Cause.CLD_EXITED, 0));

    assertThat(run("-S command")).isZero();

    InOrder calls = inOrder(kernel, child);
    calls.verify(kernel).sigaction(Signal.SIGINT, SignalDisposition.SIG_IGN);
    calls.verify(child).sigaction(Signal.SIGINT, SignalDisposition.SIG_DFL);
    calls.verify(child).execve(any(), any(), any());
    calls.verify(kernel).waitid(any(), any());
    calls.verify(kernel).sigaction(Signal.SIGINT, SignalDisposition.SIG_DFL);
    verify(kernel, never()).sigaction(eq(Signal.SIGQUIT), any());
  }

  @Test
  void aShellCommandIsWaitedFor() {
    ChildKernel child = mock();
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              Consumer<ChildKernel> sequence = call.getArgument(1);
              sequence.accept(child);
              return new Pid(7);
            });
    when(kernel.waitid(eq(new Pid(7)), any()))
        .thenThrow(refusal(Errno.EINTR))
        .thenReturn(new WaitStatus(new Pid(7), WaitStatus.Cause.CLD_EXITED, 9));

    assertThat(run("-S command -e")).isEqualTo(2);

    InOrder calls = inOrder(kernel, child);
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    calls.verify(child).execve("/bin/sh", List.of("sh", "-c", "command"), ENVIRONMENT);
    assertThat(written.stderr())
        .isEqualTo("ctrtool mount_seq: -S \"command\", going on with 0 of 1 done: exit status 9\n");
  }

  @Test
  void aFileIsWrittenThroughItsDescriptor() {
    when(kernel.openat(eq(AT_FDCWD), eq("f"), any(), eq(new Mode(0644)))).thenReturn(TREE);
    when(kernel.fstatat(TREE, "", AtFlags.AT_EMPTY_PATH)).thenReturn(stat(Mode.S_IFREG | 0644));

    assertThat(run("-w f -i x\\n -M 600")).isZero();

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).write(TREE, new byte[] {'x', '\n'});
    calls.verify(kernel).fchmod(TREE, new Mode(0600));
    calls.verify(kernel).close(TREE);
  }

  @Test
  void theProgramRunsAfterOperationsThatMayFail() {
    ChildKernel last = mock();
    doThrow(refusal(Errno.EEXIST)).when(kernel).mkdirat(any(), any(), any());
    doAnswer(
            call -> {
              Consumer<ChildKernel> sequence = call.getArgument(1);
              sequence.accept(last);
              return null;
            })
        .when(kernel)
        .become(any(), any());

    run("-D a -e -X ls -l");

    verify(last).execvpe("ls", List.of("ls", "-l"), ENVIRONMENT, "/sbin");
  }

  @Test
  void theProgramDoesNotRunAfterAStop() {
    doThrow(refusal(Errno.EEXIST)).when(kernel).mkdirat(any(), any(), any());

    assertThat(run("-D a -X ls")).isEqualTo(3);

    verify(kernel, never()).become(any(), any());
  }

  @Test
  void syncFollowsTheOperation() {
    run("-D a -y -D b");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).mkdirat(any(), eq("a"), any());
    calls.verify(kernel).sync();
    calls.verify(kernel).mkdirat(any(), eq("b"), any());
    verify(kernel, never()).exit(anyInt());
  }
}
