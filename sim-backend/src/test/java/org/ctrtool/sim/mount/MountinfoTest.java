package org.ctrtool.sim.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.ctrtool.api.MountFlags;
import org.ctrtool.sim.mount.MountHost.Session;
import org.junit.jupiter.api.Test;

class MountinfoTest {
  private final Session host = new MountHost().session();

  @Test
  void escapesWhatSeparatesFields() {
    host.mount("a #b", "/x y\\z", "tmpfs", MountFlags.NONE);

    assertThat(host.mounts()).contains("/x\\040y\\134z rw,relatime - tmpfs a\\040\\043b rw");
  }

  @Test
  void saysNoneForAMissingSourceAndNothingForAnEmptyOne() {
    host.mount(null, "/a", "tmpfs", MountFlags.NONE).mount("", "/b", "tmpfs", MountFlags.NONE);

    assertThat(host.mounts())
        .contains("/a rw,relatime - tmpfs none rw", "/b rw,relatime - tmpfs  rw");
  }

  @Test
  void hidesWhatIsOutsideTheRoot() {
    host.tmpfs("/a").tmpfs("/a/d/x");
    host.fs.setRoot(host.at("/a/d"));

    assertThat(host.mounts()).containsExactly("/x rw,relatime - tmpfs tmpfs rw");
  }

  @Test
  void marksARemovedRoot() {
    host.tmpfs("/a");
    Location directory = host.at("/a/d");
    host.bind("/a/d", "/b");

    host.at("/a").dentry().remove(directory.dentry());

    assertThat(host.mountinfo()).contains(" /d//deleted /b ");
  }

  @Test
  void ordersTheOptions() {
    host.tmpfs(
        "/a",
        new MountFlags(
            MountFlags.MS_NOSYMFOLLOW
                .or(MountFlags.MS_NODIRATIME)
                .or(MountFlags.MS_NOATIME)
                .or(MountFlags.MS_NOEXEC)
                .or(MountFlags.MS_NODEV)
                .or(MountFlags.MS_NOSUID)
                .bits()));

    assertThat(host.mountAt("/a").flags())
        .hasToString("rw,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow");
  }

  @Test
  void listsMountsInOrderOfCreationAlsoAfterAMove() {
    host.tmpfs("/a").tmpfs("/b").move("/a", "/c");

    assertThat(host.mounts())
        .extracting(line -> line.split(" ", 2)[0])
        .containsExactly("/", "/c", "/b");
  }
}
