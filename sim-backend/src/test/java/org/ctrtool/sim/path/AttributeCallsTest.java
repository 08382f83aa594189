package org.ctrtool.sim.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ctrtool.api.Fd.AT_FDCWD;
import static org.ctrtool.sim.path.Files.assertRefused;

import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Capability;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Uid;
import org.ctrtool.sim.fd.ReadWriteCalls;
import org.ctrtool.sim.user.Kgid;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeCallsTest {
  private final TestTask task = new TestTask();
  private final Files files = new Files(task);

  private void chown(String path, long owner, long group) {
    AttributeCalls.fchownat(task, AT_FDCWD, path, new Uid(owner), new Gid(group), AtFlags.NONE);
  }

  /** A subject with one capability. */
  private record Capable(UserNamespace userNamespace, Kuid fsuid, Capability capability)
      implements Subject {
    @Override
    public Kgid fsgid() {
      return new Kgid(fsuid.number());
    }

    @Override
    public boolean isInGroup(Kgid group) {
      return group.equals(fsgid());
    }

    @Override
    public boolean isCapable(UserNamespace target, Capability asked) {
      return target == userNamespace && asked == capability;
    }
  }

  private void becomeCapable(Capability capability) {
    task.setCredentials(new Capable(task.vfs().initialUserNamespace(), new Kuid(2000), capability));
  }

  @ParameterizedTest
  @CsvSource({
    // mode of a file of 1000:1000, who, what it may do
    "0700, 1000, rwx",
    "0077, 1000, ---",
    "0070, 1000, ---",
    "0007, 2000, rwx",
    "0770, 2000, ---",
    "0644, 2000, r--",
    "0644, 0, rw-",
    "0001, 0, rwx",
    "0000, 0, rw-"
  })
  void exactlyOneClassDecides(String mode, long who, String expected) {
    files.file("/f", "", Integer.parseInt(mode, 8));
    chown("/f", 1000, 1000);
    var place = PathWalk.lookup(task, "/f", Lookup.FOLLOW);

    Subject subject = task.as(who).credentials();

    String may =
        (Permission.allows(subject, place, Permission.MAY_READ) ? "r" : "-")
            + (Permission.allows(subject, place, Permission.MAY_WRITE) ? "w" : "-")
            + (Permission.allows(subject, place, Permission.MAY_EXEC) ? "x" : "-");
    assertThat(may).isEqualTo(expected);
  }

  @Test
  void dacReadSearchReadsFilesAndSearchesDirectories() {
    files.mkdir(0, "/d").file("/d/f", "", 0);
    becomeCapable(Capability.CAP_DAC_READ_SEARCH);

    files.open("/d/f", OpenFlags.O_RDONLY);

    assertRefused(PathRule.PERMISSION_DENIED, () -> files.open("/d/f", OpenFlags.O_WRONLY));
    assertRefused(PathRule.PERMISSION_DENIED, () -> files.mkdir(0755, "/d/e"));
  }

  @Test
  void onlyOwnersChangeModes() {
    files.file("/f", "", 0644);

    task.as(1000);

    assertRefused(PathRule.NOT_THE_OWNER, () -> files.chmod("/f", 0600));
    becomeCapable(Capability.CAP_FOWNER);
    files.chmod("/f", 0600);
  }

  @Test
  void anOwnerOutsideOfTheGroupLosesTheSetgidBit() {
    files.file("/f", "", 0644);
    chown("/f", 1000, 7);

    task.as(1000);
    files.chmod("/f", 06755);

    assertThat(files.mode("/f")).isEqualTo("104755");
  }

  @Test
  void anOwnerGivesAwayNothingButItsGroups() {
    files.file("/f", "", 0644);
    chown("/f", 1000, 7);

    task.as(1000);

    assertRefused(PathRule.MAY_NOT_CHANGE_OWNER, () -> chown("/f", 1001, -1));
    assertRefused(PathRule.MAY_NOT_CHANGE_OWNER, () -> chown("/f", -1, 8));
    chown("/f", 1000, 1000);
    assertThat(files.lstat("/f").group()).isEqualTo(new Gid(1000));
  }

  @Test
  void anyChownTakesSetuidBitsAwayExceptFromDirectories() {
    files.file("/f", "", 06755).mkdir(0755, "/d").chmod("/d", 06755);

    chown("/f", -1, -1);
    chown("/d", 5, 5);

    assertThat(files.mode("/f")).isEqualTo("100755");
    assertThat(files.mode("/d")).isEqualTo("46755");
  }

  @Test
  void writingTakesSetuidBitsAway() {
    files.file("/f", "", 06777);

    task.as(1000);
    ReadWriteCalls.write(task, files.open("/f", OpenFlags.O_WRONLY), OsStrings.encode("x"));

    assertThat(files.mode("/f")).isEqualTo("100777");
  }

  @Test
  void readOnlyMountsComeBeforeOwnership() {
    files.mkdir(0755, "/a", "/ro").file("/a/f", "", 0644);
    task.bind("/a", "/ro", true);

    task.as(1000);

    assertRefused(PathRule.MOUNT_IS_READ_ONLY, () -> files.chmod("/ro/f", 0600));
    assertRefused(PathRule.MOUNT_IS_READ_ONLY, () -> chown("/ro/f", 1000, -1));
  }

  @Test
  void aDescriptorOfAReadOnlyMountDoesNotChangeModes() {
    files.mkdir(0755, "/a", "/ro").file("/a/f", "", 0644);
    task.bind("/a", "/ro", true);
    var fd = files.open("/ro/f", OpenFlags.O_RDONLY);

    assertRefused(
        PathRule.MOUNT_IS_READ_ONLY, () -> AttributeCalls.fchmod(task, fd, new Mode(0600)));
  }

  @Test
  void anIdmappedMountShowsOtherOwnersAndStoresTheOldOnes() {
    files.mkdir(0777, "/a", "/idm").file("/a/root", "", 0644).file("/a/other", "", 0644);
    chown("/a/other", 70000, 70000);
    task.idmappedBind("/a", "/idm", task.userNamespace(Kuid.ROOT, "0 100000 65536"));

    assertThat(files.lstat("/idm/root").owner()).isEqualTo(new Uid(100000));
    assertThat(files.lstat("/idm/other").owner()).isEqualTo(new Uid(65534));
    assertRefused(PathRule.IDS_CANNOT_BE_STORED, () -> files.mkdir(0755, "/idm/new"));
    assertRefused(PathRule.OWNER_IS_UNMAPPED, () -> files.unlink("/idm/other"));
    assertRefused(PathRule.OWNER_IS_UNMAPPED, () -> files.chmod("/idm/other", 0600));
    assertRefused(
        PathRule.OWNER_IS_UNMAPPED_FOR_WRITING, () -> files.open("/idm/other", OpenFlags.O_WRONLY));

    task.as(100005);
    files.mkdir(0755, "/idm/mine");

    assertThat(files.lstat("/a/mine").owner()).isEqualTo(new Uid(5));
  }

  @Test
  void readlinkReadsLinksOnly() {
    files.file("/f", "", 0644).link("some/where", "/l").mkdir(0755, "/d").link("d", "/toD");

    assertThat(AttributeCalls.readlinkat(task, AT_FDCWD, "/l")).isEqualTo("some/where");
    assertThat(files.lstat("/l").size()).isEqualTo(10);
    assertRefused(PathRule.NOT_A_LINK, () -> AttributeCalls.readlinkat(task, AT_FDCWD, "/f"));
    assertRefused(PathRule.NOT_A_LINK, () -> AttributeCalls.readlinkat(task, AT_FDCWD, "/toD/"));
  }

  @Test
  void chrootNeedsSearchPermissionBeforeItsCapability() {
    files.mkdir(0700, "/closed").mkdir(0755, "/open");

    task.as(1000);

    assertRefused(PathRule.PERMISSION_DENIED, () -> DirectoryCalls.chroot(task, "/closed"));
    assertRefused(PathRule.CHROOT_NEEDS_CAPABILITY, () -> DirectoryCalls.chroot(task, "/open"));
  }
}
