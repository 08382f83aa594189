package org.ctrtool.conformance.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.conformance.jvm.Packaged.Caller;
import org.ctrtool.sim.Invariants;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.ctrtool.sim.snapshot.HostCapture;
import org.ctrtool.sim.snapshot.HostSnapshot;
import org.ctrtool.sim.snapshot.MountFact;
import org.ctrtool.sim.snapshot.SnapshotJson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** This host is captured, booted as a model, and looked at again. */
class CaptureTest {
  @BeforeAll
  static void assumePossible() throws Exception {
    Packaged.assumeRootAndBuilt();
  }

  /** Without what is redacted. */
  private static List<String> told(String mountinfo) {
    List<String> lines = new ArrayList<>();
    for (String line : Packaged.renumbered(mountinfo.lines().toList())) {
      lines.add(line.substring(0, line.indexOf(" - ") + 3) + line.split(" - ", 2)[1].split(" ")[0]);
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource
  void theModelHasTheMountsOfThisHost(Caller caller) throws Exception {
    String real = Packaged.call(caller, "cat", "/proc/self/mountinfo").succeeded();
    HostSnapshot snapshot =
        SnapshotJson.read(Packaged.call(caller, Packaged.JVM, "capture").succeeded());

    try (SimKernel model = SimHost.from(snapshot).boot()) {
      assertThat(told(model.mountinfo())).isEqualTo(told(real));
      Invariants.check(model);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theModelIsCapturedAsThisHostWas(Caller caller) throws Exception {
    HostSnapshot snapshot =
        SnapshotJson.read(Packaged.call(caller, Packaged.JVM, "capture").succeeded());

    try (SimKernel model = SimHost.from(snapshot).boot()) {
      HostSnapshot again = HostCapture.of(model, List.of());

      assertThat(again.process()).isEqualTo(snapshot.process());
      assertThat(again.users().uidMap()).isEqualTo(snapshot.users().uidMap());
      assertThat(again.users().gidMap()).isEqualTo(snapshot.users().gidMap());
      assertThat(again.users().owned()).isEqualTo(snapshot.users().owned());
      assertThat(again.mounts())
          .extracting(MountFact::mountPoint, MountFact::flags, MountFact::type, MountFact::source)
          .isEqualTo(
              snapshot.mounts().stream()
                  .map(
                      each ->
                          org.assertj.core.api.Assertions.tuple(
                              each.mountPoint(), each.flags(), each.type(), each.source()))
                  .toList());
    }
  }
}
