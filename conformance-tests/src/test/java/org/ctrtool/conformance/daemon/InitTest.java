package org.ctrtool.conformance.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Pid;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SignalDisposition;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.task.Task;
import org.ctrtool.sim.task.TaskEnded;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.ToolRun;
import org.ctrtool.tools.miniinit.MiniInit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** init as process 1 of the simulated machine, whose clock jumps while everybody waits. */
class InitTest {
  private static final Environment NONE = new Environment(List.of());
  private static final Pid FIRST = new Pid(1);

  /** What the programs do, with the seconds since the start. */
  private final List<String> events = new ArrayList<>();

  private final SimKernel host =
      SimHost.with()
          .program("/bin/short", (kernel, argv, environment) -> note(kernel, argv) + 3)
          .program("/bin/stop", this::stop)
          .program("/bin/stubborn", this::stubborn)
          .program("/bin/script", (kernel, argv, environment) -> note(kernel, argv))
          .program("/bin/zombies", this::countZombies)
          .program("/bin/orphans", InitTest::leaveOrphans)
          .boot();

  private final SimKernel first = host.fork(CloneFlags.CLONE_NEWPID);

  @AfterEach
  void switchOff() {
    host.close();
  }

  private int note(Kernel kernel, List<String> argv) {
    events.add(seconds(kernel) + " " + String.join(" ", argv));
    return 0;
  }

  private static String seconds(Kernel kernel) {
    Timespec now = kernel.clockGettime(1);
    return now.seconds() + "." + now.nanoseconds() / 100_000_000;
  }

  private static void sleep(Kernel kernel, long seconds, long nanoseconds) {
    kernel.ppoll(List.of(), new Timespec(seconds, nanoseconds));
  }

  /** Waits so many tenths of a second and sends process 1 a signal. */
  private int stop(Kernel kernel, List<String> argv, Environment environment) {
    int tenths = Integer.parseInt(argv.get(1));
    sleep(kernel, tenths / 10, tenths % 10 * 100_000_000L);
    kernel.kill(FIRST, new Signal(Integer.parseInt(argv.get(2))));
    sleep(kernel, 1000, 0);
    return 0;
  }

  private int stubborn(Kernel kernel, List<String> argv, Environment environment) {
    kernel.sigaction(Signal.SIGTERM, SignalDisposition.SIG_IGN);
    sleep(kernel, 1000, 0);
    return 0;
  }

  private int countZombies(Kernel kernel, List<String> argv, Environment environment) {
    events.add(first().task().children().stream().filter(Task::hasEnded).count() + " zombies");
    return 0;
  }

  private static int leaveOrphans(Kernel kernel, List<String> argv, Environment environment) {
    for (int i = 0; i < 50; i++) {
      kernel.clone(
          new CloneRequest(CloneFlags.NONE, new Ending("orphan", 1)), child -> child.exit(1));
    }
    return 0;
  }

  private SimKernel first() {
    return first;
  }

  private int init(String line) {
    Invocation invocation = Invocation.of(NONE, ("init " + line).split(" "));
    return ToolRun.run(MiniInit.init(), invocation, first);
  }

  @Test
  void aProcessIsRestartedSoLongAfterItsEnd() {
    assertThat(init("-n /bin/short -r 1 -n /bin/stop -c 35 -c 15 -s TERM -a exit")).isZero();

    assertThat(events)
        .containsExactly("0.0 /bin/short", "1.0 /bin/short", "2.0 /bin/short", "3.0 /bin/short");
  }

  @Test
  void atOnceIsNotOftenerThanEvery100Milliseconds() {
    init("-n /bin/short -r 0 -n /bin/stop -c 9 -c 15 -s TERM -a exit");

    assertThat(events).hasSize(9);
  }

  @Test
  void orphansAreReaped() {
    init(
        "-n /bin/orphans -n /bin/stop -c 10 -c 1 -n /bin/stop -c 20 -c 15 -s 1 -a run"
            + " -i /bin/zombies -s TERM -a exit");

    assertThat(events).containsExactly("0 zombies");
  }

  @Test
  void aShutdownWaitsAsLongAsSomebodyIsLeft() {
    init("-n /bin/stubborn -n /bin/stop -c 10 -c 15 -s TERM -a exit -i /bin/script -I /bin/script");

    // 2 s after the script, 2 s after SIGTERM, none after SIGKILL.
    assertThat(events).containsExactly("1.0 /bin/script 15", "5.0 /bin/script 15");
    assertThat(first.errors())
        .isEqualTo(
            "ctrtool init: shutdown begins\nctrtool init: SIGTERM to all\n"
                + "ctrtool init: SIGKILL to all\nctrtool init: last step\n");
    assertThat(first.task().children()).isEmpty();
  }

  @Test
  void aScriptThatHangsHasTenSeconds() {
    init("-n /bin/stop -c 10 -c 15 -s TERM -a exit -i /bin/stubborn -I /bin/script");

    assertThat(events).containsExactly("13.0 /bin/script 15");
  }

  @Test
  void aRebootShowsToTheParent() {
    assertThatThrownBy(() -> init("-n /bin/stop -c 1 -c 15 -s TERM -a restart"))
        .isInstanceOf(TaskEnded.class);

    assertThat(host.waitid(new Pid(0), WaitFlags.WEXITED))
        .extracting(WaitStatus::cause, WaitStatus::status)
        .containsExactly(WaitStatus.Cause.CLD_KILLED, 1);
  }

  @Test
  void aSignalWithoutActionIsDiscardedAndOneThatWasNotNamedDoesNothing() {
    init(
        "-n /bin/stop -c 1 -c 10 -n /bin/stop -c 2 -c 12 -n /bin/stop -c 3 -c 15 -s 10"
            + " -s TERM -a exit -I /bin/script");

    assertThat(events).hasSize(1);
  }

  @Test
  void whoeverIsLeftWhenAllAreDoneIsStopped() {
    assertThat(init("-n /bin/script --exit-when-done")).isZero();

    assertThat(first.errors())
        .isEqualTo("ctrtool init: SIGTERM to all\nctrtool init: SIGKILL to all\n");
  }

  @Test
  void whenAllAreDoneTheFirstFailureIsTheStatus() {
    assertThat(init("-n /bin/script -n /bin/short -n /bin/missing --exit-when-done")).isEqualTo(3);
    assertThat(first.errors()).contains("starting \"/bin/missing\": execve");
  }

  @Test
  void aProcessThatCannotBeMadeCountsAsEnded() {
    first.setrlimit(Pid.SELF, Resource.RLIMIT_NPROC, new RLimit(0, 0));
    first.setresuid(
        new org.ctrtool.api.Uid(5), new org.ctrtool.api.Uid(5), new org.ctrtool.api.Uid(5));

    assertThat(init("-n /bin/short --exit-when-done")).isEqualTo(125);
    assertThat(first.errors()).contains("starting \"/bin/short\": clone(0|SIGCHLD): EAGAIN");
  }

  @Test
  void itIsProcessOneOrNothing() {
    Invocation invocation = Invocation.of(NONE, "init", "-n", "/bin/short");

    assertThat(ToolRun.run(MiniInit.init(), invocation, host.fork())).isEqualTo(1);
    assertThat(events).isEmpty();
  }
}
