package org.ctrtool.conformance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Compares what an example printed with what it is to print: line by line, except that
 *
 * <ul>
 *   <li>{@code <message: words>} stands for a diagnostic of ctrtool that contains the words, {@code
 *       <message>} for any, each with the line that names the help;
 *   <li>{@code ~ expression} stands for a line that the regular expression matches;
 *   <li>{@code [N]} stands for a number in brackets.
 * </ul>
 */
final class Output {
  private static final Pattern NUMBER = Pattern.compile("\\[[0-9]+]");

  private Output() {}

  /** Requires what an example prints, and its status. */
  static void check(Example example, String printed, int status) {
    assertThat(inTheWordsOf(example.output(), printed.stripTrailing()))
        .as(example.title())
        .isEqualTo(example.output().stripTrailing());
    assertThat(status).as("status of %s", example.title()).isEqualTo(example.status());
  }

  /** The printed lines, with those that match the expected ones in the words of the latter. */
  static String inTheWordsOf(String expected, String printed) {
    List<String> patterns = List.of(expected.split("\n", -1));
    List<String> result = new ArrayList<>();
    for (String line : printed.split("\n", -1)) {
      if (line.startsWith("Try 'ctrtool help")) {
        continue;
      }
      String pattern = result.size() < patterns.size() ? patterns.get(result.size()) : "";
      result.add(matches(pattern, line) ? pattern : line);
    }
    return String.join("\n", result);
  }

  private static boolean matches(String pattern, String line) {
    if (pattern.equals("<message>")) {
      return line.startsWith("ctrtool");
    }
    if (pattern.startsWith("<message: ") && pattern.endsWith(">")) {
      String words = pattern.substring("<message: ".length(), pattern.length() - 1);
      return line.startsWith("ctrtool") && line.contains(words);
    }
    if (pattern.startsWith("~ ")) {
      return line.matches(pattern.substring(2));
    }
    return NUMBER.matcher(line).replaceAll("[N]").equals(pattern);
  }
}
