package org.ctrtool.sim.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.SimAssert.assertRefused;

import java.util.List;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.Signal;
import org.ctrtool.api.SocketAddress;
import org.ctrtool.api.SocketDomain;
import org.ctrtool.api.SocketType;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls on UNIX sockets that wait for another task; the scenarios show all others. */
class UnixSocketTest {
  private static final Ending ENDING = new Ending("child", 125);
  private static final SocketAddress NAME = new SocketAddress.UnixAbstract("name");

  private final SimKernel host = SimHost.with().user("alice", 1000).boot();

  @AfterEach
  void switchOff() {
    host.close();
  }

  private static Fd stream(Kernel kernel) {
    SocketType type = SocketType.SOCK_STREAM.or(SocketType.SOCK_CLOEXEC);
    return kernel.socket(SocketDomain.AF_UNIX, type, 0);
  }

  private Fd listener(int backlog) {
    Fd socket = stream(host);
    host.bind(socket, NAME);
    host.listen(socket, backlog);
    return socket;
  }

  @Test
  void acceptWaitsForAConnection() {
    Fd listener = listener(1);
    host.clone(
        new CloneRequest(CloneFlags.NONE, ENDING),
        child -> {
          Fd socket = child.socket(SocketDomain.AF_UNIX, SocketType.SOCK_STREAM, 0);
          child.connect(socket, NAME);
          child.writeAll(socket, OsStrings.encode("hello"));
        });

    Fd accepted = host.accept4(listener, SocketType.SOCK_CLOEXEC);

    assertThat(host.read(accepted, 9)).isEqualTo(OsStrings.encode("hello"));
    assertThat(host.read(accepted, 9)).isEmpty();
  }

  @Test
  void connectWaitsForAPlaceInTheBacklog() {
    Fd listener = listener(0);
    Fd first = stream(host);
    host.connect(first, NAME);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING),
            kernel -> {
              Fd socket = kernel.socket(SocketDomain.AF_UNIX, SocketType.SOCK_STREAM, 0);
              kernel.connect(socket, NAME);
              kernel.exit(7);
            });
    host.settle();
    assertThat(host.waitid(child, WaitFlags.WEXITED.or(WaitFlags.WNOHANG)))
        .isEqualTo(WaitStatus.NOTHING);

    host.accept4(listener, SocketType.SOCK_CLOEXEC);

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(7);
  }

  @Test
  void whoWaitsInTheBacklogOfAClosedSocketIsRefused() {
    Fd listener = listener(0);
    host.connect(stream(host), NAME);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, new Ending("child", 3)),
            kernel -> {
              kernel.close(listener);
              kernel.connect(kernel.socket(SocketDomain.AF_UNIX, SocketType.SOCK_STREAM, 0), NAME);
            });
    host.settle();

    host.close(listener);

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(3);
    assertThat(host.errors()).contains("ECONNREFUSED");
  }

  @Test
  void aWriterWaitsUntilThereIsRoom() {
    Pipe pair = host.socketpairUnix(1);
    byte[] much = new byte[300_000];
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING),
            kernel -> {
              kernel.writeAll(pair.writeEnd(), much);
              kernel.exit(7);
            });
    host.settle();
    assertThat(host.waitid(child, WaitFlags.WEXITED.or(WaitFlags.WNOHANG)))
        .isEqualTo(WaitStatus.NOTHING);

    int read = 0;
    while (read < much.length) {
      read += host.read(pair.readEnd(), 100_000).length;
    }

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(7);
  }

  @Test
  void whoWritesWhereNobodyReadsIsKilledUnlessItAsksNot() {
    Pipe pair = host.socketpairUnix(1);
    host.close(pair.readEnd());
    assertRefused(
        SocketRule.PEER_IS_CLOSED,
        () -> host.sendmsg(pair.writeEnd(), new byte[1], List.of(), MessageFlags.MSG_NOSIGNAL));

    WaitStatus ended = host.run(kernel -> kernel.write(pair.writeEnd(), new byte[1]));

    assertThat(ended.cause()).isEqualTo(WaitStatus.Cause.CLD_KILLED);
    assertThat(ended.status()).isEqualTo(Signal.SIGPIPE.number());
  }

  @Test
  void aSenderOfMessagesWaitsForTheReceiver() {
    Fd receiver = host.socket(SocketDomain.AF_UNIX, SocketType.SOCK_DGRAM, 0);
    host.bind(receiver, NAME);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING),
            kernel -> {
              Fd sender = kernel.socket(SocketDomain.AF_UNIX, SocketType.SOCK_DGRAM, 0);
              kernel.connect(sender, NAME);
              for (int i = 0; i < 13; i++) {
                kernel.writeAll(sender, new byte[] {(byte) i});
              }
              kernel.exit(7);
            });
    host.settle();
    assertThat(host.waitid(child, WaitFlags.WEXITED.or(WaitFlags.WNOHANG)))
        .isEqualTo(WaitStatus.NOTHING);

    for (int i = 0; i < 13; i++) {
      assertThat(host.recvmsg(receiver, 9, 0, MessageFlags.NONE).data()).containsExactly(i);
    }

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(7);
  }

  @Test
  void aReaderThatHoldsTheOtherEndItselfWaitsForGood() {
    Pipe pair = host.socketpairUnix(5);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, ENDING), kernel -> kernel.awaitByte(pair.readEnd()));
    host.settle();
    host.close(pair.readEnd());

    host.close(pair.writeEnd());
    host.settle();

    // It waits for itself: the child holds the other end, too.
    assertThat(host.waitid(child, WaitFlags.WEXITED.or(WaitFlags.WNOHANG)))
        .isEqualTo(WaitStatus.NOTHING);
    host.kill(child, Signal.SIGKILL);
    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(9);
  }

  @Test
  void theEndOfTheOtherEndWakesAReader() {
    Pipe pair = host.socketpairUnix(5);
    Pid child =
        host.clone(
            new CloneRequest(CloneFlags.NONE, new Ending("child", 3)),
            kernel -> {
              kernel.close(pair.writeEnd());
              kernel.awaitByte(pair.readEnd());
            });
    host.settle();

    host.close(pair.writeEnd());

    assertThat(host.waitid(child, WaitFlags.WEXITED).status()).isEqualTo(3);
  }

  @Test
  void messagesSentTakeWhatTheyTakeInLinux() {
    // Measured on Linux 6.18: how many fill the buffer of 212992 bytes.
    assertThat(fits(SendBuffer.ofPiece(1))).isEqualTo(278);
    assertThat(fits(SendBuffer.ofPiece(193))).isEqualTo(167);
    assertThat(fits(SendBuffer.ofPiece(1729))).isEqualTo(49);
    assertThat(fits(SendBuffer.ofPiece(3777))).isEqualTo(44);
    assertThat(fits(SendBuffer.ofPiece(7873))).isEqualTo(24);
    assertThat(fits(SendBuffer.ofPiece(36544))).isEqualTo(6);
    assertThat(fits(SendBuffer.ofMessage(0))).isEqualTo(278);
    assertThat(fits(SendBuffer.ofMessage(3777))).isEqualTo(26);
    assertThat(fits(SendBuffer.ofMessage(16065))).isEqualTo(11);
    assertThat(fits(SendBuffer.ofMessage(100_000))).isEqualTo(3);
  }

  private static int fits(int size) {
    return (SendBuffer.SIZE + size - 1) / size;
  }
}
