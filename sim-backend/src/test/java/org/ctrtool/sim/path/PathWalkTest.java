package org.ctrtool.sim.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.OpenFlags.O_CREAT;
import static org.ctrtool.api.OpenFlags.O_DIRECTORY;
import static org.ctrtool.api.OpenFlags.O_NOFOLLOW;
import static org.ctrtool.api.OpenFlags.O_PATH;
import static org.ctrtool.api.OpenFlags.O_RDONLY;
import static org.ctrtool.api.OpenFlags.O_RDWR;
import static org.ctrtool.api.ResolveFlags.RESOLVE_BENEATH;
import static org.ctrtool.api.ResolveFlags.RESOLVE_IN_ROOT;
import static org.ctrtool.api.ResolveFlags.RESOLVE_NO_MAGICLINKS;
import static org.ctrtool.api.ResolveFlags.RESOLVE_NO_SYMLINKS;
import static org.ctrtool.api.ResolveFlags.RESOLVE_NO_XDEV;
import static org.ctrtool.sim.path.Files.assertRefused;

import org.ctrtool.api.Fd;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fs.Dentry;
import org.ctrtool.sim.fs.MagicLink;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.Location;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathWalkTest {
  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  /** A link that leads to a place, as those in /proc/PID do. */
  private static final class Jump extends MagicLink {
    private final Location target;

    Jump(SuperBlock superBlock, Location target) {
      super(superBlock, Kuid.ROOT, Kgid.ROOT);
      this.target = target;
    }

    @Override
    public Location follow(PathCaller follower) {
      return target;
    }

    @Override
    public String target(PathCaller reader) {
      return "wherever";
    }
  }

  private Location at(String path) {
    return PathWalk.lookup(task, path, Lookup.FOLLOW);
  }

  private void magicLink(String path, Location target) {
    Dentry directory = at("/").dentry();
    directory.add(path, new Jump(directory.superBlock(), target));
  }

  @Test
  void follows40LinksAndNotOneMore() {
    files.file("/l0", "", 0644);
    for (int i = 1; i <= 41; i++) {
      files.link("l" + (i - 1), "/l" + i);
    }

    assertThat(files.stat("/l40").mode().isRegular()).isTrue();
    assertRefused(PathRule.TOO_MANY_LINKS, () -> files.stat("/l41"));
  }

  @Test
  void aTrailingSlashMakesNofollowFollow() {
    files.mkdir(0755, "/d").link("d", "/l");

    assertRefused(PathRule.FINAL_LINK, () -> files.open("/l", O_NOFOLLOW));
    assertThat(files.stat(files.open("/l/", O_NOFOLLOW)).mode().isDirectory()).isTrue();
    assertRefused(PathRule.NOT_A_DIRECTORY, () -> files.open("/l", O_NOFOLLOW.or(O_DIRECTORY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/n/x", "/n/there", "/n/..", "/n/."})
  void searchPermissionIsAskedBeforeNamesAreLookedUp(String path) {
    files.mkdir(0755, "/n").file("/n/there", "", 0666).chmod("/n", 0600);

    task.as(1000);

    assertRefused(PathRule.SEARCH_DENIED, () -> files.open(path, O_RDONLY));
  }

  @Test
  void theRootIsItsOwnParent() {
    files.mkdir(0755, "/a");

    assertThat(at("/../../a/..")).isEqualTo(task.root());
  }

  @Test
  void slashStartsBelowWhatIsMountedOverTheRoot() {
    files.mkdir(0755, "/old");
    task.mount("none", "/", "tmpfs", MountFlags.NONE, "");

    assertThat(at("/old").mount()).isEqualTo(task.root().mount());
    assertThat(at("/..").mount()).isNotEqualTo(task.root().mount());
    assertRefused(PathRule.NO_SUCH_NAME, () -> at("/../old"));
  }

  @Test
  void dotDotLeavesAMountThroughItsMountPoint() {
    files.mkdir(0755, "/a", "/a/b", "/c");
    task.bind("/a", "/c", false);

    assertThat(at("/c/b/../..")).isEqualTo(task.root());
  }

  @Test
  void dotDotStopsWhereADirectoryWasMovedOutOfItsBindMount() {
    files.mkdir(0755, "/a", "/a/b", "/c", "/a/b/d");
    task.bind("/a/b", "/c", false);
    DirectoryCalls.chdir(task, "/c/d");

    files.rename("/a/b/d", "/a/d", RenameFlags.NONE);

    assertRefused(PathRule.OUTSIDE_OF_THE_MOUNT, () -> PathWalk.lookup(task, "..", Lookup.FOLLOW));
  }

  @Test
  void aRemovedWorkingDirectoryStillHasAParent() {
    files.mkdir(0755, "/a", "/a/b");
    DirectoryCalls.chdir(task, "/a/b");

    files.rmdir("/a/b");

    assertThat(at("..")).isEqualTo(at("/a"));
    assertRefused(PathRule.DIRECTORY_IS_GONE, () -> files.open("x", O_RDWR.or(O_CREAT)));
    assertRefused(PathRule.DIRECTORY_IS_GONE, () -> DirectoryCalls.getcwd(task));
  }

  @Test
  void namesAndPathsHaveALongestLength() {
    assertRefused(PathRule.NO_SUCH_NAME, () -> files.stat("n".repeat(255)));
    assertRefused(PathRule.NAME_TOO_LONG, () -> files.stat("n".repeat(256)));
    assertRefused(PathRule.NAME_TOO_LONG, () -> files.stat("\u00e9".repeat(128)));
    assertRefused(PathRule.PATH_TOO_LONG, () -> files.stat("./".repeat(2048)));
    assertRefused(PathRule.PATH_IS_EMPTY, () -> files.stat(""));
  }

  @Test
  void equalBytesAreEqualNames() {
    files.file("/\u00e9", "", 0644);

    assertThat(files.stat("/\udcc3\udca9")).isEqualTo(files.stat("/\u00e9"));
  }

  @Test
  void aRelativePathNeedsADirectoryToStartFrom() {
    files.file("/f", "", 0644);
    Fd file = files.open("/f", O_RDONLY);

    assertRefused(PathRule.NOT_A_DIRECTORY, () -> PathWalk.lookup(task, file, "x", Lookup.FOLLOW));
    assertRefused(FdRule.NOT_OPEN, () -> PathWalk.lookup(task, new Fd(99), "x", Lookup.FOLLOW));
    assertThat(PathWalk.lookup(task, new Fd(99), "/f", Lookup.FOLLOW)).isEqualTo(at("/f"));
  }

  @Test
  void beneathStaysBelow() {
    files.mkdir(0755, "/d", "/d/e").link("/d", "/d/absolute").link("../d", "/d/up");
    Fd directory = files.open("/d", O_DIRECTORY);

    assertThat(files.stat(files.open(directory, "e/..", O_DIRECTORY, RESOLVE_BENEATH)))
        .isEqualTo(files.stat("/d"));
    assertRefused(
        PathRule.DOT_DOT_LEAVES, () -> files.open(directory, "up", O_RDONLY, RESOLVE_BENEATH));
    assertRefused(
        PathRule.ABSOLUTE_PATH_LEAVES,
        () -> files.open(directory, "absolute", O_RDONLY, RESOLVE_BENEATH));
    assertRefused(
        PathRule.ABSOLUTE_PATH_LEAVES,
        () -> files.open(directory, "/d", O_RDONLY, RESOLVE_BENEATH));
  }

  @Test
  void inRootClampsEverything() {
    files.mkdir(0755, "/d", "/d/e").link("/e", "/d/absolute").link("../../e", "/d/up");
    Fd directory = files.open("/d", O_DIRECTORY);

    for (String path : new String[] {"/e", "absolute", "up", "../../e"}) {
      assertThat(files.stat(files.open(directory, path, O_RDONLY, RESOLVE_IN_ROOT)))
          .as(path)
          .isEqualTo(files.stat("/d/e"));
    }
  }

  @Test
  void noXdevCrossesNoMountNotEvenABindOfTheSameFileSystem() {
    files.mkdir(0755, "/a", "/a/x", "/b");
    task.bind("/a", "/b", false);
    Fd inside = files.open("/b", O_DIRECTORY);

    assertRefused(
        PathRule.CROSSES_A_MOUNT, () -> files.open(Fd.AT_FDCWD, "/b/x", O_RDONLY, RESOLVE_NO_XDEV));
    assertRefused(
        PathRule.CROSSES_A_MOUNT, () -> files.open(inside, "..", O_RDONLY, RESOLVE_NO_XDEV));
    assertThat(files.stat(files.open(inside, "/a/x", O_RDONLY, RESOLVE_NO_XDEV)))
        .isEqualTo(files.stat("/a/x"));
  }

  @Test
  void magicLinksJumpUnlessForbidden() {
    files.mkdir(0755, "/elsewhere", "/m");
    task.mount("none", "/m", "tmpfs", MountFlags.NONE, "");
    magicLink("magic", at("/m"));

    assertThat(at("/magic")).isEqualTo(at("/m"));
    assertRefused(
        PathRule.MAGIC_LINK_WITH_NO_MAGICLINKS,
        () -> files.open(Fd.AT_FDCWD, "magic", O_RDONLY, RESOLVE_NO_MAGICLINKS));
    assertRefused(
        PathRule.MAGIC_LINK_LEAVES,
        () -> files.open(Fd.AT_FDCWD, "magic", O_RDONLY, RESOLVE_BENEATH));
    assertRefused(
        PathRule.MAGIC_LINK_LEAVES,
        () -> files.open(Fd.AT_FDCWD, "magic", O_RDONLY, RESOLVE_IN_ROOT));
    assertRefused(
        PathRule.CROSSES_A_MOUNT,
        () -> files.open(Fd.AT_FDCWD, "magic", O_RDONLY, RESOLVE_NO_XDEV));
  }

  @Test
  void noSymlinksAllowsOnlyALinkItselfAtTheEnd() {
    files.mkdir(0755, "/d").link("d", "/l");
    Fd link = files.open(Fd.AT_FDCWD, "/l", O_PATH.or(O_NOFOLLOW), RESOLVE_NO_SYMLINKS);

    assertThat(AttributeCalls.readlinkat(task, link, "")).isEqualTo("d");
    assertRefused(
        PathRule.LINK_WITH_NO_SYMLINKS,
        () -> files.open(Fd.AT_FDCWD, "/l", O_RDONLY, RESOLVE_NO_SYMLINKS));
  }

  @Test
  void anUnreachableWorkingDirectorySaysSo() {
    files.mkdir(0755, "/jail", "/out", "/out/there");
    DirectoryCalls.chdir(task, "/out/there");

    DirectoryCalls.chroot(task, "/jail");

    assertThat(DirectoryCalls.getcwd(task)).isEqualTo("(unreachable)/out/there");
  }
}
