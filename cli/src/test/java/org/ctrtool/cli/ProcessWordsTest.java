package org.ctrtool.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.api.OsStrings;
import org.junit.jupiter.api.Test;

class ProcessWordsTest {
  @Test
  void bytesThatTheJvmLostAreThere() {
    byte[] content = {'j', 'a', 'v', 'a', 0, 'M', 0, 'a', (byte) 0xFF, 0, 0};

    List<String> argv =
        ProcessWords.argv("ctrtool", List.of("a\uFFFD", ""), ProcessWords.words(content));

    assertThat(argv).containsExactly("ctrtool", "a\uDCFF", "");
    assertThat(OsStrings.encode(argv.get(1))).containsExactly('a', 0xFF);
  }

  @Test
  void withoutProcTheJvmsWordsAreTaken() {
    assertThat(ProcessWords.argv("ctrtool", List.of("a"), List.of()))
        .containsExactly("ctrtool", "a");
  }
}
