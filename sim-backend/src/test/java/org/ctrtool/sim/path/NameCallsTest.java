package org.ctrtool.sim.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.api.RenameFlags.RENAME_EXCHANGE;
import static org.ctrtool.api.RenameFlags.RENAME_NOREPLACE;
import static org.ctrtool.api.RenameFlags.RENAME_WHITEOUT;
import static org.ctrtool.sim.path.Files.assertRefused;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Dev;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.RenameFlags;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.fs.FileRule;
import org.junit.jupiter.api.Test;

class NameCallsTest {
  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  @Test
  void unlinkOfAMissingNameOnAReadOnlyMountIsAboutTheMount() {
    files.mkdir(0755, "/a", "/ro", "/a/d");
    task.bind("/a", "/ro", true);

    assertRefused(PathRule.MOUNT_IS_READ_ONLY, () -> files.unlink("/ro/missing"));
    assertRefused(PathRule.NAME_EXISTS, () -> files.mkdir(0755, "/ro/d"));
    assertRefused(PathRule.MOUNT_IS_READ_ONLY, () -> files.mkdir(0755, "/ro/new"));
  }

  @Test
  void aMissingNameInAnUnwritableDirectoryIsMissing() {
    files.mkdir(0755, "/d");

    task.as(1000);

    assertRefused(PathRule.NO_SUCH_NAME, () -> files.unlink("/d/missing"));
    assertRefused(PathRule.PERMISSION_DENIED, () -> files.mkdir(0755, "/d/new"));
  }

  @Test
  void dotsAndTheRootAreNoNames() {
    files.mkdir(0755, "/d");

    assertRefused(PathRule.NO_ORDINARY_NAME, () -> files.mkdir(0755, "/d/."));
    assertRefused(PathRule.CANNOT_REMOVE_DOT, () -> files.rmdir("/d/."));
    assertRefused(PathRule.CANNOT_REMOVE_DOT_DOT, () -> files.rmdir("/d/.."));
    assertRefused(PathRule.CANNOT_REMOVE_ROOT, () -> files.rmdir("///"));
    assertRefused(PathRule.CANNOT_UNLINK_DOTS, () -> files.unlink("/d/.."));
    assertRefused(PathRule.RENAME_OF_DOTS, () -> files.rename("/d/.", "/e", RenameFlags.NONE));
    assertRefused(PathRule.RENAME_TO_DOTS, () -> files.rename("/d", "/", RENAME_NOREPLACE));
  }

  @Test
  void onlyDirectoriesAreMadeWithATrailingSlash() {
    files.mkdir(0755, "/d/");

    assertRefused(PathRule.ONLY_DIRECTORIES_END_IN_SLASH, () -> files.link("t", "/l/"));
    assertRefused(
        PathRule.ONLY_DIRECTORIES_END_IN_SLASH, () -> files.node(010600, Dev.NONE, "/p/"));
    assertRefused(
        PathRule.CREATES_A_FILE_NOT_A_DIRECTORY, () -> files.open("/f/", OpenFlags.O_CREAT));
  }

  @Test
  void theUmaskAppliesToWhatIsMadeAndNotToLinks() {
    DirectoryCalls.umask(task, new Mode(027));

    NameCalls.mkdirat(task, AT_FDCWD, "/d", new Mode(0777));
    files.open("/f", OpenFlags.O_CREAT);
    files.link("t", "/l");

    assertThat(files.mode("/d")).isEqualTo("40750");
    assertThat(files.mode("/f")).isEqualTo("100640");
    assertThat(files.mode("/l")).isEqualTo("120777");
  }

  @Test
  void aSetgidDirectoryGivesItsGroup() {
    files.mkdir(0777, "/d");
    AttributeCalls.fchownat(task, AT_FDCWD, "/d", Uid.KEEP, new Gid(7), AtFlags.NONE);
    files.chmod("/d", 02777);

    task.as(1000);
    NameCalls.mkdirat(task, AT_FDCWD, "/d/sub", new Mode(0755));

    assertThat(files.lstat("/d/sub").group()).isEqualTo(new Gid(7));
    assertThat(files.mode("/d/sub")).isEqualTo("42755");
  }

  @Test
  void devicesNeedCapMknodButAWhiteoutDoesNot() {
    task.as(1000);

    assertRefused(
        PathRule.DEVICES_NEED_CAP_MKNOD,
        () -> NameCalls.mknodat(task, AT_FDCWD, "/n", new Mode(020666), new Dev(1, 3)));
    NameCalls.mknodat(task, AT_FDCWD, "/whiteout", new Mode(020000), Dev.NONE);
    assertRefused(
        PathRule.MKNOD_OF_DIRECTORY,
        () -> NameCalls.mknodat(task, AT_FDCWD, "/d", new Mode(040755), Dev.NONE));
  }

