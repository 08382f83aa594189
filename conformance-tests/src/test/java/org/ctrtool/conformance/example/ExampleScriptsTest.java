package org.ctrtool.conformance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ctrtool.conformance.example.Example.Caller;
import org.ctrtool.conformance.example.Lab.Front;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The scripts of the folder {@code examples}, as a user would run them: what they print is what
 * they say, and they leave no files, mounts or processes.
 */
class ExampleScriptsTest {
  private static final Path FOLDER = Path.of("../examples");
  private static final String PRINTS = "# prints: ";

  /** Runs a script, and says what it has left. */
  private static final String TIDY =
      """
      mounts=$(cat /proc/self/mountinfo); others=$(ls -A /tmp); set -- /proc/[0-9]*; processes=$#
      %s; status=$?
      for i in 1 2 3 4 5 6 7 8 9; do set -- /proc/[0-9]*; test $# = $processes && break; sleep 0.1; done
      test $# = $processes || echo "processes are left: $(ps -e)"
      test "$mounts" = "$(cat /proc/self/mountinfo)" || echo "mounts are left: $(cat /proc/self/mountinfo)"
      test "$others" = "$(ls -A /tmp)" || echo "files are left: $(ls -A /tmp)"
      test -z "$(ls -A /tmp/lab)" || echo "files are left: $(ls -A /tmp/lab)"
      exit $status
      """;

  @TestFactory
  List<DynamicTest> everyScript() throws IOException {
    Lab.assumePossible(Front.BINARY);
    return scripts().stream()
        .map(
            script ->
                DynamicTest.dynamicTest(
                    script.getFileName().toString(), script.toUri(), () -> check(script)))
        .toList();
  }

  @Test
  void theListNamesEveryScript() throws IOException {
    String list = Files.readString(FOLDER.resolve("README.md"));

    for (Path script : scripts()) {
      String name = script.getFileName().toString();
      String caller = caller(Files.readString(script)) == Caller.ROOT ? "root" : "any user";
      assertThat(list).contains("| [%s](%s) | %s |".formatted(name, name, caller));
    }
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".sh")).sorted().toList();
    }
  }

  private static void check(Path script) throws IOException, InterruptedException {
    String text = Files.readString(script);
    String command = TIDY.formatted(script.getFileName());
    Example example =
        new Example(script, 1, "", caller(text), false, null, command, 0, expected(text));
    Lab.Ran ran = Lab.run(example, Front.BINARY, List.of(script));

    assertThat(Output.inTheWordsOf(example.output(), ran.output())).isEqualTo(example.output());
    assertThat(ran.status()).isZero();
  }

  private static String expected(String text) {
    return text.lines()
        .filter(line -> line.startsWith(PRINTS))
        .map(line -> line.substring(PRINTS.length()) + "\n")
        .collect(Collectors.joining());
  }

  private static Caller caller(String text) {
    return text.contains("\n# Run as: root.\n") ? Caller.ROOT : Caller.USER;
  }
}
