package org.ctrtool.sim.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @CsvSource({"tmpfs,tmpfs", "proc,proc", "none,tmpfs", "/dev/sda1,ext4", "/dev/nvme0n1p2,xfs"})
  void harmlessSourcesAreTold(String source, String type) {
    assertThat(Redaction.source(source, type)).isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//alice:secret@server/share",
        "server.example:/export",
        "/dev/mapper/myhost-root",
        "/home/alice/disk.img",
        "alice"
      })
  void otherSourcesAreNot(String source) {
    assertThat(Redaction.source(source, "cifs")).isEqualTo("redacted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "username=alice",
        "password=secret",
        "lowerdir=/home/alice/a:/b",
        "mode=/home/alice",
        "addr=10.0.0.1",
        "name=systemd"
      })
  void optionsThatAreNotKnownToBeHarmlessAreNot(String option) {
    assertThat(Redaction.options(List.of("rw", option, "size=4k")))
        .containsExactly("rw", "size=4k");
  }
}
