package org.ctrtool.tools.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloseRangeFlags;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.SetnsTypes;
import org.ctrtool.api.Uid;
import org.ctrtool.api.UmountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.tools.privileges.PrivilegeDrop;
import org.ctrtool.tools.privileges.PrivilegeFacts;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.mockito.invocation.Invocation;

class LaunchedChildTest {
  private static final Fd READY_READ = new Fd(10);
  private static final Fd READY = new Fd(11);
  private static final Fd RELEASE = new Fd(12);
  private static final Fd RELEASE_WRITE = new Fd(13);
  private static final Fd LOCK = new Fd(14);
  private static final Fd LOG = new Fd(15);
  private static final Fd EXECUTABLE = new Fd(16);
  private static final Fd NEW_ROOT = new Fd(20);
  private static final Fd NULL = new Fd(21);
  private static final Fd PROC = new Fd(22);
  private static final Fd PROC_PLACE = new Fd(23);
  private static final Gate GATE =
      new Gate(new Pipe(READY_READ, READY), new Pipe(RELEASE, RELEASE_WRITE));
  private static final Pipe EXECUTED = new Pipe(new Fd(30), new Fd(31));
  private static final Pipe SOCKETS = new Pipe(new Fd(32), new Fd(33));
  private static final Environment CALLERS = new Environment(List.of("A=1", "PATH=/p"));
  private static final RLimit BEFORE = new RLimit(100, 1000);

  private final ChildKernel kernel = mock();

  LaunchedChildTest() {
    when(kernel.openat(eq(AT_FDCWD), eq("/new"), any(), any())).thenReturn(NEW_ROOT);
    when(kernel.openat(eq(AT_FDCWD), eq("/dev/null"), any(), any())).thenReturn(NULL);
    when(kernel.fsmount(any(), any(), any())).thenReturn(PROC);
    when(kernel.openat2(eq(NEW_ROOT), eq("proc"), any())).thenReturn(PROC_PLACE);
  }

  private void run(String line, Fd lock, Fd log, Fd executable, LaunchPlan.ChangedLimit... limits) {
    LauncherOptions options = LauncherOptionsTest.options(line);
    LaunchHandles handles =
        new LaunchHandles(
            options.waitExec ? EXECUTED : null,
            lock,
            log,
            executable,
            null,
            options.socketType == 0 ? null : SOCKETS,
            null);
    LaunchedChild.run(kernel, options, plan(options, limits), handles, GATE, CALLERS);
  }

  private static LaunchPlan plan(LauncherOptions options, LaunchPlan.ChangedLimit... limits) {
    PrivilegeFacts facts =
        new PrivilegeFacts(CapabilitySet.ALL, CapabilitySet.NONE, CapabilitySet.ALL, 40);
    return new LaunchPlan(List.of(limits), PrivilegeDrop.of(options.privileges(), facts));
  }

  private void runInPlace(String line) {
    LauncherOptions options = LauncherOptionsTest.options(line);
    LaunchHandles handles = LaunchHandles.ofExecutable(null);
    LaunchedChild.runInPlace(kernel, options, plan(options), handles, CALLERS);
  }

  private void run(String line) {
    run(line, null, null, null);
  }

