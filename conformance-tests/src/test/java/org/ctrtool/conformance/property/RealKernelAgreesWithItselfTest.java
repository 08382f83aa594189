package org.ctrtool.conformance.property;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.ctrtool.conformance.harness.AgentSubject;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Step;

/** What is compared must not depend on chance: two runs on the real kernel look the same. */
class RealKernelAgreesWithItselfTest {
  private static final int TRIES = 60;
  private static final Sequences MOUNTS =
      new Sequences("real-mounts", Script.WATCH_MOUNTS | Script.WATCH_DESCRIPTORS);
  private static final Sequences CREDENTIALS =
      new Sequences("real-credentials", Script.WATCH_CREDENTIALS | Script.WATCH_MAPS);
  private static final Sequences PATHS =
      new Sequences("real-paths", Script.WATCH_TREE | Script.WATCH_DESCRIPTORS);
  private static final Sequences SOCKETS =
      new Sequences("real-sockets", Script.WATCH_TREE | Script.WATCH_DESCRIPTORS);

  @Property(
      tries = TRIES,
      seed = "1",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void onSockets(@ForAll("sockets") List<Step> steps) {
    SOCKETS.attempt(steps, AgentSubject::start);
  }

  @Property(
      tries = TRIES,
      seed = "1",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void onPaths(@ForAll("paths") List<Step> steps) {
    PATHS.attempt(steps, AgentSubject::start);
  }

  @Property(
      tries = TRIES,
      seed = "1",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void onMounts(@ForAll("mounts") List<Step> steps) {
    MOUNTS.attempt(steps, AgentSubject::start);
  }

  @Property(
      tries = TRIES,
      seed = "1",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void onCredentials(@ForAll("credentials") List<Step> steps) {
    CREDENTIALS.attempt(steps, AgentSubject::start);
  }

  @Provide
  Arbitrary<List<Step>> paths() {
    return PathOperations.sequences();
  }

  @Provide
  Arbitrary<List<Step>> sockets() {
    return SocketOperations.sequences();
  }

  @Provide
  Arbitrary<List<Step>> mounts() {
    return MountOperations.sequences();
  }

  @Provide
  Arbitrary<List<Step>> credentials() {
    return CredentialOperations.sequences();
  }

  @AfterContainer
  static void close() {
    MOUNTS.close();
    CREDENTIALS.close();
    PATHS.close();
    SOCKETS.close();
  }
}
