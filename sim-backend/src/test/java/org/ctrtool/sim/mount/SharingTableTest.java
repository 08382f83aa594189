package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.sim.mount.MountHost.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables "bind mount semantics" and "move semantics" of mount_namespaces(7). */
class SharingTableTest {
  private final Session host = new MountHost().session();

  /** Group 1 is that of the source's master, 2 the first group made after it. */
  @ParameterizedTest
  @CsvSource({
    "shared, private, shared:1",
    "private, private, -",
    "slave, private, master:1",
    "shared+slave, private, shared:2 master:1",
    "shared, shared, shared:1",
    "private, shared, shared:2",
    "slave, shared, shared:3 master:1",
    "shared+slave, shared, shared:2 master:1"
  })
  void bind(String source, String target, String expected) {
    prepare(source, target);

    host.bind("/source", "/target/x");

    assertThat(sharing("/target/x")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "shared, private, shared:1",
    "private, private, -",
    "slave, private, master:1",
    "unbindable, private, unbindable",
    "shared, shared, shared:1",
    "private, shared, shared:2",
    "slave, shared, shared:3 master:1"
  })
  void move(String source, String target, String expected) {
    prepare(source, target);

    host.move("/source", "/target/x");

    assertThat(sharing("/target/x")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"private", "shared"})
  void anUnbindableMountCannotBeBoundAnywhere(String target) {
    prepare("unbindable", target);

    assertRefused(MountRule.MOUNT_IS_UNBINDABLE, () -> host.bind("/source", "/target/x"));
  }

  @ParameterizedTest
  @CsvSource("unbindable")
  void anUnbindableMountCannotMoveOntoASharedOne(String source) {
    prepare(source, "shared");

    assertRefused(MountRule.UNBINDABLE_CANNOT_BE_SHARED, () -> host.move("/source", "/target/x"));
  }

  private void prepare(String source, String target) {
    host.tmpfs("/source");
    switch (source) {
      case "shared" -> host.shared("/source");
      case "slave" -> makeSlave();
      case "shared+slave" -> {
        makeSlave();
        host.shared("/source");
      }
      case "unbindable" -> host.unbindable("/source");
      default -> host.makePrivate("/source");
    }
    host.tmpfs("/target");
    if (target.equals("shared")) {
      host.shared("/target");
    }
  }

  private void makeSlave() {
    host.shared("/source").bind("/source", "/master").slave("/source");
  }

  private String sharing(String path) {
    for (String line : host.mounts()) {
      if (line.startsWith(path + " ")) {
        String fields = line.substring(0, line.indexOf(" - "));
        String[] parts = fields.split(" ", 3);
        return parts.length == 3 ? parts[2] : "-";
      }
    }
    throw new AssertionError("nothing is mounted at " + path);
  }
}
