package org.ctrtool.conformance.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ctrtool.conformance.scenario.Scenario;
import org.ctrtool.conformance.scenario.ScenarioFiles;
import org.ctrtool.nativebackend.agent.Script;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The scenario files say what Linux answers, and every kernel of ours answers so. */
class ScenarioTest {
  private static @Nullable Subject agent;
  private static @Nullable Subject jvm;

  @TestFactory
  Stream<DynamicTest> onTheSimulatedKernel() {
    return forEachFile(scenario -> check(scenario, new SimSubject()));
  }

  @TestFactory
  Stream<DynamicTest> onTheRealKernelThroughTheStaticBinary() {
    return forEachFile(
        scenario -> {
          Host.assumeAgent();
          if (agent == null) {
            agent = AgentSubject.start();
          }
          check(scenario, agent);
        });
  }

  /** Where that is possible: {@link JnaSubject#obstacle} tells what is not. */
  @TestFactory
  Stream<DynamicTest> onTheRealKernelFromThisJvm() {
    return forEachFile(
        ScenarioTest::isPossibleOnAJvm,
        scenario -> {
          Host.assumeAgent(); // the same rights are needed
          if (jvm == null) {
            jvm = new JnaSubject();
          }
          check(scenario, jvm);
        });
  }

  @Test
  void mostSingleTasksCanBePlayedOnAJvm() {
    assertThat(ScenarioFiles.all().stream().filter(ScenarioTest::isPossibleOnAJvm).count())
        .isGreaterThan(40);
  }

  private static boolean isPossibleOnAJvm(Path file) {
    return JnaSubject.obstacle(new Script(0, ScenarioFiles.read(file).steps())) == null;
  }

  private static Stream<DynamicTest> forEachFile(Consumer<Scenario> test) {
    return forEachFile(file -> true, test);
  }

  private static Stream<DynamicTest> forEachFile(Predicate<Path> chosen, Consumer<Scenario> test) {
    return ScenarioFiles.all().stream()
        .filter(chosen)
        .map(
            file ->
                DynamicTest.dynamicTest(
                    name(file), file.toUri(), () -> test.accept(ScenarioFiles.read(file))));
  }

  private static String name(Path file) {
    return ScenarioFiles.root().relativize(file).toString();
  }

  private static void check(Scenario scenario, Subject subject) {
    assertThat(ScenarioRun.surprises(scenario, subject)).isEmpty();
  }

  @AfterAll
  static void close() {
    if (agent != null) {
      agent.close();
    }
    if (jvm != null) {
      jvm.close();
    }
  }
}
