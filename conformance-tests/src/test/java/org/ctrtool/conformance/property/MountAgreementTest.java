package org.ctrtool.conformance.property;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Step;

/** Mounts and propagation: the simulated kernel agrees with the real one. */
class MountAgreementTest extends AgreementProperties {
  private static final Sequences SEQUENCES =
      new Sequences("mounts", Script.WATCH_MOUNTS | Script.WATCH_DESCRIPTORS);

  MountAgreementTest() {
    super(SEQUENCES);
  }

  @Override
  @Provide
  Arbitrary<List<Step>> sequences() {
    return MountOperations.sequences();
  }

  @AfterContainer
  static void close() {
    SEQUENCES.close();
  }
}
