package org.ctrtool.conformance.property;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Step;

/** Paths, directories and permissions: the simulated kernel agrees with the real one. */
class PathAgreementTest extends AgreementProperties {
  private static final Sequences SEQUENCES =
      new Sequences("paths", Script.WATCH_TREE | Script.WATCH_DESCRIPTORS);

  PathAgreementTest() {
    super(SEQUENCES);
  }

  @Override
  @Provide
  Arbitrary<List<Step>> sequences() {
    return PathOperations.sequences();
  }

  @AfterContainer
  static void close() {
    SEQUENCES.close();
  }
}
