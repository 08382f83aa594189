package org.ctrtool.sim.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.api.OpenFlags.O_CREAT;
import static org.ctrtool.api.OpenFlags.O_DIRECTORY;
import static org.ctrtool.api.OpenFlags.O_EXCL;
import static org.ctrtool.api.OpenFlags.O_NONBLOCK;
import static org.ctrtool.api.OpenFlags.O_PATH;
import static org.ctrtool.api.OpenFlags.O_RDONLY;
import static org.ctrtool.api.OpenFlags.O_RDWR;
import static org.ctrtool.api.OpenFlags.O_TMPFILE;
import static org.ctrtool.api.OpenFlags.O_TRUNC;
import static org.ctrtool.api.OpenFlags.O_WRONLY;
import static org.ctrtool.sim.path.Files.assertRefused;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountFlags;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OpenHow;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.ResolveFlags;
import org.ctrtool.sim.fd.DescriptorCalls;
import org.ctrtool.sim.fd.FdRule;
import org.ctrtool.sim.fd.ReadWriteCalls;
import org.ctrtool.sim.fs.FileRule;
import org.ctrtool.sim.mount.MountRule;
import org.junit.jupiter.api.Test;

class OpenCallsTest {
  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  private static void remountReadOnly(TestTask task, String path) {
    MountFlags flags = MountFlags.MS_REMOUNT.or(MountFlags.MS_RDONLY);
    task.mount("none", path, "tmpfs", flags, "");
  }

  @Test
  void withoutAFreeNumberThePathIsNotLookedAt() {
    task.setDescriptorLimit(0);

    assertRefused(FdRule.ALL_NUMBERS_ARE_TAKEN, () -> files.open("/x", O_RDWR.or(O_CREAT)));

    task.setDescriptorLimit(9);
    assertThat(files.list("/")).isEmpty();
  }

  @Test
  void aPathThatIsNoneIsNoticedEvenBeforeThat() {
    task.setDescriptorLimit(0);

    assertRefused(PathRule.PATH_IS_EMPTY, () -> files.open("", O_RDONLY));
    assertRefused(PathRule.CREATES_NO_DIRECTORY, () -> files.open("x", O_CREAT.or(O_DIRECTORY)));
  }

  @Test
  void whoMayNotWriteLearnsThatFirstOnAReadOnlyMountAndLastOnAReadOnlyFileSystem() {
    files.mkdir(0755, "/a", "/ro", "/sb").file("/a/f", "", 0644);
    task.bind("/a", "/ro", true);
    task.mount("none", "/sb", "tmpfs", MountFlags.NONE, "");
    files.file("/sb/f", "", 0644);
    remountReadOnly(task, "/sb");

    task.as(1000);

    assertRefused(PathRule.PERMISSION_DENIED, () -> files.open("/ro/f", O_WRONLY));
    assertRefused(PathRule.FILE_SYSTEM_IS_READ_ONLY, () -> files.open("/sb/f", O_WRONLY));
  }

  @Test
  void deviceNodesCanBeWrittenOnAReadOnlyMountButNotOpenedOnNodev() {
    files.mkdir(0755, "/a", "/ro", "/nodev").node(020666, new Dev(1, 3), "/a/null");
    task.bind("/a", "/ro", true);
    task.mount("/a", "/nodev", null, MountFlags.MS_BIND, "");
    MountFlags nodev = MountFlags.MS_BIND.or(MountFlags.MS_REMOUNT).or(MountFlags.MS_NODEV);
    task.mount(null, "/nodev", null, nodev, "");

    Fd fd = files.open("/ro/null", O_WRONLY);

    assertThat(ReadWriteCalls.write(task, fd, new byte[5])).isEqualTo(5);
    assertRefused(PathRule.DEVICES_ARE_DEAD_HERE, () -> files.open("/nodev/null", O_RDONLY));
  }

  @Test
  void exclusiveCreationRefusesWhateverExistsAlsoWhereNothingCanBeWritten() {
    files.mkdir(0755, "/a", "/ro").file("/a/f", "", 0644).link("nowhere", "/a/l");
    task.bind("/a", "/ro", true);

    assertRefused(PathRule.NAME_EXISTS, () -> files.open("/ro/f", O_CREAT.or(O_EXCL)));
    assertRefused(PathRule.NAME_EXISTS, () -> files.open("/a/l", O_CREAT.or(O_EXCL)));
    assertRefused(PathRule.NAME_EXISTS, () -> files.open("/a", O_CREAT.or(O_EXCL)));
  }

  @Test
  void creatingThroughADanglingLinkMakesItsTarget() {
    files.mkdir(0755, "/a").link("a/new", "/l");

    files.open("/l", O_WRONLY.or(O_CREAT));

    assertThat(files.list("/a")).containsExactly("new");
  }

