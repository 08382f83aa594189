package org.ctrtool.conformance.property;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.ctrtool.nativebackend.agent.Script;
import org.ctrtool.nativebackend.agent.Script.Step;

/** UNIX sockets: the simulated kernel agrees with the real one. */
class SocketAgreementTest extends AgreementProperties {
  private static final Sequences SEQUENCES =
      new Sequences("sockets", Script.WATCH_TREE | Script.WATCH_DESCRIPTORS);

  SocketAgreementTest() {
    super(SEQUENCES);
  }

  @Override
  @Provide
  Arbitrary<List<Step>> sequences() {
    return SocketOperations.sequences();
  }

  @AfterContainer
  static void close() {
    SEQUENCES.close();
  }
}
