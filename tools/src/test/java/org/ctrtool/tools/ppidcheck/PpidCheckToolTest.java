package org.ctrtool.tools.ppidcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.SignalMaskChange;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Timespec;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.OnSim;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.InOrder;

class PpidCheckToolTest {
  private final OnSim sim = new OnSim(SimHost.with());

  @AfterEach
  void switchOff() {
    sim.close();
  }

  private String parent() {
    return sim.host().getpid().toString();
  }

  private int look(String field, String... options) {
    sim.looking(kernel -> sim.note(OnSim.status(kernel, field)));
    String[] argv = new String[options.length + 2];
    argv[0] = "ppid_check";
    System.arraycopy(options, 0, argv, 1, options.length);
    argv[argv.length - 1] = "look";
    return sim.run(argv);
  }

  @Test
  void theParentIsChecked() {
    assertThat(sim.run("ppid_check", "-p", parent(), "look")).isEqualTo(7);
    assertThat(sim.run("ppid_check", "-p", "999", "-n", "look")).isEqualTo(125);

    assertThat(sim.host().executions()).hasSize(1);
    assertThat(sim.errors()).startsWith("ctrtool ppid_check: checking the parent: getppid(999)");
  }

  @Test
  void theParentIsCheckedByItsDescriptor() {
    Fd parent = sim.host().pidfdOpen(sim.host().getpid());
    sim.host().fcntlSetfd(parent, FdFlags.NONE);
    SimKernel other = sim.host().fork();
    Fd stranger = sim.host().pidfdOpen(other.getpid());
    sim.host().fcntlSetfd(stranger, FdFlags.NONE);

    assertThat(sim.run("ppid_check", "--parent-fd", parent.toString(), "look")).isEqualTo(7);
    assertThat(sim.run("ppid_check", "--parent-fd", stranger.toString(), "look")).isEqualTo(125);
    assertThat(sim.run("ppid_check", "--parent-fd", "0", "look")).isEqualTo(125);
    assertThat(sim.run("ppid_check", "-p", "999", "--parent-fd", parent.toString(), "look"))
        .isEqualTo(125);
    sim.host().kill(other.getpid(), Signal.SIGKILL);
    assertThat(sim.run("ppid_check", "--parent-fd", stranger.toString(), "look")).isEqualTo(125);

    assertThat(sim.host().executions()).hasSize(1);
    assertThat(sim.errors())
        .contains(
            "checking the parent: getppid(",
            "descriptor 0 is no descriptor of a process",
            "and not 999",
            "checking the parent: the process of descriptor");
  }

