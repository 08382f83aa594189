package org.ctrtool.sim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final CloneRequest CHILD =
      new CloneRequest(CloneFlags.NONE, new Ending("child", 125));

  /**
   * Three processes send numbers to each other round and round; who did what when is written down.
   */
  private static List<String> trace() {
    List<String> trace = new ArrayList<>();
    try (SimKernel host = SimHost.bare().boot()) {
      Pipe[] pipes = new Pipe[3];
      for (int i = 0; i < 3; i++) {
        pipes[i] = host.pipe2(PipeFlags.NONE);
      }
      for (int i = 0; i < 3; i++) {
        int self = i;
        host.clone(CHILD, child -> passOn((Kernel) child, pipes, self, trace));
      }
      host.write(pipes[0].writeEnd(), new byte[] {0});
      for (int i = 0; i < 3; i++) {
        trace.add(host.waitid(new Pid(0), WaitFlags.WEXITED).toString());
      }
    }
    return trace;
  }

  private static void passOn(Kernel kernel, Pipe[] pipes, int self, List<String> trace) {
    for (int round = 0; round < 5; round++) {
      byte number = kernel.read(pipes[self].readEnd(), 1)[0];
      trace.add(kernel.getpid() + " got " + number);
      kernel.write(pipes[(self + 1) % 3].writeEnd(), new byte[] {(byte) (number + 1)});
    }
  }

  @Test
  void isTheSameEveryTime() {
    List<String> first = trace();

    assertThat(first).hasSize(18);
    for (int i = 0; i < 100; i++) {
      assertThat(trace()).isEqualTo(first);
    }
  }

  @Test
  void saysWhoWaitsForWhatIfNobodyCanGoOn() {
    try (SimKernel host = SimHost.bare().boot()) {
      Pipe pipe = host.pipe2(PipeFlags.NONE);
      host.clone(CHILD, child -> ((Kernel) child).read(pipe.readEnd(), 1));

      assertThatThrownBy(() -> host.waitid(new Pid(0), WaitFlags.WEXITED))
          .isInstanceOf(Deadlock.class)
          .hasMessageContaining("pid 2 (shell) waits for a child")
          .hasMessageContaining("pid 3 (shell) waits for data in a pipe");
    }
  }

  @Test
  void leavesNoThreadBehind() {
    List<Thread> threads = new ArrayList<>();
    try (SimKernel host = SimHost.bare().boot()) {
      Pipe pipe = host.pipe2(PipeFlags.NONE);
      for (int i = 0; i < 3; i++) {
        host.clone(CHILD, child -> remember(threads, child, pipe));
      }
      host.settle();
      assertThat(threads).hasSize(3).allMatch(Thread::isAlive);
    }

    assertThat(threads).noneMatch(Thread::isAlive);
  }

  private static void remember(List<Thread> threads, ChildKernel child, Pipe pipe) {
    threads.add(Thread.currentThread());
    child.awaitByte(pipe.readEnd());
  }

  @Test
  void aKilledTaskIsUnwound() {
    List<String> trace = new ArrayList<>();
    try (SimKernel host = SimHost.bare().boot()) {
      Pipe pipe = host.pipe2(PipeFlags.NONE);
      Pid child =
          host.clone(
              CHILD,
              kernel -> {
                try {
                  kernel.awaitByte(pipe.readEnd());
                  trace.add("went on");
                } finally {
                  trace.add("unwound");
                }
              });
      host.settle();
      host.kill(child, org.ctrtool.api.Signal.SIGKILL);

      assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(9);
      host.settle();
    }
    assertThat(trace).containsExactly("unwound");
  }

  @Test
  void timeJumpsToTheFirstDeadline() {
    try (SimKernel host = SimHost.bare().boot()) {
      Pipe pipe = host.pipe2(PipeFlags.NONE);
      List<PollFd> watched = List.of(new PollFd(pipe.readEnd(), PollEvents.POLLIN));

      assertThat(host.ppoll(watched, new Timespec(3600, 5))).isEmpty();
      assertThat(host.clockGettime(1)).isEqualTo(new Timespec(3600, 5));
    }
  }

  @Test
  void whoAsksAgainAndAgainLetsOthersRun() {
    try (SimKernel host = SimHost.bare().boot()) {
      Pid child = host.clone(CHILD, kernel -> kernel.exit(4));
      WaitFlags flags = WaitFlags.WEXITED.or(WaitFlags.WNOHANG);

      int tries = 0;
      while (host.waitid(child, flags).pid().number() == 0) {
        tries++;
        assertThat(tries).isLessThan(10);
      }
    }
  }
}
