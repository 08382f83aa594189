package org.ctrtool.conformance.property;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.ctrtool.conformance.harness.SimSubject;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Step;

/** Paths, directories and permissions: the simulated kernel agrees with the real one. */
class PathAgreementTest {
  private static final Sequences SEQUENCES =
      new Sequences("paths", Script.WATCH_TREE | Script.WATCH_DESCRIPTORS);

  /** Always the same sequences; {@code -Dctrtool.tries} says how many. */
  @Property(seed = "20260101", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void bothKernelsAgree(@ForAll("sequences") List<Step> steps) {
    SEQUENCES.attempt(steps, SimSubject::new);
  }

  /** Other sequences in each run. */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void bothKernelsAgreeOnWhatChanceBrings(@ForAll("sequences") List<Step> steps) {
    SEQUENCES.attempt(steps, SimSubject::new);
  }

  @Provide
  Arbitrary<List<Step>> sequences() {
    return PathOperations.sequences();
  }

  @AfterContainer
  static void close() {
    SEQUENCES.close();
  }
}
