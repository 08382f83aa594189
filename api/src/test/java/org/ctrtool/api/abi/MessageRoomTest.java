package org.ctrtool.api.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.Uid;
import org.junit.jupiter.api.Test;

/** {@code struct mmsghdr} and what it points to, filled in by a kernel that checks what it gets. */
class MessageRoomTest {
  private static final Fd SOCKET = new Fd(3);
  private static final int RECVMSG = 47;
  private static final int RECVMMSG = 299;

  /** What is sent to the socket; control data are as cmsg(3) lays them out. */
  private record Sent(byte[] data, byte[] control) {}

  private final Deque<Sent> queue = new ArrayDeque<>();
  private final PaperMachine machine = new PaperMachine(Architecture.X86_64, this::answer);
  private final LinuxKernel kernel = machine.kernel();

  private long answer(PaperMachine.Registers registers) {
    assertThat(registers.get(0)).isEqualTo(SOCKET.number());
    if (registers.number == RECVMSG) {
      return fill(registers.get(1));
    }
    assertThat(registers.number).isEqualTo(RECVMMSG);
    assertThat(registers.get(4)).isZero();
    int received = 0;
    while (received < registers.get(2) && !queue.isEmpty()) {
      long header = registers.get(1) + 64L * received;
      Image length = new Image(4).put(0, 4, fill(header));
      machine.poke(header + 56, length.bytes(), 0, 4);
      received++;
    }
    return received == 0 ? -11 : received;
  }

  /** Puts the next message where a {@code struct msghdr} says, and answers its length. */
  private int fill(long at) {
    Sent sent = queue.remove();
    Image header = new Image(machine.memory(at, 56));
    assertThat(header.u64(0)).as("name").isZero();
    assertThat(header.u64(24)).as("vectors").isEqualTo(1);
    Image vector = new Image(machine.memory(header.u64(16), 16));
    int fits = (int) Math.min(vector.u64(8), sent.data.length);
    machine.poke(vector.u64(0), sent.data, 0, fits);
    int control = (int) Math.min(header.u64(40), sent.control.length);
    machine.poke(header.u64(32), sent.control, 0, control);
    header.put(40, 8, control).put(48, 4, fits < sent.data.length ? 0x20 : 0);
    machine.poke(at, header.bytes(), 0, 56);
    return sent.data.length;
  }

  private static byte[] credentials(PeerCredentials sender) {
    return new Image(32)
        .put(0, 8, 28)
        .put(8, 4, 1)
        .put(12, 4, 2)
        .put(16, 4, sender.process().number())
        .put(20, 4, sender.user().number())
        .put(24, 4, sender.group().number())
        .bytes();
  }

  private static PeerCredentials sender(int number) {
    return new PeerCredentials(new Pid(number), new Uid(0xFFFFFFFFL - number), new Gid(number));
  }

  @Property
  void eachMessageKeepsItsDataLengthAndSender(
      @ForAll @Size(min = 1, max = 20) List<@Size(max = 40) byte[]> sent,
      @ForAll @Size(min = 20, max = 20) List<@IntRange(max = 2) Integer> senders,
      @ForAll @IntRange(min = 1, max = 8) int count,
      @ForAll @IntRange(max = 40) int limit,
      @ForAll @IntRange(min = 32, max = 35) int control) {
    for (int i = 0; i < sent.size(); i++) {
      queue.add(new Sent(sent.get(i), credentials(sender(senders.get(i)))));
    }

    int i = 0;
    while (!queue.isEmpty()) {
      int waiting = queue.size();
      List<ReceivedMessage> got =
          kernel.recvmmsg(SOCKET, count, limit, control, MessageFlags.MSG_DONTWAIT);
      assertThat(got).hasSize(Math.min(count, waiting));
      for (ReceivedMessage each : got) {
        byte[] data = sent.get(i);
        int fits = Math.min(limit, data.length);
        assertThat(each)
            .isEqualTo(
                new ReceivedMessage(
                    java.util.Arrays.copyOf(data, fits),
                    data.length,
                    sender(senders.get(i)),
                    List.of(),
                    fits < data.length ? MessageFlags.MSG_TRUNC : MessageFlags.NONE));
        i++;
      }
    }
    assertThat(i).isEqualTo(sent.size());
  }

  @Test
  void aMessageWithoutControlDataHasNoSenderWhateverTheOneBeforeHad() {
    queue.add(new Sent(new byte[] {1}, credentials(sender(7))));
    queue.add(new Sent(new byte[] {2}, new byte[0]));

    assertThat(kernel.recvmmsg(SOCKET, 4, 10, 32, MessageFlags.NONE))
        .extracting(ReceivedMessage::sender)
        .containsExactly(sender(7), null);
  }

  @Test
  void credentialsAndDescriptorsComeInAnyOrder() {
    Image rights = new Image(24).put(0, 8, 24).put(8, 4, 1).put(12, 4, 1);
    rights.put(16, 4, 5).put(20, 4, 6);
    byte[] both = new Image(56).put(0, rights.bytes()).put(24, credentials(sender(1))).bytes();
    ReceivedMessage expected =
        new ReceivedMessage(
            new byte[] {9}, 1, sender(1), List.of(new Fd(5), new Fd(6)), MessageFlags.NONE);

    queue.add(new Sent(new byte[] {9}, both));
    assertThat(kernel.recvmsg(SOCKET, 10, 56, MessageFlags.NONE)).isEqualTo(expected);
    queue.add(new Sent(new byte[] {9}, both));
    assertThat(kernel.recvmmsg(SOCKET, 2, 10, 56, MessageFlags.NONE)).containsExactly(expected);
  }

  /** A length that is too small, or too large, must not lead out of the control data. */
  @Property
  void controlDataThatMakeNoSenseAreRead(@ForAll @Size(max = 64) byte[] control) {
    queue.add(new Sent(new byte[] {1}, control));

    assertThat(kernel.recvmmsg(SOCKET, 2, 10, 64, MessageFlags.NONE)).hasSize(1);
  }
}