  @Test
  void nothingPrivilegedHappensBeforeTheLauncherSaysSo() {
    run("--escape -UCimnpu -H box -r /new -t -S 5 -G 6 -D --clear-caps-before-exec prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetNoNewPrivs();
    calls.verify(kernel).close(RELEASE_WRITE);
    calls.verify(kernel).sethostname(any());
    calls.verify(kernel).mount(null, "/", null, MountFlags.MS_REC.or(MountFlags.MS_SLAVE), null);
    calls.verify(kernel).setsid();
    calls.verify(kernel).writeAll(READY, new byte[1]);
    calls.verify(kernel).awaitByte(RELEASE);
    calls.verify(kernel).unshare(UnshareFlags.CLONE_NEWCGROUP);
    calls.verify(kernel).setgroups(List.of());
    calls.verify(kernel).setresgid(new Gid(6), new Gid(6), new Gid(6));
    calls.verify(kernel).setresuid(new Uid(5), new Uid(5), new Uid(5));
    calls.verify(kernel).prctlSetDumpable(0);
    calls.verify(kernel).fchdir(NEW_ROOT);
    calls.verify(kernel).pivotRoot(".", ".");
    calls.verify(kernel).moveMount(eq(PROC), eq(""), eq(PROC_PLACE), eq(""), any());
    calls.verify(kernel).umount2(".", UmountFlags.MNT_DETACH);
    calls.verify(kernel).capset(Capabilities.NONE);
    calls.verify(kernel).execvpe("prog", List.of("prog"), CALLERS, "/p");
  }

  @Test
  void nothingIsOpenedByNameOnceTheRootHasChanged() {
    run("-mp -r /new -t -L log prog", null, LOG, null);

    List<String> order =
        mockingDetails(kernel).getInvocations().stream()
            .map(Invocation::getMethod)
            .map(java.lang.reflect.Method::getName)
            .toList();
    assertThat(order.subList(order.indexOf("pivotRoot"), order.size()))
        .containsOnly(
            "pivotRoot", "doing", "moveMount", "close", "umount2", "capset", "dup3", "execvpe");
  }

  @Test
  void theLauncherAloneHoldsTheLockAndTheWayToReleaseTheChild() {
    run("prog", LOCK, null, null);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).close(READY_READ);
    calls.verify(kernel).close(RELEASE_WRITE);
    calls.verify(kernel).close(LOCK);
    calls.verify(kernel).awaitByte(RELEASE);
  }

