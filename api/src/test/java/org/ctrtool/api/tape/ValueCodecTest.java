package org.ctrtool.api.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Dev;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Fd;
import org.ctrtool.api.FdFlags;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Ids;
import org.ctrtool.api.MessageFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PollEvents;
import org.ctrtool.api.PollFd;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.ReceivedMessage;
import org.ctrtool.api.Seals;
import org.ctrtool.api.SignalSet;
import org.ctrtool.api.Stat;
import org.ctrtool.api.SystemName;
import org.ctrtool.api.Termios;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.api.WindowSize;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueCodecTest {
  @Test
  void everyAnswerSurvives() {
    CapabilitySet set = new CapabilitySet(-1);
    List<Object> answers =
        List.of(
            new Fd(7),
            new Pid(4711),
            new Pipe(new Fd(3), new Fd(4)),
            List.of(new PollFd(new Fd(3), PollEvents.POLLIN)),
            List.of(new DirectoryEntry("a\uDCFF", 1L << 40, Mode.S_IFDIR)),
            List.of(new Gid(0), new Gid(0xFFFFFFFEL)),
            List.of(new Fd(3), new Fd(4)),
            received("one", null),
            List.of(
                received("", new PeerCredentials(new Pid(7), new Uid(1), new Gid(2))),
                received("two", null)),
            List.of(),
            42,
            1L << 50,
            true,
            false,
            "text",
            new FdFlags(1),
            new OpenFlags(0x8002),
            new Seals(3),
            new Stat(
                new Dev(254, 1),
                12,
                new Mode(0100644),
                2,
                new Uid(1000),
                new Gid(65534),
                Dev.NONE,
                1L << 33),
            new Ids(1, 2, 0xFFFFFFFFL),
            new Capabilities(set, CapabilitySet.NONE, set),
            new RLimit(-1, 5),
            new SystemName("Linux", "host", "6", "#1", "x86_64", "(none)"),
            new Timespec(1, 999_999_999),
            new WaitStatus(new Pid(5), WaitStatus.Cause.CLD_KILLED, 9),
            new SignalSet(-1),
            new WindowSize(24, 80),
            new Termios(new byte[Termios.SIZE]));

    assertThat(answers).allSatisfy(answer -> assertThat(copy(answer)).isEqualTo(answer));
    assertThat(copy(null)).isNull();
    assertThat((byte[]) copy(new byte[] {0, -1})).containsExactly(0, -1);
  }

  @Test
  void whatIsNoValueIsRefused() {
    assertThatThrownBy(() -> ValueCodec.read(new TapeReader(new byte[] {60})))
        .isInstanceOf(TapeException.class);
    assertThatThrownBy(() -> ValueCodec.readCall(new TapeReader(new byte[] {-1, -1, 0})))
        .isInstanceOf(TapeException.class);
  }

  private static ReceivedMessage received(String text, @Nullable PeerCredentials sender) {
    byte[] data = text.getBytes(StandardCharsets.US_ASCII);
    return new ReceivedMessage(
        data, data.length + 1, sender, List.of(new Fd(5)), MessageFlags.MSG_TRUNC);
  }

  private static @Nullable Object copy(@Nullable Object value) {
    TapeWriter out = new TapeWriter();
    ValueCodec.write(value, out);
    TapeReader in = new TapeReader(out.toBytes());
    Object read = ValueCodec.read(in);
    in.expectEnd();
    return read;
  }
}
