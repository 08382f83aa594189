package org.ctrtool.sim.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.NamespaceEntry;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.net.SocketRule;
import org.ctrtool.sim.ns.NamespaceRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sequences that go on in a child, children of chosen numbers, and endings that are told. */
class ContinueInChildTest {
  private static final Ending ENDING = new Ending("child", 125);

  private final SimKernel host = SimHost.with().user("alice", 1000).boot();

  @AfterEach
  void switchOff() {
    host.close();
  }

  private static CloneRequest numbered(CloneFlags flags, int... numbers) {
    return new CloneRequest(
        flags, ENDING, false, java.util.Arrays.stream(numbers).mapToObj(Pid::new).toList());
  }

  @Test
  void theProcessThatWasEndsAsTheChildDoes() {
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING),
            kernel -> {
              kernel.continueInChild(1);
              kernel.exit(7);
            });

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(7);
  }

  @Test
  void orEndsAtOnce() {
    Pipe late = host.pipe2(PipeFlags.O_CLOEXEC);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING),
            kernel -> {
              kernel.continueInChild(0);
              kernel.awaitByte(late.readEnd());
              kernel.exit(7);
            });

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isZero();
    host.writeAll(late.writeEnd(), new byte[1]);
  }

  @Test
  void theProcessThatWaitsHoldsNoDescriptors() {
    Pipe pipe = host.pipe2(PipeFlags.O_CLOEXEC);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING),
            kernel -> {
              kernel.continueInChild(1);
              kernel.close(pipe.writeEnd());
              kernel.close(pipe.readEnd());
            });
    host.close(pipe.writeEnd());

    assertThat(host.read(pipe.readEnd(), 1)).isEmpty();
    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isZero();
  }

  @Test
  void theChildIsInThePidNamespaceThatWasMade() {
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING),
            kernel -> {
              kernel.unshare(UnshareFlags.CLONE_NEWPID);
              kernel.continueInChild(1);
              kernel.exit(((SimKernel) kernel).getpid().number());
            });

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(1);
  }

  @Test
  void somethingCanBeOpenedByAChild() {
    Fd opened =
        host.openIn(
            new NamespaceEntry(List.of()),
            kernel -> {
              kernel.continueInChild(1);
              return kernel.memfdCreate("x", org.ctrtool.api.MemfdFlags.NONE);
            });

    assertThat(host.readlinkat(Fd.AT_FDCWD, "/proc/self/fd/" + opened)).startsWith("/memfd:x");
    host.settle();
  }

  @Test
  void processIdsCanBeChosenInEachNamespace() {
    Pid child =
        host.clone(
            numbered(CloneFlags.CLONE_NEWPID, 1, 30001),
            kernel -> kernel.exit(((SimKernel) kernel).getpid().number()));

    assertThat(child).isEqualTo(new Pid(30001));
    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(1);
  }

  @Test
  void aNumberThatIsTakenOrCannotBeIsRefused() {
    assertRefused(
        NamespaceRule.PID_IS_TAKEN, () -> host.clone(numbered(CloneFlags.NONE, 1), k -> {}));
    assertRefused(
        NamespaceRule.NO_PID_THERE_CAN_BE,
        () -> host.clone(numbered(CloneFlags.NONE, 4194304), k -> {}));
    assertRefused(
        NamespaceRule.MORE_PIDS_THAN_NAMESPACES,
        () -> host.clone(numbered(CloneFlags.NONE, 70, 71), k -> {}));
    assertRefused(
        NamespaceRule.NO_PROCESS_1_YET,
        () -> host.clone(numbered(CloneFlags.CLONE_NEWPID, 2), k -> {}));
    assertRefused(
        NamespaceRule.CHOOSING_PIDS_NEEDS_A_CAPABILITY,
        () -> host.as("alice").clone(numbered(CloneFlags.NONE, 70), k -> {}));
  }

  @Test
  void aFailureIsToldBesideBeingSaid() {
    Pipe told = host.pipe2(PipeFlags.O_CLOEXEC);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, new Ending("child", 125, told.writeEnd())),
            kernel -> kernel.chdir("/missing"));
    host.close(told.writeEnd());

    assertThat(host.read(told.readEnd(), 9)).containsExactly(125);
    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(125);
    assertThat(host.errors()).contains("ENOENT");
  }

  @Test
  void aPairOfSocketsTakesThePlacesOfOthers() {
    Pipe places = host.pipe2(PipeFlags.O_CLOEXEC);

    host.socketpairUnixAt(1, places.readEnd(), places.writeEnd());

    host.writeAll(places.readEnd(), new byte[] {5});
    assertThat(host.read(places.writeEnd(), 9)).containsExactly(5);
    assertRefused(
        SocketRule.TYPE_NOT_IN_DOMAIN,
        () -> host.socketpairUnixAt(7, places.readEnd(), places.writeEnd()));
  }
}
