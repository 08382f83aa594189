package org.ctrtool.sim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.Files;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.ns.NamespaceRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessTest {
  private static final CloneRequest CHILD =
      new CloneRequest(CloneFlags.NONE, new Ending("child", 125));
  private static final CloneRequest NEW_PID =
      new CloneRequest(CloneFlags.CLONE_NEWPID, new Ending("child", 125));
  private static final Pid ANY = new Pid(0);

  private final SimKernel host = SimHost.with().user("alice", 1000).boot();

  @AfterEach
  void switchOff() {
    host.close();
  }

  @Test
  void aChildEndsWithTheStatusOfItsExit() {
    Pid child = host.clone(CHILD, kernel -> kernel.exit(7));

    assertThat(host.waitid(child, WaitFlags.WEXITED))
        .isEqualTo(new WaitStatus(child, WaitStatus.Cause.CLD_EXITED, 7));
    assertRefused(TaskRule.NO_SUCH_CHILD, () -> host.waitid(child, WaitFlags.WEXITED));
  }

  @Test
  void aSequenceThatComesToItsEndExitsWith0() {
    Pid child = host.clone(CHILD, kernel -> kernel.setsid());

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(0);
  }

  @Test
  void aRefusedCallEndsTheChildWithAMessage() {
    Pid child =
        host.clone(
            CHILD,
            kernel -> {
              kernel.doing("leaving");
              kernel.chdir("/nowhere");
            });

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(125);
    assertThat(host.errors()).startsWith("child: leaving: chdir(\"/nowhere\"): ENOENT");
  }

  @Test
  void waitWithNohangAnswersNothing() {
    host.fork();

    assertThat(host.waitid(ANY, WaitFlags.WEXITED.or(WaitFlags.WNOHANG)))
        .isEqualTo(WaitStatus.NOTHING);
    assertRefused(TaskRule.WAIT_NEEDS_A_CHANGE, () -> host.waitid(ANY, WaitFlags.NONE));
  }

  @Test
  void waitWithNowaitLeavesTheZombie() {
    SimKernel child = host.fork();
    end(child, 3);

    assertThat(host.waitid(ANY, WaitFlags.WEXITED.or(WaitFlags.WNOWAIT)).status()).isEqualTo(3);
    assertThat(host.waitid(ANY, WaitFlags.WEXITED).status()).isEqualTo(3);
  }

  @Test
  void ignoringSigchldLeavesNoZombies() {
    host.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    host.clone(CHILD, kernel -> kernel.exit(0));

    assertRefused(Errno.ECHILD, () -> host.waitid(ANY, WaitFlags.WEXITED));
  }

  @Test
  void aSignalKills() {
    SimKernel child = host.fork();
    host.kill(pid(child), Signal.SIGTERM);

    assertThat(host.waitid(ANY, WaitFlags.WEXITED))
        .isEqualTo(new WaitStatus(pidIn(host, child), WaitStatus.Cause.CLD_KILLED, 15));
    assertThatThrownBy(child::getpid).isInstanceOf(TaskEnded.class);
  }

  @Test
  void aStoppedChildIsReportedAndContinues() {
    SimKernel child = host.fork();
    Pid pid = pid(child);

    host.kill(pid, Signal.SIGSTOP);
    assertThat(host.waitid(pid, WaitFlags.WSTOPPED).cause())
        .isEqualTo(WaitStatus.Cause.CLD_STOPPED);
    host.kill(pid, Signal.SIGCONT);
    assertThat(host.waitid(pid, WaitFlags.WCONTINUED).cause())
        .isEqualTo(WaitStatus.Cause.CLD_CONTINUED);
  }

  @Test
  void blockedSignalsAreReadFromADescriptor() {
    SignalSet set = SignalSet.of(Signal.SIGTERM, Signal.SIGCHLD);
    host.sigprocmask(SignalMaskChange.SIG_BLOCK, set);
    Fd signals = host.signalfd(set, PipeFlags.O_CLOEXEC);
    Pid child = host.clone(CHILD, kernel -> kernel.exit(9));

    byte[] read = host.read(signals, 128);

    assertThat(read).hasSize(128);
    assertThat(read[0]).isEqualTo((byte) 17);
    assertThat(read[12]).isEqualTo((byte) child.number());
    assertThat(read[40]).isEqualTo((byte) 9);
  }

  @Test
  void unblockingDelivers() {
    SimKernel child = host.fork();
    child.sigprocmask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGTERM));
    host.kill(pid(child), Signal.SIGTERM);
    assertThat(child.getppid()).isEqualTo(host.getpid());

    assertThatThrownBy(() -> child.sigprocmask(SignalMaskChange.SIG_SETMASK, SignalSet.EMPTY))
        .isInstanceOf(TaskEnded.class);
  }

  @Test
  void killChecksTheProcessThenTheSignalThenPermission() {
    SimKernel alice = host.as("alice");
    Pid root = host.getpid();

    assertRefused(TaskRule.NO_SUCH_PROCESS, () -> alice.kill(new Pid(999), new Signal(65)));
    assertRefused(TaskRule.NO_SUCH_SIGNAL, () -> alice.kill(root, new Signal(65)));
    assertRefused(TaskRule.MAY_NOT_SIGNAL, () -> alice.kill(root, Signal.SIGTERM));
    assertRefused(TaskRule.MAY_NOT_SIGNAL, () -> alice.kill(root, new Signal(0)));
    host.kill(pid(alice), new Signal(0));
  }

  @Test
  void orphansGoToTheNearestSubreaper() {
    SimKernel outer = host.fork();
    outer.prctlSetChildSubreaper(1);
    SimKernel inner = outer.fork();
    inner.prctlSetChildSubreaper(1);
    SimKernel middle = inner.fork();
    SimKernel orphan = middle.fork();

    end(middle, 0);
    assertThat(orphan.getppid()).isEqualTo(inner.getpid());
    end(inner, 0);
    assertThat(orphan.getppid()).isEqualTo(outer.getpid());
    end(outer, 0);
    assertThat(orphan.getppid()).isEqualTo(new Pid(1));
  }

  @Test
  void theDeathSignalFollowsTheParent() {
    SimKernel parent = host.fork();
    SimKernel child = parent.fork();
    child.prctlSetPdeathsig(Signal.SIGTERM);

    end(parent, 0);

    assertThatThrownBy(child::getpid).isInstanceOf(TaskEnded.class);
  }

  @Test
  void aChangeOfUserClearsTheDeathSignal() {
    SimKernel parent = host.fork();
    SimKernel child = parent.fork();
    child.prctlSetPdeathsig(Signal.SIGTERM);
    child.setresuid(new Uid(1000), new Uid(1000), new Uid(1000));

    end(parent, 0);

    assertThat(child.getppid()).isEqualTo(new Pid(1));
  }

  @Test
  void process1OfAPidNamespaceTakesAllWithIt() {
    SimKernel init = host.fork(CloneFlags.CLONE_NEWPID);
    SimKernel inside = init.fork();
    SimKernel deeper = inside.fork(CloneFlags.CLONE_NEWPID);
    assertThat(init.getpid()).isEqualTo(new Pid(1));
    assertThat(init.getppid()).isEqualTo(new Pid(0));
    assertThat(inside.getpid()).isEqualTo(new Pid(2));

    end(init, 5);

    assertThatThrownBy(inside::getpid).isInstanceOf(TaskEnded.class);
    assertThatThrownBy(deeper::getpid).isInstanceOf(TaskEnded.class);
    assertThat(host.waitid(ANY, WaitFlags.WEXITED).status()).isEqualTo(5);
  }

  @Test
  void process1IsProtectedFromSignalsOfItsNamespace() {
    SimKernel init = host.fork(CloneFlags.CLONE_NEWPID);
    SimKernel inside = init.fork();

    init.kill(new Pid(1), Signal.SIGKILL);
    inside.kill(new Pid(1), Signal.SIGKILL);
    inside.kill(new Pid(1), Signal.SIGTERM);
    host.kill(pidIn(host, init), Signal.SIGTERM);
    assertThat(init.getpid()).isEqualTo(new Pid(1));

    host.kill(pidIn(host, init), Signal.SIGKILL);
    assertThatThrownBy(init::getpid).isInstanceOf(TaskEnded.class);
  }

  @Test
  void nobodyIsBornIntoADeadPidNamespace() {
    host.unshare(org.ctrtool.api.UnshareFlags.CLONE_NEWPID);
    host.run(kernel -> kernel.exit(0));

    assertRefused(NamespaceRule.PID_NAMESPACE_IS_DEAD, () -> host.clone(CHILD, kernel -> {}));
  }

  @Test
  void anOrphanInjectedFromOutsideIsAdoptedOutside() {
    SimKernel init = host.fork(CloneFlags.CLONE_NEWPID);
    SimKernel joiner = host.fork();
    Fd pidfd = joiner.pidfdOpen(pidIn(joiner, init));
    joiner.setns(pidfd, org.ctrtool.api.SetnsTypes.CLONE_NEWPID);
    SimKernel injected = joiner.fork();
    assertThat(injected.getpid()).isEqualTo(new Pid(2));
    assertThat(injected.getppid()).isEqualTo(new Pid(0));

    end(joiner, 0);

    assertThat(injected.getppid()).isEqualTo(new Pid(0));
    assertThat(injected.task().parent()).isEqualTo(host.machine().pidNamespace().reaper());
  }

  @Test
  void killMinus1ReachesAllButTheCallerAndProcess1() {
    Pid init =
        host.clone(
            NEW_PID,
            child -> {
              Kernel kernel = (Kernel) child;
              kernel.clone(CHILD, k -> ((Kernel) k).ppoll(List.of(), null));
              kernel.clone(CHILD, k -> ((Kernel) k).ppoll(List.of(), null));
              kernel.kill(new Pid(-1), Signal.SIGKILL);
              assertThat(kernel.waitid(ANY, WaitFlags.WEXITED).status()).isEqualTo(9);
              assertThat(kernel.waitid(ANY, WaitFlags.WEXITED).status()).isEqualTo(9);
              assertRefused(
                  TaskRule.NO_SUCH_PROCESS, () -> kernel.kill(new Pid(-1), Signal.SIGKILL));
            });

    assertThat(host.waitid(init, WaitFlags.WEXITED).status()).isEqualTo(0);
    assertThat(host.failures()).isEmpty();
  }

  @Test
  void pidfdsTellTheEndOfAProcess() {
    SimKernel child = host.fork();
    Fd pidfd = host.pidfdOpen(pid(child));
    List<PollFd> watched = List.of(new PollFd(pidfd, PollEvents.POLLIN));
    assertThat(host.ppoll(watched, Timespec.ZERO)).isEmpty();

    end(child, 0);

    assertThat(host.ppoll(watched, null)).isEqualTo(watched);
    assertRefused(TaskRule.PIDFD_OF_NO_PID, () -> host.pidfdOpen(new Pid(0)));
    assertRefused(TaskRule.NO_SUCH_PROCESS, () -> host.pidfdOpen(new Pid(999)));
  }

  @Test
  void pidfdGetfdTakesADescriptorOfAnother() {
    SimKernel child = host.fork();
    Pipe pipe = child.pipe2(PipeFlags.NONE);
    Fd pidfd = host.pidfdOpen(pid(child));
    Fd taken = host.pidfdGetfd(pidfd, pipe.readEnd().number());
    child.write(pipe.writeEnd(), new byte[] {42});

    assertThat(host.read(taken, 10)).containsExactly(42);
    SimKernel alice = host.as("alice");
    Fd seen = alice.pidfdOpen(pid(child));
    assertRefused(TaskRule.DESCRIPTORS_OF_OTHERS, () -> alice.pidfdGetfd(seen, 0));
  }

  @Test
  void aSignalToADescriptorNeverReachesASuccessor() {
    SimKernel child = host.fork();
    Pid number = pid(child);
    Fd pidfd = host.pidfdOpen(number);
    Fd pipe = host.pipe2(PipeFlags.NONE).readEnd();

    assertRefused(Errno.EBADF, () -> host.pidfdSendSignal(pipe, Signal.SIGTERM));
    SimKernel alice = host.as("alice");
    Fd seen = alice.pidfdOpen(number);
    assertRefused(TaskRule.MAY_NOT_SIGNAL, () -> alice.pidfdSendSignal(seen, Signal.SIGTERM));
    host.pidfdSendSignal(pidfd, Signal.SIGTERM);
    assertThatThrownBy(child::getpid).isInstanceOf(TaskEnded.class);
    host.pidfdSendSignal(pidfd, Signal.SIGTERM);
    host.waitid(ANY, WaitFlags.WEXITED);

    assertRefused(TaskRule.NO_SUCH_PROCESS, () -> host.pidfdSendSignal(pidfd, Signal.SIGTERM));
  }

  @Test
  void limitsCanBeLoweredAndNotRaised() {
    SimKernel alice = host.as("alice");

    alice.setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, new RLimit(10, 20));
    assertThat(alice.getrlimit(Pid.SELF, Resource.RLIMIT_NOFILE)).isEqualTo(new RLimit(10, 20));
    assertRefused(
        TaskRule.HARD_LIMIT_CANNOT_BE_RAISED,
        () -> alice.setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, new RLimit(10, 30)));
    assertRefused(
        TaskRule.SOFT_LIMIT_ABOVE_HARD,
        () -> alice.setrlimit(Pid.SELF, Resource.RLIMIT_NOFILE, new RLimit(21, 20)));
    assertRefused(
        TaskRule.LIMITS_OF_OTHERS,
        () -> alice.setrlimit(host.getpid(), Resource.RLIMIT_NOFILE, new RLimit(1, 1)));
  }

  @Test
  void theProcessLimitStopsFork() {
    SimKernel alice = host.as("alice");
    alice.setrlimit(Pid.SELF, Resource.RLIMIT_NPROC, new RLimit(2, 2));
    alice.fork();

    assertRefused(TaskRule.TOO_MANY_PROCESSES, alice::fork);
  }

  @Test
  void setsidNeedsAProcessThatLeadsNoGroup() {
    SimKernel child = host.fork();
    child.setsid();

    assertRefused(TaskRule.IS_GROUP_LEADER, child::setsid);
    assertThat(Files.status(child, "self", "NSsid"))
        .isEqualTo(Integer.toString(child.getpid().number()));
  }

  @Test
  void prctlsCheckTheirArguments() {
    assertRefused(TaskRule.NOT_0_OR_1, () -> host.prctlSetDumpable(2));
    assertRefused(TaskRule.NO_DEATH_SIGNAL, () -> host.prctlSetPdeathsig(new Signal(65)));
    host.prctlSetName("a name that is far too long");
    assertThat(Files.read(host, "/proc/self/comm")).isEqualTo("a name that is \n");
  }

  @Test
  void aPipeWithoutReadersRaisesSigpipe() {
    Pipe pipe = host.pipe2(PipeFlags.NONE);
    Pid child =
        host.clone(
            CHILD,
            kernel -> {
              kernel.close(pipe.readEnd());
              kernel.writeAll(pipe.writeEnd(), new byte[] {1});
            });
    host.close(pipe.readEnd());

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(13);
  }

  private static Pid pid(SimKernel kernel) {
    return new Pid(kernel.task().id().numberIn(kernel.machine().pidNamespace()));
  }

  private static Pid pidIn(SimKernel viewer, SimKernel of) {
    return new Pid(of.task().id().numberIn(viewer.task().pidNamespace()));
  }

  private static void end(SimKernel kernel, int status) {
    assertThatThrownBy(() -> kernel.exit(status)).isInstanceOf(TaskEnded.class);
  }
}
