package org.ctrtool.sim.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.ctrtool.api.Capabilities;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.UnshareFlags;
import org.ctrtool.sim.SimHost;
import org.ctrtool.sim.SimKernel;
import org.junit.jupiter.api.Test;

class HostSnapshotTest {
  private static SimHost host() {
    return SimHost.with()
        .hostName("very-private")
        .kernel("6.12.3")
        .user("alice", 1000)
        .tmpfs("/data")
        .file("/data/diary", "dear diary")
        .mount("tmpfs", "/locked", "tmpfs", MountFlags.MS_RDONLY.or(MountFlags.MS_NOSUID), null);
  }

  @Test
  void aRebuiltHostIsDescribedTheSame() {
    HostSnapshot first;
    try (SimKernel kernel = host().boot()) {
      first = HostCapture.of(kernel);
    }

    try (SimKernel rebuilt = SimHost.from(first).boot()) {
      assertThat(HostCapture.of(rebuilt.as("captured"))).isEqualTo(first);
    }
  }

  @Test
  void jsonKeepsEverything() {
    try (SimKernel kernel = host().boot()) {
      HostSnapshot snapshot = HostCapture.of(kernel);

      assertThat(SnapshotJson.read(SnapshotJson.write(snapshot))).isEqualTo(snapshot);
    }
  }

  @Test
  void nothingPrivateIsInIt() {
    try (SimKernel kernel = host().boot()) {
      String json = SnapshotJson.write(HostCapture.of(kernel));

      assertThat(json).doesNotContain("very-private", "alice", "dear diary", "/dev/vda");
      assertThat(json).contains("\"6.12.3\"", "\"/data\"");
    }
  }

  @Test
  void whatIsNoSnapshotIsRefused() {
    assertThatThrownBy(() -> SnapshotJson.read("{\"version\":1,\"unknown\":2}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SnapshotJson.read("not json"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SnapshotJson.read("{}")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theCapturedProcessHasTheSameCapabilities() {
    HostSnapshot snapshot;
    CapabilitySet few = CapabilitySet.of(Capability.CAP_CHOWN, Capability.CAP_SETPCAP);
    try (SimKernel kernel = host().boot()) {
      kernel.prctlCapbsetDrop(Capability.CAP_SYS_BOOT.ordinal());
      kernel.capset(new Capabilities(few, few, CapabilitySet.NONE));
      kernel.prctlSetNoNewPrivs();
      snapshot = HostCapture.of(kernel);
    }

    try (SimKernel rebuilt = SimHost.from(snapshot).boot()) {
      SimKernel captured = rebuilt.as("captured");
      assertThat(captured.capget().permitted()).isEqualTo(few);
      assertThat(captured.prctlCapbsetRead(Capability.CAP_SYS_BOOT.ordinal())).isFalse();
      assertThat(captured.prctlGetNoNewPrivs()).isTrue();
    }
  }

  @Test
  void anOrdinaryUserStaysOne() {
    HostSnapshot snapshot;
    try (SimKernel kernel = host().boot()) {
      snapshot = HostCapture.of(kernel.as("alice"));
    }

    try (SimKernel rebuilt = SimHost.from(snapshot).boot()) {
      SimKernel captured = rebuilt.as("captured");
      assertThat(captured.getresuid().effective()).isEqualTo(1000);
      captured.unshare(UnshareFlags.CLONE_NEWUSER);
      assertThat(captured.capget().effective()).isEqualTo(CapabilitySet.ALL);
    }
  }

  @Test
  void theCapturedProcessIsInTheSameIdMaps() {
    HostSnapshot snapshot;
    try (SimKernel kernel = host().boot()) {
      SimKernel inside = kernel.fork();
      inside.unshare(UnshareFlags.CLONE_NEWUSER);
      String pid = Integer.toString(inside.getpid().number());
      org.ctrtool.sim.Files.write(kernel, "/proc/" + pid + "/uid_map", "0 100000 65536");
      org.ctrtool.sim.Files.write(kernel, "/proc/" + pid + "/gid_map", "0 100000 65536");
      snapshot = HostCapture.of(inside);
    }

    assertThat(snapshot.uidMap()).isEqualTo(List.of(new HostSnapshot.MapLine(0, 100000, 65536)));
    try (SimKernel rebuilt = SimHost.from(snapshot).boot()) {
      HostSnapshot again = HostCapture.of(rebuilt.as("captured"));
      assertThat(again.uidMap()).isEqualTo(snapshot.uidMap());
      assertThat(again.gidMap()).isEqualTo(snapshot.gidMap());
    }
  }
}
