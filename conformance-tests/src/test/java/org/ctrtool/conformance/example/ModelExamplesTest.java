package org.ctrtool.conformance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ctrtool.conformance.simshell.SimShell;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Every example that calls no program which only a real system has, on the simulated kernel: the
 * same scripts print the same.
 */
class ModelExamplesTest {
  static final Set<String> PROGRAMS = Set.of("ctrtool", "ctrtool-static");

  @TestFactory
  List<DynamicNode> simulatedKernel() throws IOException {
    return ExampleFile.tests(ModelExamplesTest::isForTheModel, ModelExamplesTest::check);
  }

  static boolean isForTheModel(Example example) {
    return example.notOnModel() == null && SimShell.obstacle(example.script(), PROGRAMS) == null;
  }

  private static void check(Example example) {
    Model.Ran ran = Model.run(example, UnaryOperator.identity());
    String printed = Output.inTheWordsOf(example.output(), ran.output().stripTrailing());
    assertThat(printed).as(example.title()).isEqualTo(example.output().stripTrailing());
    assertThat(ran.status()).as("status of %s", example.title()).isEqualTo(example.status());
    assertThat(ran.failures()).as(example.title()).isEmpty();
  }
}
