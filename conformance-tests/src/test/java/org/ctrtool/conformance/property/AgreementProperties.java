package org.ctrtool.conformance.property;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.ctrtool.conformance.harness.SimSubject;
import org.ctrtool.nativebackend.agent.Script.Step;

/** The simulated kernel agrees with the real one on sequences of one kind. */
abstract class AgreementProperties {
  private final Sequences attempts;

  /** For sequences that {@code attempts} tries. */
  AgreementProperties(Sequences attempts) {
    this.attempts = attempts;
  }

  /** The sequences of this kind. */
  @Provide
  abstract Arbitrary<List<Step>> sequences();

  /** Always the same sequences; {@code -Dctrtool.tries} says how many. */
  @Property(seed = "20260101", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void bothKernelsAgree(@ForAll("sequences") List<Step> steps) {
    attempts.attempt(steps, SimSubject::new);
  }

  /** Other sequences in each run. */
  @Property(tries = 200, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void bothKernelsAgreeOnWhatChanceBrings(@ForAll("sequences") List<Step> steps) {
    attempts.attempt(steps, SimSubject::new);
  }
}
