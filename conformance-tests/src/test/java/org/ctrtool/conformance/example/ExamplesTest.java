package org.ctrtool.conformance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ctrtool.conformance.example.Lab.Front;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every example of every tool, with the static binary and, where it says so, the JVM front end. */
class ExamplesTest {
  private static final Path FILES = Path.of("src/test/resources/examples");

  /** To run the examples of some tools only: a part of their files' names. */
  private static final String ONLY = System.getProperty("ctrtool.examples", "");

  @BeforeAll
  static void possible() throws IOException {
    Lab.assumePossible(Front.BINARY);
  }

  @TestFactory
  List<DynamicNode> staticBinary() throws IOException {
    return tests(Front.BINARY, example -> true);
  }

  @TestFactory
  List<DynamicNode> frontEndOnJvm() throws IOException {
    Lab.assumePossible(Front.JVM);
    return tests(Front.JVM, Example::onJvm);
  }

  private static List<DynamicNode> tests(Front front, Predicate<Example> which) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(FILES)) {
      files = found.filter(ExamplesTest::wanted).sorted().toList();
    }
    Stream.Builder<DynamicNode> tests = Stream.builder();
    for (Path file : files) {
      List<DynamicTest> ofFile =
          ExampleFile.read(file).stream()
              .filter(which)
              .map(example -> test(example, front))
              .toList();
      tests.add(DynamicContainer.dynamicContainer(file.getFileName().toString(), ofFile));
    }
    return tests.build().toList();
  }

  private static boolean wanted(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".md") && name.contains(ONLY);
  }

  private static DynamicTest test(Example example, Front front) {
    URI source = URI.create(example.file().toAbsolutePath().toUri() + "?line=" + example.line());
    return DynamicTest.dynamicTest(example.title(), source, () -> check(example, front));
  }

  private static void check(Example example, Front front) throws IOException, InterruptedException {
    Lab.Ran ran = Lab.run(example, front);
    String printed = Output.inTheWordsOf(example.output(), ran.output().stripTrailing());
    assertThat(printed).as(example.title()).isEqualTo(example.output().stripTrailing());
    assertThat(ran.status()).as("status of %s", example.title()).isEqualTo(example.status());
  }
}