  @Test
  void theDeathSignalIsSetBeforeTheParentIsFoundToRun() {
    Kernel kernel = mock();
    Fd parent = new Fd(5);
    when(kernel.fcntlGetfd(parent)).thenReturn(FdFlags.NONE);
    when(kernel.openat(any(), eq("/proc/self/fdinfo/5"), any(), any())).thenReturn(new Fd(9));
    when(kernel.read(eq(new Fd(9)), anyInt()))
        .thenReturn("Pid:\t0\n".getBytes(StandardCharsets.US_ASCII))
        .thenReturn(new byte[0]);
    when(kernel.ppoll(any(), any())).thenReturn(List.of());
    Attributes attributes = attributes("--parent-fd", "5", "-d", "hup");

    new PpidCheckTool()
        .run(attributes, Invocation.of(new Environment(List.of()), "ppid_check"), kernel);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).prctlSetPdeathsig(Signal.SIGHUP);
    calls.verify(kernel).ppoll(List.of(new PollFd(parent, PollEvents.POLLIN)), Timespec.ZERO);
    calls.verify(kernel).become(any(), any());
    assertThat(attributes.parent).isEqualTo(new Pid(0));
  }

  @Test
  void theProgramKeepsTheMaskAndWhatBothNameIsBlocked() {
    assertThat(look("SigBlk", "-b", "int", "-b", "SIGTERM", "-u", "int")).isEqualTo(7);

    assertThat(sim.seen().get(0)).isEqualTo("0000000000004002");
  }

  @Test
  void theDefaultWinsOverIgnoring() {
    assertThat(look("SigIgn", "-D", "usr1", "-i", "hup", "-i", "usr1")).isEqualTo(7);

    assertThat(sim.seen().get(0)).isEqualTo("0000000000000001");
  }

  @Test
  void noNewPrivilegesAndASession() {
    sim.looking(
        kernel -> {
          sim.note(OnSim.status(kernel, "NoNewPrivs"));
          sim.note(kernel.getpid() + " leads " + OnSim.status(kernel, "NSsid"));
        });

    assertThat(sim.run("ppid_check", "-ns", "look")).isEqualTo(7);

    int pid = sim.host().executions().getLast().pid();
    assertThat(sim.seen()).startsWith("1", pid + " leads " + pid);
  }

  @Test
  void anAlarmEndsTheProgram() {
    sim.looking(kernel -> kernel.ppoll(List.of(), new Timespec(100, 0)));

    assertThat(sim.run("ppid_check", "-a", "9", "look")).isEqualTo(128 + 14);
    assertThat(sim.host().clockGettime(1).seconds()).isEqualTo(9);
  }

  @Test
  void theDeathSignalEndsTheProgramWithItsParent() {
    sim.looking(
        kernel -> {
          kernel.ppoll(List.of(), new Timespec(100, 0));
          sim.note("survived");
        });

    sim.host()
        .run(
            shell -> {
              shell.clone(
                  new org.ctrtool.api.CloneRequest(
                      org.ctrtool.api.CloneFlags.NONE, new org.ctrtool.api.Ending("x", 1)),
                  child ->
                      sim.become(
                          (org.ctrtool.api.Kernel) child, "ppid_check", "-d", "term", "look"));
              shell.ppoll(List.of(), new Timespec(1, 0));
            });
    sim.host().ppoll(List.of(), new Timespec(200, 0));

    assertThat(sim.host().executions()).hasSize(1);
    assertThat(sim.seen()).doesNotContain("survived");
  }

  @Test
  void processIdsArePublished() {
    assertThat(sim.run("ppid_check", "-e", "X", "look")).isEqualTo(7);

    int pid = sim.host().executions().getLast().pid();
    assertThat(sim.seen()).containsExactly("PATH=/bin", "X_PID=" + pid, "X_PPID=" + parent());
  }

  @Test
  void theDeathSignalIsSetBeforeTheParentIsChecked() {
    ChildKernel kernel = mock();

    attributes("-s", "-a", "9", "-n", "-p", "7", "-d", "term", "-r", "-i", "hup", "-b", "int")
        .apply(kernel);

    InOrder calls = inOrder(kernel);
    calls.verify(kernel).changeSignalMask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGINT));
    calls.verify(kernel).sigaction(Signal.SIGHUP, SignalDisposition.SIG_IGN);
    calls.verify(kernel).prctlSetChildSubreaper(1);
    calls.verify(kernel).prctlSetPdeathsig(Signal.SIGTERM);
    calls.verify(kernel).requireParent(new Pid(7));
    calls.verify(kernel).prctlSetNoNewPrivs();
    calls.verify(kernel).setitimerReal(9);
    calls.verify(kernel).setsid();
    verify(kernel, never())
        .sigaction(any(), org.mockito.ArgumentMatchers.eq(SignalDisposition.SIG_DFL));
  }

  @Test
  void aSignalThatStaysBlockedIsNeverUnblocked() {
    ChildKernel kernel = mock();

    attributes("-u", "int", "-b", "int", "-u", "hup").apply(kernel);

    verify(kernel).changeSignalMask(SignalMaskChange.SIG_UNBLOCK, SignalSet.of(Signal.SIGHUP));
    verify(kernel).changeSignalMask(SignalMaskChange.SIG_BLOCK, SignalSet.of(Signal.SIGINT));
  }

  private static Attributes attributes(String... options) {
    List<String> words = new java.util.ArrayList<>(List.of(options));
    words.add("x");
    var parsed = new PpidCheckTool().grammar().parse(words, false);
    return ((ParseResult.Parsed<Attributes>) parsed).request();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-pjunk", "-p-1", "-a1s", "-dnosuchsignal", "-b0", "-b65", "-eA=B", "-Z"})
  void wrongOptionsAreUsageErrors(String option) {
    assertThat(sim.run("ppid_check", option, "look")).isEqualTo(2);
    assertThat(sim.host().executions()).isEmpty();
  }
}
