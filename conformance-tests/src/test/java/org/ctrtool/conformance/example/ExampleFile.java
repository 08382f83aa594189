package org.ctrtool.conformance.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ctrtool.conformance.example.Example.Caller;

/**
 * Reads the examples of one file. An example is, in this order and with prose between: a title
 * ({@code ### }), {@code As: } and who runs it, perhaps {@code Also: jvm.}, the script in a block
 * {@code sh}, {@code Exit status N, output}, and the output in a block {@code text}.
 */
final class ExampleFile {
  private static final String TITLE = "### ";
  private static final String STATUS = "Exit status ";

  private final Path file;
  private final List<String> lines;
  private int at;

  private ExampleFile(Path file) throws IOException {
    this.file = file;
    this.lines = Files.readAllLines(file);
  }

  static List<Example> read(Path file) throws IOException {
    ExampleFile reader = new ExampleFile(file);
    List<Example> examples = new ArrayList<>();
    while (reader.find(TITLE)) {
      examples.add(reader.example());
    }
    if (examples.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no example");
    }
    return examples;
  }

  private Example example() {
    int titleLine = at + 1;
    String title = after(TITLE);
    Caller caller = caller(after("As: "));
    int scriptBegins = at;
    String script = block("```sh");
    boolean onJvm = lines.subList(scriptBegins, at).contains("Also: jvm.");
    String status = after(STATUS);
    String output = block("```text");
    return new Example(
        file,
        titleLine,
        title,
        caller,
        onJvm,
        script,
        Integer.parseInt(status.substring(0, status.indexOf(','))),
        output);
  }

  /** Goes on to the next line with this beginning; false if there is none. */
  private boolean find(String beginning) {
    while (at < lines.size() && !lines.get(at).startsWith(beginning)) {
      at++;
    }
    return at < lines.size();
  }

  /** What stands behind the next line's {@code beginning}, in this example. */
  private String after(String beginning) {
    int from = at;
    if (!find(beginning) || titled(from + 1, at)) {
      throw new IllegalArgumentException(
          "%s: no line '%s...' after line %d".formatted(file, beginning, from));
    }
    String rest = lines.get(at).substring(beginning.length());
    at++;
    return rest;
  }

  private boolean titled(int from, int to) {
    return from < to && lines.subList(from, to).stream().anyMatch(line -> line.startsWith(TITLE));
  }

  private String block(String fence) {
    after(fence);
    int begin = at;
    after("```");
    return String.join("\n", lines.subList(begin, at - 1));
  }

  private Caller caller(String words) {
    return Arrays.stream(Caller.values())
        .filter(caller -> words.equals(caller.words) || words.startsWith(caller.words + " "))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("%s: nobody is '%s'".formatted(file, words)));
  }
}
