package org.ctrtool.conformance.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Every example that calls no program which only a real system has, on the simulated kernel: the
 * same scripts print the same. Those that are left out say why.
 */
class ModelExamplesTest {
  @TestFactory
  List<DynamicNode> simulatedKernel() throws IOException {
    return ExampleFile.tests(Model::isFor, ModelExamplesTest::check);
  }

  @TestFactory
  List<DynamicNode> whatIsLeftOut() throws IOException {
    return ExampleFile.tests(
        example -> !Model.isFor(example),
        example ->
            assertThat(example.notOnModel())
                .as("\"Not on the model\", since there is %s", Model.obstacle(example))
                .isNotNull());
  }

  private static void check(Example example) {
    Model.Ran ran = Model.run(example);
    Output.check(example, ran.output(), ran.status());
    assertThat(ran.failures()).as(example.title()).isEmpty();
    assertThat(ran.waitedInVain()).as("%s waits in vain", example.title()).isFalse();
  }
}