  @Test
  void messagesGoToTheCallerUntilTheProgramStarts() {
    run("-L log --close-fd=7 --notify-fd=8 prog", null, LOG, null);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).awaitByte(RELEASE);
    calls.verify(kernel).setresuid(any(), any(), any());
    calls.verify(kernel).close(new Fd(7));
    calls.verify(kernel).dup3(NULL, Fd.STDIN, PipeFlags.NONE);
    calls.verify(kernel).dup3(LOG, Fd.STDOUT, PipeFlags.NONE);
    calls.verify(kernel).dup3(LOG, Fd.STDERR, PipeFlags.NONE);
    calls.verify(kernel).writeAll(new Fd(8), new byte[] {':'});
    calls.verify(kernel).close(new Fd(8));
    calls.verify(kernel).execvpe(any(), any(), any(), any());
  }

  @Test
  void limitsAreSetBeforePrivilegesGo() {
    RLimit lower = new RLimit(5, 10);
    RLimit higher = new RLimit(5, 2000);
    run(
        "-S 5 prog",
        null,
        null,
        null,
        new LaunchPlan.ChangedLimit(Resource.RLIMIT_NOFILE, BEFORE, lower),
        new LaunchPlan.ChangedLimit(Resource.RLIMIT_CORE, BEFORE, higher));

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, lower);
    calls.verify(kernel).setgroups(List.of());
    verify(kernel, never()).setrlimit(any(), eq(Resource.RLIMIT_CORE), any());
  }

  @Test
  void groupsAndIdsCanBeLeftAlone() {
    run("-g -N prog");

    verify(kernel, never()).setgroups(any());
    verify(kernel, never()).setresuid(any(), any(), any());
    verify(kernel, never()).setresgid(any(), any(), any());
  }

  @Test
  void theProgramsTreeIsLeftAloneWithoutAMountNamespace() {
    run("--unsafe-no-setsid prog");

    verify(kernel, never()).mount(any(), any(), any(), any(), any());
    verify(kernel, never()).setsid();
    verify(kernel, never()).pivotRoot(any(), any());
  }

  @Test
  void anExecutedFileIsClosedByTheExec() {
    run("--exec-file-host=x a b", null, null, EXECUTABLE);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).fcntlSetfd(EXECUTABLE, FdFlags.FD_CLOEXEC);
    calls
        .verify(kernel)
        .execveat(
            EXECUTABLE,
            "",
            List.of("a", "b"),
            new Environment(List.of("A=1", "PATH=/p", "CTRTOOL_CONTAINER_LAUNCHER_EXEC_FD=16")),
            AtFlags.AT_EMPTY_PATH);
  }

  @Test
  void anExecutedFileCanStayOpen() {
    run("-V --exec-no-cloexec --exec-fd=16 a", null, null, EXECUTABLE);

    verify(kernel).fcntlSetfd(EXECUTABLE, FdFlags.NONE);
    verify(kernel)
        .execveat(
            EXECUTABLE,
            "",
            List.of("a"),
            new Environment(List.of("CTRTOOL_CONTAINER_LAUNCHER_EXEC_FD=16")),
            AtFlags.AT_EMPTY_PATH);
  }

  @Test
  void withoutEnvironmentTheUsualDirectoriesAreSearched() {
    run("-V prog");

    verify(kernel).execvpe("prog", List.of("prog"), new Environment(List.of()), "/bin:/usr/bin");
  }

  @Test
  void timersAndHugePagesAreTheTasksOwn() {
    run("-v 1 -Q 12345 prog");

    verify(kernel).prctlSetThpDisable(1);
    verify(kernel).prctlSetTimerslack(12345);
  }

  @Test
  void theChildCanEndWithoutProgram() {
    run("--no-exec ignored");

    verify(kernel, atLeastOnce()).prctlSetDumpable(0);
    verify(kernel, never()).execvpe(any(), any(), any(), any());
  }

  @Test
  void tracersAreLetInOnlyWhenAskedFor() {
    run("--unsafe-debug-dumpable prog");

    verify(kernel, never()).prctlSetDumpable(0);
  }

  @Test
  void nobodyInNamespacesThatAreEnteredMayTraceTheChild() {
    run("--nsenter2=n:7 --nsenter2=U:8 -D --clear-caps-before-exec prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetNoNewPrivs();
    calls.verify(kernel).prctlSetDumpable(0);
    calls.verify(kernel).setns(new Fd(7), SetnsTypes.CLONE_NEWNET);
    calls.verify(kernel).setns(new Fd(8), SetnsTypes.CLONE_NEWUSER);
    calls.verify(kernel).awaitByte(RELEASE);
  }

  @Test
  void namespacesAreEnteredAndMadeInTheOrderOfTheOptions() {
    run("--nsenter2=U:8 --unshare2=mu -H box --nsenter2=n:7 prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setns(new Fd(8), SetnsTypes.CLONE_NEWUSER);
    calls.verify(kernel).unshare(UnshareFlags.CLONE_NEWNS.or(UnshareFlags.CLONE_NEWUTS));
    calls.verify(kernel).sethostname(any());
    calls.verify(kernel).mount(null, "/", null, MountFlags.MS_REC.or(MountFlags.MS_SLAVE), null);
    calls.verify(kernel).setns(new Fd(7), SetnsTypes.CLONE_NEWNET);
  }

  @Test
  void theLastNamespacesAreOpenedBeforeTheRootChangesAndEnteredAfterwards() {
    when(kernel.openat(eq(AT_FDCWD), eq("/run/net"), any(), any())).thenReturn(new Fd(40));

    run("-m -r /new --nsenter-post=n=/run/net prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat(eq(AT_FDCWD), eq("/run/net"), any(), any());
    calls.verify(kernel).pivotRoot(".", ".");
    calls.verify(kernel).umount2(".", UmountFlags.MNT_DETACH);
    calls.verify(kernel).setns(new Fd(40), SetnsTypes.CLONE_NEWNET);
    calls.verify(kernel).prctlSetDumpable(0);
    calls.verify(kernel).capset(Capabilities.NONE);
    calls.verify(kernel).execvpe(any(), any(), any(), any());
  }

  @Test
  void procIsMountedByAProcessOfThePidNamespaceItShows() {
    run("-m --unshare2=p -t prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).unshare(UnshareFlags.CLONE_NEWPID);
    calls.verify(kernel).awaitByte(RELEASE);
    calls.verify(kernel).continueInChild(1);
    calls.verify(kernel).fsopen(eq("proc"), any());
    verify(kernel, times(1)).continueInChild(anyInt());
  }

  @Test
  void privilegesAreGoneBeforeTheProgramIsForkedOff() {
    run("--fork-daemon -S 5 prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setresuid(new Uid(5), new Uid(5), new Uid(5));
    calls.verify(kernel).prctlSetDumpable(0);
    calls.verify(kernel).capset(Capabilities.NONE);
    calls.verify(kernel).continueInChild(0);
    calls.verify(kernel).execvpe(any(), any(), any(), any());
  }

  @Test
  void socketsAreMadeInTheChildsNetworkNamespace() {
    run("--nsenter2=n:7 -X 2 prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setns(new Fd(7), SetnsTypes.CLONE_NEWNET);
    calls.verify(kernel).socketpairUnixAt(2, SOCKETS.readEnd(), SOCKETS.writeEnd());
    calls.verify(kernel).writeAll(READY, new byte[1]);
    calls.verify(kernel).awaitByte(RELEASE);
    calls.verify(kernel).close(SOCKETS.writeEnd());
    calls.verify(kernel).fcntlSetfd(SOCKETS.readEnd(), FdFlags.NONE);
  }

  @Test
  void theExecIsAnnouncedJustBefore() {
    run("--wait-exec --notify-fd=8 prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).close(EXECUTED.readEnd());
    calls.verify(kernel).close(new Fd(8));
    calls.verify(kernel).writeAll(EXECUTED.writeEnd(), new byte[] {':'});
    calls.verify(kernel).execvpe(any(), any(), any(), any());
  }

  @Test
  void withoutAChildTheUserNamespaceOwnsTheOthers() {
    runInPlace("-f5 -n --old-nsenter=u:7 -D --clear-caps-before-exec prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetNoNewPrivs();
    calls.verify(kernel).prctlSetDumpable(0);
    calls.verify(kernel).setns(new Fd(5), SetnsTypes.CLONE_NEWUSER);
    calls.verify(kernel).unshare(UnshareFlags.CLONE_NEWNET);
    calls.verify(kernel).setns(new Fd(7), SetnsTypes.CLONE_NEWUTS);
    calls.verify(kernel).setgroups(List.of());
    calls.verify(kernel).execvpe(any(), any(), any(), any());
    verify(kernel, never()).awaitByte(any());
  }

  @Test
  void theNameInARequestIsWhatItIsAfterTheRequestsBeforeIt() {
    when(kernel.openat(any(), eq("/ns/mnt"), any(), any())).thenReturn(new Fd(50));
    when(kernel.openat(any(), eq("/ns/net"), any(), any())).thenReturn(new Fd(51));

    runInPlace("-fi --old-nsenter=m=/ns/mnt --old-nsenter=n=/ns/net prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).setns(new Fd(50), SetnsTypes.CLONE_NEWNS);
    calls.verify(kernel).openat(any(), eq("/ns/net"), any(), any());
    calls.verify(kernel).setns(new Fd(51), SetnsTypes.CLONE_NEWNET);
  }

  @Test
  void aUserNamespaceCanBeMadeWithoutAChild() {
    runInPlace("-fi -Un -gN prog");

    InOrder calls = inOrder(kernel);
    calls
        .verify(kernel)
        .unshare(new UnshareFlags(CloneFlags.CLONE_NEWUSER.or(CloneFlags.CLONE_NEWNET).bits()));
    calls.verify(kernel).execvpe(any(), any(), any(), any());
  }

  @Test
  void theTimeNamespaceIsSetBeforeItIsEnteredThroughADirectoryThatIsTheCallers() {
    Fd self = new Fd(50);
    when(kernel.openat(any(), eq("/proc/self"), any(), any())).thenReturn(self);
    when(kernel.openat(eq(self), eq("timens_offsets"), any(), any())).thenReturn(new Fd(51));
    when(kernel.openat(eq(self), eq("ns/time_for_children"), any(), any())).thenReturn(new Fd(52));

    run("--nsenter2=m:7 --time --boottime=-10.5 prog");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).openat(eq(AT_FDCWD), eq("/proc/self"), any(), any());
    calls.verify(kernel).setns(new Fd(7), SetnsTypes.CLONE_NEWNS);
    calls.verify(kernel).unshare(UnshareFlags.CLONE_NEWTIME);
    calls.verify(kernel).writeAll(new Fd(51), OsStrings.encode("boottime -10 5\n"));
    calls.verify(kernel).setns(new Fd(52), SetnsTypes.CLONE_NEWTIME);
    verify(kernel, never()).openat(eq(AT_FDCWD), startsWith("/proc/self/"), any(), any());
  }

  @Test
  void everythingElseOfTheCallersCanBeClosed() {
    run("--close-all --exec-no-cloexec --exec-fd=16 prog", null, null, EXECUTABLE);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).closeRange(3, 0xFFFFFFFFL, CloseRangeFlags.CLOSE_RANGE_CLOEXEC);
    calls.verify(kernel).fcntlSetfd(EXECUTABLE, FdFlags.NONE);
  }
}
