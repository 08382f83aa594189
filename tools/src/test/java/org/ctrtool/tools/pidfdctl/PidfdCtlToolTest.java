package org.ctrtool.tools.pidfdctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.task.TaskEnded;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.OnSim;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class PidfdCtlToolTest {
  private final OnSim sim =
      new OnSim(SimHost.with().user("alice", 1000).file("/srv/a", "").file("/srv/b", ""));
  private final Kernel kernel = mock();

  @AfterEach
  void switchOff() {
    sim.close();
  }

  private int run(String... operations) {
    List<String> argv = new ArrayList<>(List.of("pidfd_ctl"));
    argv.addAll(List.of(operations));
    return sim.run(argv.toArray(new String[0]));
  }

  private void noteTargets() {
    sim.looking(
        inside -> {
          for (int number = 3; number <= 8; number++) {
            sim.note(OnSim.target(inside, number));
          }
        });
  }

  @Test
  void aProcessIsHandedOver() {
    noteTargets();

    assertThat(run("-n", sim.host().getpid().toString(), "-e", "P", "look")).isEqualTo(7);

    assertThat(sim.seen()).startsWith("anon_inode:[pidfd]", "closed").contains("P=3");
  }

  @Test
  void aProcessIsEndedAndWaitedFor() {
    SimKernel other = sim.host().fork();
    String number = other.getpid().toString();

    assertThat(run("-n", number, "--signal", "term", "--wait")).isZero();
    assertThatThrownBy(other::getpid).isInstanceOf(TaskEnded.class);
    assertThat(run("--wait", "true")).isEqualTo(2);
    assertThat(run("-n", "self", "-I")).isEqualTo(2);
  }

  @Test
  void waitingGoesOnAfterASignal() {
    Fd process = new Fd(9);
    when(kernel.pidfdOpen(new Pid(7))).thenReturn(process);
    when(kernel.ppoll(any(), any()))
        .thenThrow(new KernelException(Errno.EINTR, "ppoll"))
        .thenReturn(List.of(new PollFd(process, PollEvents.POLLIN)));

    perform("-n", "7", "--signal", "HUP", "--wait");

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).pidfdSendSignal(process, Signal.SIGHUP);
    calls.verify(kernel, times(2)).ppoll(List.of(new PollFd(process, PollEvents.POLLIN)), null);
  }

  @Test
  void whatIsNotExportedIsClosed() {
    noteTargets();
    sim.open(OnSim.FIVE, "/srv/a", OpenFlags.NONE).with("H=5");

    assertThat(run("-n", "self", "-1", ":H", "look")).isEqualTo(7);

    assertThat(sim.seen().subList(0, 6)).containsOnly("closed");
    assertThat(sim.seen()).doesNotContain("H=5");
  }

  @Test
  void aDescriptorIsCopiedOutOfAProcess() {
    noteTargets();
    SimKernel other = sim.host().fork();
    Fd file = other.openat(Fd.AT_FDCWD, "/srv/b", OpenFlags.O_CLOEXEC, org.ctrtool.api.Mode.NONE);

    assertThat(run("-n", other.getpid().toString(), "-F", file.toString(), "-E", "Z", "look"))
        .isEqualTo(7);

    assertThat(sim.seen()).startsWith("closed", "/srv/b").contains("Z=4");
  }

  @Test
  void registersAreExchanged() {
    sim.open(OnSim.FIVE, "/srv/a", OpenFlags.NONE).open(new Fd(6), "/srv/b", OpenFlags.NONE);

    assertThat(run("-1", "5", "-2", "6", "-x", "-e", "C", "-E", "D", "-y", "-v", "V", "look"))
        .isEqualTo(7);

    assertThat(sim.seen()).contains("C=6", "D=5", "V=5");
  }

  @Test
  void aLaterOperationSeesWhatAnEarlierOneExported() {
    noteTargets();

    assertThat(run("-n", "self", "-e", "P", "-2", ":P", "-E", "Q", "look")).isEqualTo(7);

    assertThat(sim.seen()).startsWith("anon_inode:[pidfd]").contains("Q=3").doesNotContain("P=3");
  }

  @Test
  void anEmptyRegisterIsFoundBeforeAnythingIsDone() {
    for (String[] wrong :
        new String[][] {
          {"-c", "x", "-E", "A", "look"},
          {"-c", "x", "-N", "look"},
          {"-F", "0", "look"},
          {"-c", "x", "-x", "-F", "0", "look"},
          {"-c", "x", "-y", "-O"},
          {"-c", "x", "-e", "A=B", "look"},
          {"-c", "x", "-n", "junk", "look"},
          {"-c", "x"}
        }) {
      assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
    }

    assertThat(sim.host().executions()).isEmpty();
  }

  @Test
  void aDescriptorThatCannotBeThereIsFoundBeforeAnythingIsDone() {
    sim.open(OnSim.FIVE, "/srv/a", OpenFlags.NONE).with("A=5").with("B=b").with("C=6");
    for (String[] wrong :
        new String[][] {
          {"-c", "x", "-2", "/NONE", "look"},
          {"-c", "x", "-2", ":B", "look"},
          {"-1", "6", "-c", "x", "look"},
          {"-1", ":C", "-c", "x", "look"},
          {"-1", ":A", "-c", "x", "-2", ":A", "look"}
        }) {
      assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
    }

    assertThat(sim.host().executions()).isEmpty();
    assertThat(run("-1", ":A", "-n", "self", "-e", "A", "-2", ":A", "-2", "3", "look"))
        .isEqualTo(7);
  }

  @Test
  void ownersAndParentsOfNamespaces() {
    SimKernel alices = sim.host().as("alice").fork();
    alices.unshare(
        org.ctrtool.api.UnshareFlags.CLONE_NEWUSER.or(org.ctrtool.api.UnshareFlags.CLONE_NEWNET));
    String pid = alices.getpid().toString();
    sim.open(OnSim.FIVE, "/proc/" + pid + "/ns/net", OpenFlags.NONE);
    String user = sim.host().readlinkat(Fd.AT_FDCWD, "/proc/" + pid + "/ns/user");
    String own = sim.host().readlinkat(Fd.AT_FDCWD, "/proc/self/ns/user");
    noteTargets();

    assertThat(run("-2", "5", "-u", "-y", "-O")).isZero();
    assertThat(run("-2", "5", "-u", "-v", "U", "-y", "-p", "-v", "P", "look")).isEqualTo(7);
    assertThat(run("-2", "5", "-p", "look")).isEqualTo(125);
    assertThat(run("-2", "5", "-O")).isEqualTo(1);

    assertThat(sim.host().output()).isEqualTo("1000\n");
    assertThat(sim.seen()).startsWith(user, own).contains("U=3", "P=4");
    assertThat(sim.errors()).contains("NS_GET_PARENT): EINVAL", "NS_GET_OWNER_UID): EINVAL");
  }

  @Test
  void theNetworkOfASocket() {
    Fd socket = sim.host().socketInetDgram();
    sim.host().fcntlSetfd(socket, FdFlags.NONE);
    String own = sim.host().readlinkat(Fd.AT_FDCWD, "/proc/self/ns/net");
    sim.looking(inside -> sim.note(OnSim.target(inside, socket.number() + 1)));

    assertThat(run("-2", socket.toString(), "-N", "-v", "N", "look")).isEqualTo(7);

    assertThat(sim.seen().get(0)).isEqualTo(own);
  }

  @Test
  void aDescriptorOfAnotherKindIsNotAsked() {
    sim.open(OnSim.FIVE, "/srv/a", OpenFlags.NONE);

    assertThat(run("-2", "5", "-N", "look")).isEqualTo(125);
    assertThat(run("-2", "5", "-O")).isEqualTo(1);

    assertThat(sim.errors())
        .contains("descriptor 5 is no socket: ENOTSOCK")
        .contains("descriptor 5 is no namespace: ENOTTY");
  }

  @Test
  void aPathMustExist() {
    assertThat(run("-f", "/srv/a", "-f", "/srv", "look")).isEqualTo(7);
    assertThat(run("-f", "/srv/nothing", "look")).isEqualTo(125);
  }

  @Test
  void sigchldIsAtItsDefaultUnlessItIsToBeIgnored() {
    sim.looking(inside -> sim.note(OnSim.status(inside, "SigIgn")));

    sim.host()
        .run(
            child -> {
              child.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
              sim.become(child, "pidfd_ctl", "-f", "/srv", "look");
            });
    assertThat(run("-I", "look")).isEqualTo(7);

    assertThat(sim.seen().get(0)).isEqualTo("0000000000000000");
    assertThat(sim.seen()).contains("0000000000010000");
  }

  @Test
  void aCommandGetsWhatWasExportedBeforeIt() {
    assertThat(run("-n", "self", "-e", "EARLY", "-c", "cmd", "-e", "LATE", "look")).isEqualTo(7);

    sim.host().settle();
    var command = sim.host().executions().getLast();
    assertThat(command.argv()).containsExactly("/bin/sh", "-c", "cmd");
    assertThat(command.environment().variables()).contains("EARLY=3").doesNotContain("LATE=4");
  }

  @Test
  void theNumberOfAChildIsItsOwnUntilItsDescriptorIsOpen() {
    ChildKernel child = mock();
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(child);
              return new Pid(9);
            });
    when(kernel.pidfdOpen(new Pid(9))).thenReturn(new Fd(3));

    perform("-I", "-c", "cmd", "true");

    InOrder calls = inOrder(kernel, child);
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    calls.verify(kernel).clone(any(), any());
    calls.verify(child).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    calls.verify(kernel).pidfdOpen(new Pid(9));
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
    calls.verify(kernel).waitid(any(), any());
  }

  @Test
  void anOverwrittenRegisterIsClosedUnlessItWasExportedOrIsTheCallers() {
    when(kernel.pidfdOpen(any())).thenReturn(new Fd(10), new Fd(11), new Fd(12), new Fd(13));

    perform("-n", "1", "-n", "2", "-e", "A", "-n", "3", "-x", "-n", "4", "-1", "5", "-1", "6", "p");

    verify(kernel).close(new Fd(10));
    verify(kernel, never()).close(new Fd(11));
    verify(kernel, never()).close(new Fd(12));
    verify(kernel).close(new Fd(13));
    verify(kernel, never()).close(new Fd(5));
  }

  private void perform(String... words) {
    PidfdCtlTool tool = new PidfdCtlTool();
    var parsed = (ParseResult.Parsed<Request>) tool.grammar().parse(List.of(words), false);
    tool.run(parsed.request(), Invocation.of(new Environment(List.of()), "pidfd_ctl"), kernel);
  }
}
