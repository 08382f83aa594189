package org.ctrtool.tools.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Seals;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.ToolRun;
import org.ctrtool.tools.Written;
import org.ctrtool.tools.grammar.UsageError;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class LaunchTest {
  private static final Pid CHILD = new Pid(77);
  private static final Pid SCRIPT = new Pid(78);
  private static final Fd READY = new Fd(10);
  private static final Fd RELEASE = new Fd(13);
  private static final Fd DIRECTORY = new Fd(20);
  private static final Fd PROCESS = new Fd(21);
  private static final Fd INFO = new Fd(22);
  private static final Fd FILE = new Fd(23);
  private static final Fd PROGRAM = new Fd(24);
  private static final Fd COPY = new Fd(25);
  private static final byte[] GO = new byte[1];

  private final Kernel kernel = mock();
  private final Written written = Written.by(kernel);
  private final List<Consumer<ChildKernel>> children = new ArrayList<>();

  LaunchTest() {
    when(kernel.capget()).thenReturn(Capabilities.NONE);
    when(kernel.prctlCapbsetRead(anyInt()))
        .thenAnswer(
            call -> {
              int n = call.getArgument(0);
              if (n > 40) {
                throw new KernelException(Errno.EINVAL, "prctl()");
              }
              return true;
            });
    when(kernel.pipe2(any()))
        .thenReturn(new Pipe(READY, new Fd(11)), new Pipe(new Fd(12), RELEASE));
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              children.add(call.getArgument(1));
              return children.size() == 1 ? CHILD : SCRIPT;
            });
    when(kernel.openat(any(), any(), any(), any())).thenReturn(FILE);
    when(kernel.openat(AT_FDCWD, "/proc/77", directory(), org.ctrtool.api.Mode.NONE))
        .thenReturn(DIRECTORY);
    when(kernel.openat(eq(AT_FDCWD), eq("/proc/self/fdinfo/21"), any(), any())).thenReturn(INFO);
    when(kernel.openat(eq(AT_FDCWD), eq("/proc/self/exe"), any(), any())).thenReturn(PROGRAM);
    when(kernel.pidfdOpen(CHILD)).thenReturn(PROCESS);
    when(kernel.fstatfsType(DIRECTORY)).thenReturn(0x9FA0L);
    procSays("pos:\t0\nflags:\t02000002\nPid:\t77\nNSpid:\t77\t1\n");
    ends(CHILD, 9);
    ends(SCRIPT, 0);
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              return null;
            })
        .when(kernel)
        .tolerating(any(), any());
  }

  private static org.ctrtool.api.OpenFlags directory() {
    return org.ctrtool.api.OpenFlags.O_DIRECTORY
        .or(org.ctrtool.api.OpenFlags.O_NOFOLLOW)
        .or(org.ctrtool.api.OpenFlags.O_CLOEXEC);
  }

  private void procSays(String fdinfo) {
    when(kernel.read(eq(INFO), anyInt())).thenReturn(OsStrings.encode(fdinfo), new byte[0]);
  }

  private void ends(Pid pid, int status) {
    when(kernel.waitid(eq(pid), any()))
        .thenReturn(new WaitStatus(pid, WaitStatus.Cause.CLD_EXITED, status));
  }

  private static KernelException refusal(Errno errno) {
    return new KernelException(errno, "call()");
  }

  /** With what says why a tool failed. */
  private int run(String line) {
    return ToolRun.run(new LauncherTool(), invocation(line), kernel);
  }

  private int launch(String line) {
    return new LauncherTool().run(LauncherOptionsTest.options(line), invocation(line), kernel);
  }

  private static Invocation invocation(String line) {
    Environment environment = new Environment(List.of("PATH=/p"));
    return Invocation.of(environment, ("launcher " + line).split(" "));
  }

  @Test
  void theChildWaitsUntilEverythingIsPrepared() {
    assertThat(
            run(
                "--unsafe-no-escape -wU --disable-setgroups --uid-map=0.5.1 --gid-map=0.6.1"
                    + " -P pid -x hook prog"))
        .isEqualTo(9);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).awaitByte(READY);
    calls.verify(kernel).openat(eq(AT_FDCWD), eq("pid"), any(), any());
    calls.verify(kernel).writeAll(FILE, OsStrings.encode("77"));
    calls.verify(kernel).openat(eq(DIRECTORY), eq("setgroups"), any(), any());
    calls.verify(kernel).writeAll(FILE, OsStrings.encode("deny"));
    calls.verify(kernel).openat(eq(DIRECTORY), eq("uid_map"), any(), any());
    calls.verify(kernel).writeAll(FILE, OsStrings.encode("0 5 1"));
    calls.verify(kernel).openat(eq(DIRECTORY), eq("gid_map"), any(), any());
    calls.verify(kernel).writeAll(FILE, OsStrings.encode("0 6 1"));
    calls.verify(kernel).clone(any(), any());
    calls.verify(kernel).waitid(eq(SCRIPT), any());
    calls.verify(kernel).writeAll(RELEASE, GO);
    calls.verify(kernel).waitid(eq(CHILD), any());
  }

  @Test
  void withoutWaitTheChildGoesOnByItself() {
    assertThat(run("prog")).isZero();

    verify(kernel).writeAll(RELEASE, GO);
    verify(kernel, never()).waitid(any(), any());
  }

  @Test
  void aLaunchWithoutProgramIsWaitedFor() {
    ends(CHILD, 0);

    assertThat(run("--no-exec")).isZero();

    verify(kernel).waitid(eq(CHILD), any());
  }

  @Test
  void theScriptGetsThePidTheDirectoryAndWhatItIsToldOf() {
    run("--pidfd -e ash -d -x text prog");

    ChildKernel script = mock();
    children.get(1).accept(script);
    InOrder calls = inOrder(script);
    calls.verify(script).fcntlSetfd(DIRECTORY, FdFlags.NONE);
    calls.verify(script).fcntlSetfd(PROCESS, FdFlags.NONE);
    calls
        .verify(script)
        .execvpe(
            "ash",
            List.of("ash", "-c", "text", "-", "77", "20", "-1"),
            new Environment(List.of("PATH=/p", "CTRTOOL_CONTAINER_LAUNCHER_PID_FD=21")),
            "/p");
  }

  @Test
  void theScriptGetsNoPidDescriptorUnasked() {
    run("-x hook prog");

    ChildKernel script = mock();
    children.get(1).accept(script);
    verify(script, times(1)).fcntlSetfd(any(), any());
    verify(script)
        .execvpe(
            "hook", List.of("hook", "77", "20", "-1"), new Environment(List.of("PATH=/p")), "/p");
  }

  private void assertNoChildIsLeft() {
    InOrder calls = inOrder(kernel);
    calls.verify(kernel).kill(CHILD, Signal.SIGKILL);
    calls.verify(kernel).waitid(eq(CHILD), any());
    verify(kernel, never()).writeAll(RELEASE, GO);
  }

  @Test
  void aScriptThatFailsEndsTheLaunch() {
    ends(SCRIPT, 5);

    assertThat(run("-w -x hook prog")).isEqualTo(125);

    assertThat(written.stderr()).isEqualTo("ctrtool launcher: the script ended with status 5\n");
    assertNoChildIsLeft();
  }

  @Test
  void aScriptThatIsKilledEndsTheLaunch() {
    when(kernel.waitid(eq(SCRIPT), any()))
        .thenReturn(new WaitStatus(SCRIPT, WaitStatus.Cause.CLD_KILLED, 9));

    assertThat(run("-w -x hook prog")).isEqualTo(125);

    assertThat(written.stderr()).contains("the script was killed by SIGKILL");
    assertNoChildIsLeft();
  }

  @Test
  void aRefusedMapEndsTheLaunch() {
    doThrow(refusal(Errno.EPERM)).when(kernel).writeAll(eq(FILE), any());

    assertThatExceptionOfType(KernelException.class)
        .isThrownBy(() -> launch("--unsafe-no-escape -U --uid-map=0.0.1 -x hook prog"));

    assertThat(children).hasSize(1);
    assertNoChildIsLeft();
  }

  @Test
  void aProcOfAnotherPidNamespaceIsNoticed() {
    procSays("pos:\t0\nPid:\t4711\n");

    assertThat(run("-w -x hook prog")).isEqualTo(125);

    assertThat(written.stderr()).contains("another PID namespace");
    assertThat(children).hasSize(1);
    assertNoChildIsLeft();
  }

  @Test
  void whatIsNoProcIsNotTakenForIt() {
    when(kernel.fstatfsType(DIRECTORY)).thenReturn(0x01021994L);

    assertThat(run("-w -x hook prog")).isEqualTo(125);

    assertNoChildIsLeft();
  }

  @Test
  void procIsNotNeededForNothing() {
    run("-w prog");

    verify(kernel, never()).openat(eq(AT_FDCWD), eq("/proc/77"), any(), any());
  }

  @Test
  void aChildThatFailsHasSaidWhy() {
    doThrow(refusal(Errno.EPIPE)).when(kernel).awaitByte(READY);
    ends(CHILD, 125);

    assertThat(run("-w -x hook prog")).isEqualTo(125);

    assertThat(written.stderr()).isEmpty();
    assertThat(children).hasSize(1);
    verify(kernel).waitid(eq(CHILD), any());
  }

  @Test
  void aFileThatIsNotEmptyEndsTheLaunch() {
    when(kernel.read(eq(FILE), anyInt())).thenReturn(new byte[] {'1'});

    assertThat(run("-M procs prog")).isEqualTo(125);

    assertThat(written.stderr()).isEqualTo("ctrtool launcher: \"procs\" is not empty\n");
    assertNoChildIsLeft();
  }

  @Test
  void aGroupThatIsGoneIsEmpty() {
    when(kernel.openat(eq(AT_FDCWD), eq("procs"), any(), any())).thenThrow(refusal(Errno.ESRCH));

    assertThat(run("-M procs prog")).isZero();
  }

  @Test
  void theLastPidFileIsWrittenFirst() {
    run("-P one -P two prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat(eq(AT_FDCWD), eq("two"), any(), any());
    calls.verify(kernel).openat(eq(AT_FDCWD), eq("one"), any(), any());
  }

  @Test
  void theLockIsTakenBeforeThereIsAChild() {
    doThrow(refusal(Errno.EINTR)).doNothing().when(kernel).flock(FILE, 2);

    run("-K lock prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel, times(2)).flock(FILE, 2);
    calls.verify(kernel).clone(any(), any());
    verify(kernel, never()).close(FILE);
  }

  @Test
  void changesOfALimitAddUpAndOnlyRaisingIsDoneFromOutside() {
    when(kernel.getrlimit(any(), eq(Resource.RLIMIT_NOFILE))).thenReturn(new RLimit(10, 100));
    when(kernel.getrlimit(any(), eq(Resource.RLIMIT_CORE))).thenReturn(new RLimit(10, 100));

    run("--rlimit=n=60:300 --rlimit=n=:250 --rlimit=core=5: prog");

    verify(kernel).setrlimit(CHILD, Resource.RLIMIT_NOFILE, new RLimit(60, 250));
    verify(kernel, times(1)).setrlimit(any(), any(), any());
    ChildKernel child = mock();
    children.get(0).accept(child);
    verify(child).setrlimit(Pid.SELF, Resource.RLIMIT_CORE, new RLimit(5, 100));
    verify(child, times(1)).setrlimit(any(), any(), any());
  }

  @Test
  void escapeBeginsAgainAsASealedCopy() {
    when(kernel.fcntlGetSeals(PROGRAM)).thenThrow(refusal(Errno.EINVAL));
    when(kernel.memfdCreate(any(), any())).thenReturn(COPY);
    doThrow(new IllegalStateException("became")).when(kernel).become(any(), any());
    doAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(kernel);
              throw new IllegalStateException("became");
            })
        .when(kernel)
        .become(any(), any());

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> launch("--escape -U prog"));

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).fcntlAddSeals(eq(COPY), any());
    calls
        .verify(kernel)
        .execveat(
            COPY,
            "",
            List.of("launcher", "--escape", "-U", "prog"),
            new Environment(List.of("PATH=/p")),
            AtFlags.AT_EMPTY_PATH);
    verify(kernel, never()).clone(any(), any());
  }

  @Test
  void aSealedCopyGoesOn() {
    Seals all =
        Seals.F_SEAL_SEAL.or(Seals.F_SEAL_SHRINK).or(Seals.F_SEAL_GROW).or(Seals.F_SEAL_WRITE);
    when(kernel.fcntlGetSeals(PROGRAM)).thenReturn(all);

    assertThat(run("--escape -U prog")).isZero();

    verify(kernel, never()).become(any(), any());
    verify(kernel).clone(any(), any());
  }

  @Test
  void inheritedNoNewPrivsIsNoticed() {
    when(kernel.prctlGetNoNewPrivs()).thenReturn(true);

    assertThatExceptionOfType(UsageError.class).isThrownBy(() -> launch("-b 3 prog"));

    verify(kernel, never()).clone(any(), any());
  }

  @Test
  void descriptorsThatAreNotOpenAreUsageErrors() {
    when(kernel.fcntlGetfd(new Fd(77))).thenThrow(refusal(Errno.EBADF));

    for (String option : List.of("--notify-fd=77", "--close-fd=77", "--exec-fd=77")) {
      assertThatExceptionOfType(UsageError.class).isThrownBy(() -> launch(option + " prog"));
    }
    verify(kernel, never()).clone(any(), any());
  }
}
