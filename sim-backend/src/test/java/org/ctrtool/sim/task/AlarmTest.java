package org.ctrtool.sim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.util.List;
import java.util.function.Consumer;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private final SimKernel host =
      SimHost.with()
          .program(
              "/bin/sleep",
              (kernel, argv, environment) -> {
                sleep(kernel, 100);
                return 3;
              })
          .boot();

  @AfterEach
  void switchOff() {
    host.close();
  }

  private static void sleep(Kernel kernel, long seconds) {
    kernel.ppoll(List.of(), new Timespec(seconds, 0));
  }

  private long secondsOf(Consumer<Kernel> program) {
    long before = host.clockGettime(1).seconds();
    host.run(program);
    return host.clockGettime(1).seconds() - before;
  }

  @Test
  void itKillsInItsTime() {
    WaitStatus end =
        host.run(
            kernel -> {
              kernel.setitimerReal(5);
              sleep(kernel, 100);
            });

    assertThat(end.isKilled()).isTrue();
    assertThat(end.status()).isEqualTo(Signal.SIGALRM.number());
    assertThat(host.clockGettime(1).seconds()).isEqualTo(5);
  }

  @Test
  void aProgramKeepsIt() {
    WaitStatus end =
        host.run(
            kernel -> {
              kernel.setitimerReal(5);
              kernel.execve("/bin/sleep", List.of("sleep"), new Environment(List.of()));
            });

    assertThat(end.shellStatus()).isEqualTo(142);
  }

  @Test
  void aChildDoesNot() {
    WaitStatus end =
        host.run(
            kernel -> {
              kernel.setitimerReal(5);
              kernel.sigaction(Signal.SIGALRM, SignalDisposition.SIG_IGN);
              kernel.clone(
                  new CloneRequest(CloneFlags.NONE, new Ending("child", 1)),
                  child -> {
                    child.sigaction(Signal.SIGALRM, SignalDisposition.SIG_DFL);
                    child.execve("/bin/sleep", List.of("sleep"), new Environment(List.of()));
                  });
              kernel.exit(
                  kernel.waitid(new org.ctrtool.api.Pid(0), WaitFlags.WEXITED).shellStatus());
            });

    assertThat(end.shellStatus()).isEqualTo(3);
  }

  @Test
  void aSecondOneReplacesIt() {
    assertThat(
            secondsOf(
                kernel -> {
                  kernel.setitimerReal(5);
                  kernel.setitimerReal(50);
                  sleep(kernel, 100);
                }))
        .isEqualTo(50);
  }

  @Test
  void zeroCancelsIt() {
    assertThat(
            secondsOf(
                kernel -> {
                  kernel.setitimerReal(5);
                  kernel.setitimerReal(0);
                  sleep(kernel, 100);
                }))
        .isEqualTo(100);
  }

  @Test
  void oneForATaskThatHasEndedDoesNothing() {
    host.run(kernel -> kernel.setitimerReal(5));
    sleep(host, 10);

    assertThat(host.failures()).isEmpty();
    assertThat(host.clockGettime(1).seconds()).isEqualTo(10);
  }

  @Test
  void thereIsNoTimeBeforeNow() {
    assertRefused(TaskRule.NO_TIME_BEFORE_NOW, () -> host.setitimerReal(-1));
  }
}
