package org.ctrtool.conformance.property;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Step;

/** Ids, capabilities and maps: the simulated kernel agrees with the real one. */
class CredentialAgreementTest extends AgreementProperties {
  private static final Sequences SEQUENCES =
      new Sequences("credentials", Script.WATCH_CREDENTIALS | Script.WATCH_MAPS);

  CredentialAgreementTest() {
    super(SEQUENCES);
  }

  @Override
  @Provide
  Arbitrary<List<Step>> sequences() {
    return CredentialOperations.sequences();
  }

  @AfterContainer
  static void close() {
    SEQUENCES.close();
  }
}
