package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.sim.mount.MountHost.assertRefused;

import org.ctrtool.api.MountFlags;
import org.junit.jupiter.api.Test;

class BindTest {
  private final MountHost.Session host = new MountHost().session();

  @Test
  void copiesTheFlagsOfItsSourceAndIgnoresItsOwn() {
    host.tmpfs("/a", MountFlags.MS_NOSUID);

    host.mount("/a", "/b", "", MountFlags.MS_BIND.or(MountFlags.MS_RDONLY));

    assertThat(host.mountAt("/b").flags()).hasToString("rw,nosuid,relatime");
  }

  @Test
  void aRemountOfTheSourceMakesTheFileSystemReadOnlyButLeavesTheFlagsOfTheBindMount() {
    host.tmpfs("/a", MountFlags.MS_NOSUID.or(MountFlags.MS_NODEV)).bind("/a", "/b");

    host.flags("/a", MountFlags.MS_REMOUNT.or(MountFlags.MS_RDONLY));

    assertThat(host.mounts())
        .contains(
            "/a ro,relatime - tmpfs tmpfs ro", "/b rw,nosuid,nodev,relatime - tmpfs tmpfs ro");
    assertThat(host.mountAt("/b").isReadOnly()).isTrue();
  }

  @Test
  void doesNotTakeSubmountsAlong() {
    host.tmpfs("/a", "outer").tmpfs("/a/s", "inner");

    host.bind("/a", "/b");

    assertThat(host.sourceAt("/b/s")).isEqualTo("outer");
  }

  @Test
  void recursivelyLeavesOutUnbindableSubmounts() {
    host.tmpfs("/a").tmpfs("/a/s", "s").tmpfs("/a/u", "u").unbindable("/a/s");

    host.rbind("/a", "/b");

    assertThat(host.mounts()).anyMatch(line -> line.startsWith("/b/u "));
    assertThat(host.mounts()).noneMatch(line -> line.startsWith("/b/s "));
  }

  @Test
  void refusesAnUnbindableSource() {
    host.tmpfs("/a").unbindable("/a");

    assertRefused(MountRule.MOUNT_IS_UNBINDABLE, () -> host.bind("/a", "/b"));
  }

  @Test
  void refusesAMissingSource() {
    assertRefused(MountRule.SOURCE_MISSING, () -> host.flags("/b", MountFlags.MS_BIND));
  }

  @Test
  void ofATreeIntoItselfDoesNotRecurse() {
    host.tmpfs("/a").tmpfs("/a/x");

    host.rbind("/a", "/a/y");

    assertThat(host.mounts()).hasSize(5);
  }

  @Test
  void refusesMoreMountsThanTheLimit() {
    MountHost limited = new MountHost();
    MountHost.Session session = limited.session().tmpfs("/a");
    limited.table.setMountMax(3);
    String before = session.mountinfo();

    assertRefused(MountRule.TOO_MANY_MOUNTS, () -> session.bind("/a", "/b"));

    assertThat(session.mountinfo()).isEqualTo(before);
  }
}
