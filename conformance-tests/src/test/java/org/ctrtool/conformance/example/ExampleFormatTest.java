package org.ctrtool.conformance.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ctrtool.conformance.example.Example.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an example may say, and that the comparison sees a difference. */
class ExampleFormatTest {
  private static final String EXAMPLE =
      """
      # tool

      ### 1. A title

      As: user 1234. Set-up: none.
      Also: jvm.

      ```sh
      echo a
      echo b
      ```

      Exit status 3, output

      ```text
      a
      ```
      """;

  @TempDir Path folder;

  @Test
  void anExampleIsReadWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("tool.md"), EXAMPLE);

    assertThat(ExampleFile.read(file))
        .containsExactly(
            new Example(file, 3, "1. A title", Caller.USER, true, null, "echo a\necho b", 3, "a"));
  }

  @Test
  void anExampleWithoutItsOutputIsRefused() throws IOException {
    String two = EXAMPLE.replace("Exit status", "Status") + EXAMPLE;
    Path file = Files.writeString(folder.resolve("tool.md"), two);

    assertThatThrownBy(() -> ExampleFile.read(file)).hasMessageContaining("Exit status");
  }

  @Test
  void linesThatMatchAreShownInTheExpectedWords() {
    assertThat(
            Output.inTheWordsOf(
                "<message: EBUSY>\n<message>\n~ a+\npipe:[N]\nb",
                """
                ctrtool x: umount2 "d": EBUSY: busy
                ctrtool y: no such option
                Try 'ctrtool help y'
                aaa
                pipe:[12]
                c"""))
        .isEqualTo("<message: EBUSY>\n<message>\n~ a+\npipe:[N]\nc");
  }

  @Test
  void aDiagnosticOfAnotherProgramIsNoMessage() {
    assertThat(Output.inTheWordsOf("<message: x>", "sh: x")).isEqualTo("sh: x");
    assertThat(Output.inTheWordsOf("<message: x>", "ctrtool y: z")).isEqualTo("ctrtool y: z");
  }

  @Test
  void missingAndSurplusLinesStay() {
    assertThat(Output.inTheWordsOf("a\nb", "a")).isEqualTo("a");
    assertThat(Output.inTheWordsOf("a", "a\nb")).isEqualTo("a\nb");
  }
}
