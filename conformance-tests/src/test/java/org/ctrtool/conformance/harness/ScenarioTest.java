package org.ctrtool.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.ctrtool.conformance.scenario.ScenarioFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.AfterAll;
import org.jspecify.annotations.Nullable;
import java.nio.file.Path;

/** The scenario files say what Linux answers, and every kernel of ours answers so. */
class ScenarioTest {
  private static @Nullable Subject agent;

  @TestFactory
  Stream<DynamicTest> onTheRealKernel() {
    return ScenarioFiles.all().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    name(file),
                    file.toUri(),
                    () -> {
                      Host.assumeAgent();
                      assertThat(ScenarioRun.surprises(ScenarioFiles.read(file), agent()))
                          .isEmpty();
                    }));
  }

  private static String name(Path file) {
    return ScenarioFiles.root().relativize(file).toString();
  }

  private static Subject agent() {
    if (agent == null) {
      agent = AgentSubject.start();
    }
    return agent;
  }

  @AfterAll
  static void close() {
    if (agent != null) {
      agent.close();
    }
  }
}