  @Test
  void namesInAStickyDirectoryAreTheirOwners() {
    files.file("/f", "", 0666);

    task.as(1000);

    assertRefused(PathRule.STICKY_DIRECTORY, () -> files.unlink("/f"));
    assertRefused(PathRule.STICKY_DIRECTORY, () -> files.rename("/f", "/g", RenameFlags.NONE));
  }

  @Test
  void aMountPointCannotBeRemoved() {
    files.mkdir(0755, "/m", "/other");
    task.mount("none", "/m", "tmpfs", MountFlags.NONE, "");

    assertRefused(PathRule.IS_A_MOUNT_POINT, () -> files.rmdir("/m"));
    assertRefused(PathRule.IS_A_MOUNT_POINT, () -> files.rename("/m", "/n", RenameFlags.NONE));
    assertRefused(PathRule.IS_A_MOUNT_POINT, () -> files.rename("/other", "/m", RenameFlags.NONE));
  }

  @Test
  void renameRefusesWhatDoesNotFit() {
    files.mkdir(0755, "/d", "/d/e", "/k", "/g", "/g/h").file("/f", "", 0644);

    assertRefused(
        PathRule.DIRECTORY_IS_NOT_EMPTY, () -> files.rename("/k", "/g", RenameFlags.NONE));
    assertRefused(PathRule.NOT_A_DIRECTORY, () -> files.rename("/k", "/f", RenameFlags.NONE));
    assertRefused(PathRule.IS_A_DIRECTORY, () -> files.rename("/f", "/k", RenameFlags.NONE));
    assertRefused(PathRule.ONTO_ITS_ANCESTOR, () -> files.rename("/g/h", "/g", RenameFlags.NONE));
    assertRefused(PathRule.INTO_ITSELF, () -> files.rename("/d", "/d/e/z", RenameFlags.NONE));
    assertRefused(PathRule.INTO_ITSELF, () -> files.rename("/g/h", "/g", RENAME_EXCHANGE));
    assertRefused(
        PathRule.UNKNOWN_RENAME_FLAG,
        () -> files.rename("/d", "/k", RENAME_EXCHANGE.or(RENAME_NOREPLACE)));
  }

  @Test
  void renameDoesNotCrossMountsOfOneFileSystem() {
    files.mkdir(0755, "/a", "/b").file("/a/f", "", 0644);
    task.bind("/a", "/b", false);

    assertRefused(PathRule.DIFFERENT_MOUNTS, () -> files.rename("/a/f", "/b/g", RenameFlags.NONE));
  }

  @Test
  void exchangeSwapsAnyTwo() {
    files.mkdir(0755, "/d", "/d/e").file("/f", "", 0644);

    files.rename("/d", "/f", RENAME_EXCHANGE);

    assertThat(files.list("/f")).containsExactly("e");
    assertThat(files.lstat("/d").mode().isRegular()).isTrue();
  }

  @Test
  void aWhiteoutStaysBehind() {
    files.file("/f", "", 0644);

    files.rename("/f", "/g", RENAME_WHITEOUT);

    assertThat(files.mode("/f")).isEqualTo("20000");
    assertThat(files.lstat("/f").special()).isEqualTo(Dev.NONE);
  }

  @Test
  void directoriesCountTheirSubdirectoriesAndEntries() {
    files.mkdir(0755, "/d", "/d/e", "/k").file("/d/f", "", 0644);

    assertThat(files.lstat("/d").links()).isEqualTo(3);
    assertThat(files.lstat("/d").size()).isEqualTo(80);
    files.rename("/d/e", "/k/e", RenameFlags.NONE);
    assertThat(files.lstat("/d").links()).isEqualTo(2);
    assertThat(files.lstat("/k").links()).isEqualTo(3);
  }

  @Test
  void theNewestNameIsListedFirst() {
    files.mkdir(0755, "/c", "/a", "/b");

    files.rename("/c", "/d", RenameFlags.NONE);

    assertThat(files.list("/")).containsExactly("d", "b", "a");
  }

  @Test
  void aFullFileSystemTakesNoMore() {
    files.mkdir(0755, "/m");
    task.mount("none", "/m", "tmpfs", MountFlags.NONE, "nr_inodes=3,size=4k");
    files.file("/m/a", "x", 0644);
    files.file("/m/b", "", 0644);

    assertRefused(FileRule.NO_INODES, () -> files.mkdir(0755, "/m/c"));
    files.unlink("/m/b");
    assertRefused(FileRule.NO_SPACE, () -> files.file("/m/c", "y", 0644));
    files.unlink("/m/a");
    files.file("/m/c", "y", 0644);
  }
}
