package org.ctrtool.tools.syslogd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogQueueTest {
  private static ByteText line(String text) {
    return new ByteText().add(text).add('\n');
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatDoesNotFitIsRefusedButOneLineAlwaysFits() {
    LogQueue queue = new LogQueue(10);

    assertThat(queue.add(line("0123456789abc"))).isTrue();
    assertThat(queue.add(line(""))).isFalse();
    queue.wrote(14);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.add(line("0123"))).isTrue();
    assertThat(queue.add(line("0123"))).isTrue();
    assertThat(queue.add(line(""))).isFalse();
    assertThat(queue.lines()).isEqualTo(2);
  }

  /** The rest of a message at the start of a new file would look like a line of its own. */
  @Test
  void aLineThatIsWrittenInPartIsWrittenWholeToANewFile() {
    LogQueue queue = new LogQueue(100);
    queue.add(line("first"));
    queue.add(line("second"));

    queue.wrote(8);
    assertThat(text(queue.next(100))).isEqualTo("cond\n");
    queue.beginLineAnew();

    assertThat(text(queue.next(100))).isEqualTo("second\n");
    assertThat(queue.lines()).isEqualTo(1);
  }

  @Test
  void everythingComesOutInOrderHoweverItIsWritten() {
    Random random = new Random(1);
    LogQueue queue = new LogQueue(100_000);
    StringBuilder put = new StringBuilder();
    StringBuilder got = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      String text = Integer.toString(i).repeat(random.nextInt(20));
      if (queue.add(line(text))) {
        put.append(text).append('\n');
      }
      byte[] next = queue.next(random.nextInt(160));
      queue.wrote(next.length);
      got.append(text(next));
    }
    while (!queue.isEmpty()) {
      byte[] next = queue.next(4096);
      queue.wrote(next.length);
      got.append(text(next));
    }

    assertThat(got.toString()).isEqualTo(put.toString());
  }
}