  @Test
  void openKeepsTheSetuidBitThatMkdirDrops() {
    OpenCalls.openat(task, AT_FDCWD, "/f", O_RDWR.or(O_CREAT), new Mode(06755));
    NameCalls.mkdirat(task, AT_FDCWD, "/d", new Mode(06755));

    assertThat(files.mode("/f")).isEqualTo("106755");
    assertThat(files.mode("/d")).isEqualTo("40755");
  }

  @Test
  void anOpenFileKeepsItsMountBusyAndItsFileSystemWritable() {
    files.mkdir(0755, "/m");
    task.mount("none", "/m", "tmpfs", MountFlags.NONE, "");
    Fd fd = files.open("/m/f", O_RDWR.or(O_CREAT));

    assertRefused(MountRule.FILES_ARE_OPEN_FOR_WRITING, () -> remountReadOnly(task, "/m"));

    DescriptorCalls.close(task, fd);
    remountReadOnly(task, "/m");
    assertRefused(PathRule.FILE_SYSTEM_IS_READ_ONLY, () -> files.open("/m/f", O_RDWR));
  }

  @Test
  void aRemovedFileThatIsOpenKeepsTheFileSystemWritable() {
    files.mkdir(0755, "/m");
    task.mount("none", "/m", "tmpfs", MountFlags.NONE, "");
    files.file("/m/f", "", 0644);
    Fd fd = files.open("/m/f", O_RDONLY);

    files.unlink("/m/f");

    assertRefused(MountRule.FILES_ARE_OPEN_FOR_WRITING, () -> remountReadOnly(task, "/m"));
    DescriptorCalls.close(task, fd);
    remountReadOnly(task, "/m");
  }

  @Test
  void nobodyWritesToARunningProgram() {
    files.file("/program", "x", 0755);
    PathWalk.lookup(task, "/program", Lookup.FOLLOW).dentry().inode().denyWriting();

    assertRefused(PathRule.IS_RUNNING, () -> files.open("/program", O_WRONLY));
    assertRefused(PathRule.IS_RUNNING, () -> files.open("/program", O_TRUNC));
    files.open("/program", O_RDONLY);
  }

  @Test
  void aPathDescriptorIgnoresWhatOpeningWouldDo() {
    files.file("/f", "content", 0);

    assertRefused(PathRule.NO_SUCH_NAME, () -> files.open("/new", O_PATH.or(O_CREAT)));
    Fd fd = files.open("/f", O_PATH.or(O_TRUNC).or(O_RDWR));

    assertThat(files.stat(fd).size()).isEqualTo(7);
    assertThat(DescriptorCalls.getfl(task, fd)).isEqualTo(O_PATH);
    assertRefused(FdRule.ONLY_A_PATH, () -> ReadWriteCalls.read(task, fd, 1));
    assertRefused(FdRule.ONLY_A_PATH, () -> AttributeCalls.fchmod(task, fd, new Mode(0600)));
  }

  @Test
  void anUnnamedFileIsWrittenAndGone() {
    Fd fd = files.open("/", O_TMPFILE.or(O_RDWR));
    ReadWriteCalls.write(task, fd, OsStrings.encode("x"));

    assertThat(files.stat(fd).links()).isZero();
    assertThat(files.list("/")).isEmpty();
    assertRefused(PathRule.TMPFILE_NEEDS_WRITING, () -> files.open("/", O_TMPFILE));
  }

  @Test
  void aFifoWithoutReaderCannotBeOpenedForWritingWithoutWaiting() {
    files.node(010666, Dev.NONE, "/p");

    assertRefused(FileRule.NO_READER, () -> files.open("/p", O_WRONLY.or(O_NONBLOCK)));
    files.open("/p", O_RDONLY.or(O_NONBLOCK));
    files.open("/p", O_WRONLY.or(O_NONBLOCK));
  }

  @Test
  void openat2RefusesWhatItDoesNotKnow() {
    OpenHow unknown = OpenHow.of(new OpenFlags(1L << 40), ResolveFlags.NONE);
    OpenHow uselessMode = new OpenHow(O_RDONLY, new Mode(0600), ResolveFlags.NONE);

    assertRefused(
        PathRule.UNKNOWN_OPEN_FLAG, () -> OpenCalls.openat2(task, AT_FDCWD, "/", unknown));
    assertRefused(
        PathRule.MODE_WITHOUT_CREATING, () -> OpenCalls.openat2(task, AT_FDCWD, "/", uselessMode));
    assertRefused(
        PathRule.NOT_WITH_O_PATH,
        () -> files.open(AT_FDCWD, "/", O_PATH.or(O_RDWR), ResolveFlags.NONE));
  }
}
