package org.ctrtool.tools.syslogd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.ctrtool.api.Gid;
import org.ctrtool.api.PeerCredentials;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Timespec;
import org.ctrtool.api.Uid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTest {
  private static final PeerCredentials SENDER =
      new PeerCredentials(new Pid(7), new Uid(1234), new Gid(4294967294L));

  private static String line(LineFormat format, byte[] message, int missing) {
    ByteText line = new ByteText();
    SyslogText text = new SyslogText(message, 0, message.length);
    format.addTo(line, new Timespec(0, 5), SENDER, text, missing);
    return new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aLineHasTimeSenderPriorityAndText() {
    assertThat(line(new PlainLine(), "<34>Oct 11 22:14:15 su: no".getBytes(), 0))
        .isEqualTo("1970-01-01T00:00:00.000000005 7,1234,4294967294 34 su: no\n");
  }

  @Test
  void whatIsMissingIsMarkedByWhatNoTextCanHave() {
    assertThat(line(new PlainLine(), "a\\+1".getBytes(), 12)).endsWith(" 6 a\\\\+1\\+12\n");
  }

  @Test
  void anUnknownSenderIsNobody() {
    ByteText line = new ByteText();
    new PlainLine().addTo(line, Timespec.ZERO, null, new SyslogText(new byte[0], 0, 0), 0);

    assertThat(new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1))
        .isEqualTo("1970-01-01T00:00:00.000000000 -,-,- 6 \n");
  }

  @ParameterizedTest
  @CsvSource({
    "<0>a, 0, a",
    "<191>a, 191, a",
    "<192>a, 6, <192>a",
    "<1234>a, 6, <1234>a",
    "<>a, 6, <>a",
    "<-1>a, 6, <-1>a",
    "<1x>a, 6, <1x>a",
    "<13, 6, <13",
    "<13>Feb 29 23:59:60 a, 13, a",
    "<13>Apr 31 00:00:00 a, 13, Apr 31 00:00:00 a",
    "Jan 01 00:00:00 a, 6, a",
    "Jan 00 00:00:00 a, 6, Jan 00 00:00:00 a",
    "Jan  1 0:00:00 a, 6, Jan  1 0:00:00 a",
    "Janx01 00:00:00 a, 6, Janx01 00:00:00 a",
    "Jan 01x00:00:00 a, 6, Jan 01x00:00:00 a",
    "Jan 01 00x00:00 a, 6, Jan 01 00x00:00 a",
    "Jan 01 00:00x00 a, 6, Jan 01 00:00x00 a",
    "Jan 01 00:00:00xa, 6, Jan 01 00:00:00xa"
  })
  void prioritiesAndTimeStamps(String message, int priority, String rest) {
    byte[] data = message.getBytes(StandardCharsets.ISO_8859_1);
    SyslogText text = new SyslogText(data, 0, data.length);

    assertThat(text.priority()).isEqualTo(priority);
    assertThat(message.substring(text.start(), text.end())).isEqualTo(rest);
  }

  @Property
  void noMessageMakesASecondLineOrAnotherByteThanVisibleAscii(@ForAll byte[] message) {
    assertThat(line(new PlainLine(), message, 0)).matches("[ -~]*\n");
    assertThat(line(new JsonLine(), message, 0)).matches("[ -~]*\n");
  }

  @Property
  void thePlainTextCanBeReadBack(@ForAll byte[] message) {
    SyslogText text = new SyslogText(message, 0, message.length);
    byte[] said = java.util.Arrays.copyOfRange(message, text.start(), text.end());
    String line = line(new PlainLine(), message, 0);
    String written = line.substring(line.indexOf(' ', line.indexOf(' ', 31) + 1) + 1);

    assertThat(unescaped(written.substring(0, written.length() - 1))).isEqualTo(said);
  }

  /** A format remembers how the line before began. */
  @Property
  void aLineDoesNotDependOnTheOneBefore(
      @ForAll @Size(max = 10) List<@IntRange(max = 2) Integer> times,
      @ForAll @Size(min = 10, max = 10) List<@IntRange(max = 3) Integer> senders) {
    LineFormat plain = new PlainLine();
    LineFormat json = new JsonLine();
    for (int i = 0; i < times.size(); i++) {
      Timespec time = new Timespec(times.get(i) / 2, times.get(i));
      int number = senders.get(i);
      PeerCredentials sender =
          number == 0
              ? null
              : new PeerCredentials(new Pid(number), new Uid(number / 2), new Gid(number / 3));
      assertThat(line(plain, time, sender)).isEqualTo(line(new PlainLine(), time, sender));
      assertThat(line(json, time, sender)).isEqualTo(line(new JsonLine(), time, sender));
    }
  }

  private static String line(LineFormat format, Timespec time, @Nullable PeerCredentials sender) {
    ByteText line = new ByteText();
    format.addTo(line, time, sender, new SyslogText(new byte[0], 0, 0), 0);
    return new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1);
  }

  @Property
  void numbersAreDecimal(
      @ForAll @LongRange(min = 0) long value, @ForAll @IntRange(max = 20) int width) {
    ByteText text = new ByteText().number(value, width);
    String written = new String(text.bytes(), 0, text.length(), StandardCharsets.ISO_8859_1);

    assertThat(written).isEqualTo(String.format("%0" + Math.max(1, width) + "d", value));
  }

  @Property
  void jsonCanBeReadBack(@ForAll String text) {
    byte[] message = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);
    String line = line(new JsonLine(), message, 0);
    String start = "\"text\":\"";

    String written = line.substring(line.indexOf(start) + start.length(), line.lastIndexOf("\"}"));

    assertThat(unquoted(written)).isEqualTo(new String(message, StandardCharsets.UTF_8));
  }

  private static String unquoted(String json) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < json.length()) {
      char c = json.charAt(i++);
      if (c != '\\') {
        text.append(c);
      } else if (json.charAt(i) == 'u') {
        text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
        i += 5;
      } else {
        text.append(json.charAt(i++));
      }
    }
    return text.toString();
  }

  private static byte[] unescaped(String text) {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\') {
        bytes.write(c);
      } else if (text.charAt(i) == '\\') {
        bytes.write(text.charAt(i++));
      } else {
        int end = i;
        while (end < text.length()
            && end < i + 3
            && text.charAt(end) >= '0'
            && text.charAt(end) <= '7') {
          end++;
        }
        bytes.write(Integer.parseInt(text.substring(i, end), 8));
        i = end;
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void jsonSaysBytesThatAreNoText() {
    byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80, 'a', (byte) 0xC3};

    assertThat(line(new JsonLine(), surrogate, 3))
        .contains(
            "\"text\":\"\\ufffd\\ufffd\\ufffda\\ufffd\",\"bytes\":\"eda08061c3\",\"missing\":3}");
    assertThat(line(new JsonLine(), "<165>\"é\n".getBytes(StandardCharsets.UTF_8), 0))
        .endsWith(
            "\"priority\":165,\"facility\":\"local4\",\"severity\":\"notice\","
                + "\"text\":\"\\\"\\u00e9\"}\n");
  }

  @Property
  void timesAreUtc(@ForAll @LongRange(min = 0, max = 253_402_300_799L) long seconds) {
    ByteText line = new ByteText();
    new UtcTime().addTo(line, new Timespec(seconds, 0));
    String written = new String(line.bytes(), 0, line.length(), StandardCharsets.ISO_8859_1);

    assertThat(LocalDateTime.parse(written))
        .isEqualTo(LocalDateTime.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC));
  }
}
