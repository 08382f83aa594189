package org.ctrtool.conformance.example;

import java.io.IOException;
import java.util.List;
import org.ctrtool.conformance.example.Lab.Front;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Every example of every tool, with the static binary and, where it says so, the JVM front end. */
class ExamplesTest {
  @BeforeAll
  static void possible() throws IOException {
    Lab.assumePossible(Front.BINARY);
  }

  @TestFactory
  List<DynamicNode> staticBinary() throws IOException {
    return ExampleFile.tests(example -> true, example -> check(example, Front.BINARY));
  }

  @TestFactory
  List<DynamicNode> frontEndOnJvm() throws IOException {
    Lab.assumePossible(Front.JVM);
    return ExampleFile.tests(Example::onJvm, example -> check(example, Front.JVM));
  }

  private static void check(Example example, Front front) throws IOException, InterruptedException {
    Lab.Ran ran = Lab.run(example, front);
    Output.check(example, ran.output(), ran.status());
  }
}
