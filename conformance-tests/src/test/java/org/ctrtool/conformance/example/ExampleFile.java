package org.ctrtool.conformance.example;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ctrtool.conformance.example.Example.Caller;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Reads the examples of one file. An example is, in this order and with prose between: a title
 * ({@code ### }), {@code As: } and who runs it, perhaps {@code Also: jvm.} and {@code Not on the
 * model: } with a reason, the script in a block {@code sh}, {@code Exit status N, output}, and the
 * output in a block {@code text}.
 */
public final class ExampleFile {
  private static final Path FOLDER = Path.of("src/test/resources/examples");

  /** To run the examples of some tools only: a part of their files' names. */
  private static final String ONLY = System.getProperty("ctrtool.examples", "");

  private static final String TITLE = "### ";
  private static final String NOT_ON_MODEL = "Not on the model: ";
  private static final String STATUS = "Exit status ";

  private final Path file;
  private final List<String> lines;
  private int at;

  private ExampleFile(Path file) throws IOException {
    this.file = file;
    this.lines = Files.readAllLines(file);
  }

  /** What is done with an example. */
  public interface Check {
    void run(Example example) throws IOException, InterruptedException;
  }

  /** A test for each example that is wanted, by file. */
  public static List<DynamicNode> tests(Predicate<Example> which, Check check) throws IOException {
    List<DynamicNode> tests = new ArrayList<>();
    for (Path file : files()) {
      List<DynamicTest> ofFile =
          read(file).stream().filter(which).map(example -> test(example, check)).toList();
      tests.add(DynamicContainer.dynamicContainer(file.getFileName().toString(), ofFile));
    }
    return tests;
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(FOLDER)) {
      return found.filter(ExampleFile::isWanted).sorted().toList();
    }
  }

  private static boolean isWanted(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".md") && name.contains(ONLY);
  }

  private static DynamicTest test(Example example, Check check) {
    URI source = URI.create(example.file().toAbsolutePath().toUri() + "?line=" + example.line());
    return DynamicTest.dynamicTest(example.title(), source, () -> check.run(example));
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
    List<String> head = lines.subList(scriptBegins, at);
    boolean onJvm = head.contains("Also: jvm.");
    String notOnModel =
        head.stream()
            .filter(line -> line.startsWith(NOT_ON_MODEL))
            .map(line -> line.substring(NOT_ON_MODEL.length()))
            .findFirst()
            .orElse(null);
    String status = after(STATUS);
    String output = block("```text");
    return new Example(
        file,
        titleLine,
        title,
        caller,
        onJvm,
        notOnModel,
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
