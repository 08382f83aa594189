package org.ctrtool.tools.chrootpivot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.SimHost;
import org.ctrtool.tools.AllTools;
import org.ctrtool.tools.Front;
import org.ctrtool.tools.OnSim;
import org.ctrtool.tools.Written;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class ChrootPivotToolTest {
  private final OnSim sim =
      new OnSim(
          SimHost.with()
              .privateMounts()
              .tmpfs("/mnt/x")
              .directory("/mnt/x/plain")
              .tmpfs("/mnt/x/new")
              .file("/mnt/x/isA", "")
              .file("/mnt/x/new/isB", "")
              .directory("/mnt/x/new/old"));

  @AfterEach
  void switchOff() {
    sim.close();
  }

  @Test
  void whatIsMountedIsSwapped() {
    assertThat(sim.run("chroot_pivot", "/mnt/x", "new", "/new/old")).isZero();

    assertThat(sim.exists("/mnt/x/isB")).isTrue();
    assertThat(sim.exists("/mnt/x/old/isA")).isTrue();
    assertThat(sim.host().getcwd()).isEqualTo("/");
  }

  @Test
  void theOldMountMayLieOnTopOfTheNewOne() {
    assertThat(sim.run("chroot_pivot", "/mnt/x", "new", "new")).isZero();
    assertThat(sim.exists("/mnt/x/isA")).isTrue();

    sim.host().umount2("/mnt/x", org.ctrtool.api.UmountFlags.NONE);
    assertThat(sim.exists("/mnt/x/isB")).isTrue();
  }

  @Test
  void aRefusalIsToldByTheChildAndIsAStatus() {
    String before = sim.host().mountinfo();

    assertThat(sim.run("chroot_pivot", "/nowhere", "new", "old")).isEqualTo(1);
    assertThat(sim.run("chroot_pivot", "/mnt/x", "plain", "plain")).isEqualTo(1);

    assertThat(sim.host().mountinfo()).isEqualTo(before);
    assertThat(sim.errors())
        .contains("ctrtool chroot_pivot: entering \"/nowhere\": chroot(\"/nowhere\"): ENOENT")
        .contains("ctrtool chroot_pivot: pivoting: pivot_root(\"plain\", \"plain\"): EBUSY");
  }

  @Test
  void thereAreThreeOperands() {
    assertThat(sim.run("chroot_pivot", "/mnt/x", "new")).isEqualTo(2);
    assertThat(sim.run("chroot_pivot", "/mnt/x", "new", "new/old", "more")).isEqualTo(2);
    assertThat(sim.run("chroot_pivot", "/mnt/x", "-new", "x")).as("no option").isEqualTo(1);
  }

  @Test
  void aCallerThatIgnoresItsChildrenLearnsOfSuccess() {
    WaitStatus end =
        sim.host()
            .run(
                child -> {
                  child.sigaction(Signal.SIGCHLD, SignalDisposition.SIG_IGN);
                  sim.become(child, "chroot_pivot", "/mnt/x", "new", "new/old");
                });

    assertThat(end.shellStatus()).isZero();
    assertThat(sim.exists("/mnt/x/old/isA")).isTrue();
  }

  @Test
  void sigchldIsAtItsDefaultBeforeThereIsAChild() {
    Kernel kernel = mock();
    ChildKernel child = mock();
    Written written = Written.by(kernel);
    when(kernel.clone(any(), any()))
        .thenAnswer(
            call -> {
              call.<Consumer<ChildKernel>>getArgument(1).accept(child);
              return new Pid(9);
            });
    when(kernel.waitid(any(), any()))
        .thenReturn(new WaitStatus(new Pid(9), WaitStatus.Cause.CLD_KILLED, 9));

    int status =
        new Front(AllTools.tools(), List.of())
            .run(
                List.of("chroot_pivot", "d", "n", "o"),
                new Environment(List.of()),
                "/proc/self/exe",
                kernel);

    assertThat(status).isEqualTo(1);
    assertThat(written.stderr())
        .isEqualTo("ctrtool chroot_pivot: the child was killed by SIGKILL\n");
    InOrder calls = inOrder(kernel, child);
    calls.verify(kernel).sigaction(Signal.SIGCHLD, SignalDisposition.SIG_DFL);
    calls.verify(kernel).clone(any(), any());
    calls.verify(child).chroot("d");
    calls.verify(child).chdir("/");
    calls.verify(child).pivotRoot("n", "o");
  }
}
