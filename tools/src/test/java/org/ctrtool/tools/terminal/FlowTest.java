package org.ctrtool.tools.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;

/** One direction, between a peer that gives its bytes in pieces and one that takes them so. */
class FlowTest {
  private static final Fd FROM = new Fd(10);
  private static final Fd TO = new Fd(11);
  private static final int ROUNDS = 20_000;

  /** How a peer takes or gives, in turn: so many bytes at most; 0: EAGAIN, -1: EINTR. */
  @Provide
  Arbitrary<List<Integer>> pieces() {
    Arbitrary<Integer> refused = Arbitraries.of(0, -1);
    Arbitrary<Integer> size = Arbitraries.integers().between(1, 3000);
    Arbitrary<List<Integer>> any =
        Arbitraries.frequencyOf(Tuple.of(1, refused), Tuple.of(4, size)).list().ofMaxSize(20);
    return Combinators.combine(any, size)
        .as((pieces, last) -> Stream.concat(pieces.stream(), Stream.of(last)).toList());
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anySplitIntoReadsAndWritesPassesTheSameBytes(
      @ForAll @Size(max = 20_000) byte[] stream,
      @ForAll("pieces") List<Integer> reads,
      @ForAll("pieces") List<Integer> writes,
      @ForAll boolean neverBlocks) {
    Peers peers = new Peers();
    peers.gives(stream, reads, stream.length);
    peers.takes(writes, Integer.MAX_VALUE);

    Flow flow = peers.relayed(neverBlocks);

    assertThat(peers.taken.toByteArray()).isEqualTo(stream);
    assertThat(flow.isBroken()).isFalse();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aTakerThatIsGoneAtAnyByteHasGotWhatCameBefore(
      @ForAll @Size(min = 1, max = 20_000) byte[] stream,
      @ForAll("pieces") List<Integer> writes,
      @ForAll @IntRange(max = 20_000) int after,
      @ForAll boolean neverBlocks) {
    int last = after % stream.length;
    Peers peers = new Peers();
    peers.gives(stream, List.of(4096), stream.length);
    peers.takes(writes, last);

    Flow flow = peers.relayed(neverBlocks);

    assertThat(peers.taken.toByteArray()).isEqualTo(Arrays.copyOf(stream, last));
    assertThat(flow.isBroken()).isTrue();
    assertThat(watched(flow)).as("nothing any more").isEmpty();
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aGiverThatIsGoneAtAnyByteLosesNothingOfWhatItGave(
      @ForAll @Size(min = 1, max = 20_000) byte[] stream,
      @ForAll("pieces") List<Integer> writes,
      @ForAll @IntRange(max = 20_000) int after) {
    int last = after % stream.length;
    Peers peers = new Peers();
    peers.gives(stream, List.of(1000), last);
    peers.takes(writes, Integer.MAX_VALUE);

    Flow flow = peers.relayed(false);

    assertThat(peers.taken.toByteArray()).isEqualTo(Arrays.copyOf(stream, last));
    assertThat(flow.isBroken()).isFalse();
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void aTakerThatNeverTakesStopsTheReading(@ForAll Random random) {
    Peers peers = new Peers();
    peers.gives(new byte[1 << 20], List.of(4096), 1 << 20);
    peers.takes(List.of(0), Integer.MAX_VALUE);
    Flow flow = peers.flow(random.nextBoolean());

    for (int i = 0; i < 50; i++) {
      somethingHappens(flow);
    }

    assertThat(peers.given).as("one chunk").isEqualTo(4096);
    assertThat(watched(flow)).containsExactly(new PollFd(TO, PollEvents.POLLOUT));
  }

  @Example
  void whoeverIsGoneIsNoticedAlsoIfThereIsNothingToWrite() {
    Flow flow = new Peers().flow(true);

    flow.dealWith(new PollFd(TO, PollEvents.POLLHUP));

    assertThat(flow.isBroken()).isTrue();
    assertThat(flow.isDone()).isTrue();
  }

  @Example
  void dataThatCannotBeReadOrWrittenAreNoSilentEnd() {
    for (Errno errno : List.of(Errno.EIO, Errno.ENOSPC, Errno.EINVAL, Errno.EBADF)) {
      Peers peers = new Peers();
      when(peers.kernel.read(eq(FROM), anyInt())).thenThrow(new KernelException(errno, "read"));
      Flow unread = peers.flow(true);
      assertThatThrownBy(() -> unread.dealWith(new PollFd(FROM, PollEvents.POLLIN)))
          .hasMessage("read: " + errno.name());
      assertThat(unread.isDone()).isTrue();

      when(peers.kernel.write(eq(TO), any())).thenThrow(new KernelException(errno, "write"));
      Flow unwritten = peers.flow(true);
      assertThatThrownBy(() -> unwritten.send(new byte[] {1})).hasMessage("write: " + errno.name());
      assertThat(unwritten.isBroken()).isTrue();
      assertThat(unwritten.isDone()).isTrue();
    }
  }

  private static int piece(List<Integer> pieces, int[] turn, String call) {
    int piece = pieces.get(turn[0]++ % pieces.size());
    refuseIf(piece == 0, Errno.EAGAIN, call);
    refuseIf(piece < 0, Errno.EINTR, call);
    return piece;
  }

  private static void refuseIf(boolean condition, Errno errno, String call) {
    if (condition) {
      throw new KernelException(errno, call);
    }
  }

  private static List<PollFd> watched(Flow flow) {
    WatchList list = new WatchList();
    flow.watch(list);
    return list.entries();
  }

  /** Everything that is waited for is there. */
  private static void somethingHappens(Flow flow) {
    for (PollFd each : new ArrayList<>(watched(flow))) {
      if (each.events().bits() != 0) {
        flow.dealWith(each);
      }
    }
  }

  /** Who gives and who takes, and the flow between them. */
  private static final class Peers {
    private final Kernel kernel = mock(Kernel.class, withSettings().stubOnly());
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private int given;

    Flow flow(boolean neverBlocks) {
      List<Errno> ends = List.of(Errno.EPIPE, Errno.ECONNRESET);
      return new Flow(
          kernel, new Port(FROM, FROM, 4096, true, ends), new Port(TO, TO, 512, neverBlocks, ends));
    }

    /** Gives the stream in these pieces, over and over, and hangs up in the end or before. */
    void gives(byte[] stream, List<Integer> pieces, int last) {
      int[] turn = {0};
      when(kernel.read(eq(FROM), anyInt()))
          .thenAnswer(
              call -> {
                if (given == last) {
                  refuseIf(last < stream.length, Errno.ECONNRESET, "read");
                  return new byte[0];
                }
                int piece = piece(pieces, turn, "read");
                int end = Math.min(last, given + Math.min(piece, call.<Integer>getArgument(1)));
                byte[] data = Arrays.copyOfRange(stream, given, end);
                given = end;
                return data;
              });
    }

    void takes(List<Integer> pieces, int last) {
      int[] turn = {0};
      when(kernel.write(eq(TO), any()))
          .thenAnswer(
              call -> {
                refuseIf(taken.size() == last, Errno.EPIPE, "write");
                byte[] data = call.getArgument(1);
                assertThat(data).hasSizeBetween(1, 512);
                int most = Math.min(piece(pieces, turn, "write"), last - taken.size());
                int count = Math.min(data.length, most);
                taken.write(data, 0, count);
                return count;
              });
    }

    /** Goes on until nothing more can come. */
    Flow relayed(boolean neverBlocks) {
      Flow flow = flow(neverBlocks);
      int rounds = 0;
      while (!flow.isDone() && rounds++ < ROUNDS) {
        somethingHappens(flow);
      }
      assertThat(rounds).as("rounds").isLessThan(ROUNDS);
      return flow;
    }
  }
}
