package org.ctrtool.conformance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ctrtool.conformance.binary.Host.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** rootfs-mount in a mount namespace of the test's own. */
class RootfsMountTest {
  @RegisterExtension final Host host = new Host();

  @BeforeEach
  void needsUnshare() throws Exception {
    Host.needs("unshare", "find", "stat");
    host.directory("r");
  }

  /** What a script leaves and says that runs where its mounts are nobody else's. */
  private Ran alone(String script) {
    return host.execute(
        List.of(
            "unshare",
            "-mi",
            "--propagation",
            "private",
            "sh",
            "-c",
            "ctrtool=" + host.binary() + "; " + script));
  }

  private List<String> mountsOf(String arguments) {
    Ran ran = alone("$ctrtool rootfs-mount " + arguments + " r && cat /proc/self/mountinfo");
    String below = host.folder() + "/r";
    return ran.succeeded().lines().stream()
        .map(MountLine::of)
        .filter(mount -> mount.point().equals(below) || mount.point().startsWith(below + "/"))
        .map(
            mount ->
                mount.point().substring(below.length())
                    + " "
                    + String.join(",", mount.options())
                    + " "
                    + mount.type()
                    + " "
                    + mount.source()
                    + " "
                    + mount.superOptions().replaceAll("size=[0-9]*k,nr_inodes=[0-9]*,", ""))
        .toList();
  }

  @Test
  void byDefaultItMountsDevptsMqueueAndDevices() {
    String device = " rw,nosuid,noexec,relatime devtmpfs devtmpfs rw,mode=755";

    assertThat(mountsOf(""))
        .containsExactlyInAnyOrder(
            " rw,relatime tmpfs /dev/null rw,mode=755",
            "/dev/pts rw,nosuid,noexec,relatime devpts none rw,mode=600,ptmxmode=666",
            "/dev/mqueue rw,nosuid,nodev,noexec,relatime mqueue none rw",
            "/dev/full" + device,
            "/dev/null" + device,
            "/dev/random" + device,
            "/dev/tty" + device,
            "/dev/urandom" + device,
            "/dev/zero" + device,
            "/dev/net/tun" + device);
  }

  @Test
  void byDefaultTheTopDirectoriesLeadToTheWritableImage() {
    Ran ran =
        alone(
            "$ctrtool rootfs-mount r; cd r; find . -xdev -mindepth 1 -printf '%y %m %P %l\\n'"
                + " | LC_ALL=C sort -k3");

    assertThat(ran.succeeded().lines())
        .containsExactly(
            "l 777 bin _fsroot_rw/bin",
            "d 755 dev ",
            "l 777 dev/fd /proc/self/fd",
            "c 666 dev/full ",
            "d 1777 dev/mqueue ",
            "d 755 dev/net ",
            "c 600 dev/net/tun ",
            "c 666 dev/null ",
            "l 777 dev/ptmx pts/ptmx",
            "d 755 dev/pts ",
            "c 666 dev/random ",
            "l 777 dev/shm /run/shm",
            "l 777 dev/stderr fd/2",
            "l 777 dev/stdin fd/0",
            "l 777 dev/stdout fd/1",
            "c 666 dev/tty ",
            "c 666 dev/urandom ",
            "c 666 dev/zero ",
            "l 777 etc _fsroot_rw/etc",
            "l 777 home _fsroot_rw/home",
            "l 777 lib _fsroot_rw/lib",
            "l 777 lib32 _fsroot_rw/lib32",
            "l 777 lib64 _fsroot_rw/lib64",
            "l 777 libx32 _fsroot_rw/libx32",
            "l 777 opt _fsroot_rw/opt",
            "d 700 proc ",
            "l 777 root _fsroot_rw/root",
            "d 755 run ",
            "d 1777 run/lock ",
            "d 1777 run/shm ",
            "l 777 sbin _fsroot_rw/sbin",
            "d 700 sys ",
            "d 1777 tmp ",
            "l 777 usr _fsroot_rw/usr",
            "l 777 var _fsroot_rw/var");
  }

  @Test
  void aReadOnlySystemWithSysfsAndAMergedUsr() {
    String settings =
        "-o root_link_opts=usr_ro -o root_symlink_usr=1 -o mount_sysfs=1 -o dev_opts=none";

    assertThat(mountsOf(settings))
        .containsExactlyInAnyOrder(
            " rw,relatime tmpfs /dev/null rw,mode=755",
            "/dev/pts rw,nosuid,noexec,relatime devpts none rw,mode=600,ptmxmode=666",
            "/dev/mqueue rw,nosuid,nodev,noexec,relatime mqueue none rw",
            "/sys rw,nosuid,nodev,noexec,relatime sysfs none rw");
    Ran links =
        alone(
            "$ctrtool rootfs-mount "
                + settings
                + " r; find r -maxdepth 1 -type l -printf '%P -> %l\\n' | LC_ALL=C sort");
    assertThat(links.succeeded().lines())
        .containsExactly(
            "bin -> usr/bin",
            "etc -> _fsroot_rw/etc",
            "home -> _fsroot_rw/home",
            "lib -> usr/lib",
            "lib32 -> usr/lib32",
            "lib64 -> usr/lib64",
            "libx32 -> usr/libx32",
            "opt -> _fsroot_ro/opt",
            "root -> _fsroot_rw/root",
            "sbin -> usr/sbin",
            "usr -> _fsroot_ro/usr",
            "var -> _fsroot_rw/var");
  }

  @Test
  void aMergedUsrChangesOnlyWhatWouldLeadToTheReadOnlyImage() {
    Ran ran =
        alone(
            "for v in all_ro all_rw; do $ctrtool rootfs-mount -o dev_opts=none"
                + " -o root_symlink_usr=yes -o root_link_opts=$v r; echo $v $(find r -maxdepth 1"
                + " -type l -printf '%P->%l\\n' | LC_ALL=C sort); umount -R r; done");

    assertThat(ran.succeeded().lines())
        .containsExactly(
            "all_ro bin->usr/bin etc->_fsroot_ro/etc home->_fsroot_ro/home lib->usr/lib"
                + " lib32->usr/lib32 lib64->usr/lib64 libx32->usr/libx32 opt->_fsroot_ro/opt"
                + " root->_fsroot_ro/root sbin->usr/sbin usr->_fsroot_ro/usr"
                + " var->_fsroot_ro/var",
            "all_rw bin->_fsroot_rw/bin etc->_fsroot_rw/etc home->_fsroot_rw/home"
                + " lib->_fsroot_rw/lib lib32->_fsroot_rw/lib32 lib64->_fsroot_rw/lib64"
                + " libx32->_fsroot_rw/libx32 opt->_fsroot_rw/opt root->_fsroot_rw/root"
                + " sbin->_fsroot_rw/sbin usr->_fsroot_rw/usr var->_fsroot_rw/var");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                     | 755 1777 755 1777 1777 755 700 700 /run/shm",
        "-o tmp_world=no                        | 755 755 755 755 755 755 700 700 /run/shm",
        "-o run_dirs=no                         | 755 1777 755 - - 755 700 700 none",
        "-o umask=077 -o tmpfs_mount_opts=mode=0711,size=2M"
            + " | 711 1777 700 1777 1777 700 700 700 /run/shm"
      })
  void modesFollowTheUmaskAndTheSettings(String settings, String expected) {
    Ran ran =
        alone(
            "$ctrtool rootfs-mount -o dev_opts=none "
                + settings
                + " r; for f in . tmp run run/lock run/shm dev proc sys; do"
                + " stat -c %a r/$f 2>/dev/null || echo -; done; readlink r/dev/shm || echo none");

    assertThat(String.join(" ", ran.lines())).isEqualTo(expected);
  }

  @Test
  void withSystemdDevAndRunAreMountsOfTheirOwn() {
    String settings = "-o systemd=1 -o dev_opts=none -o root_link_opts=none";

    assertThat(mountsOf(settings).stream().map(line -> line.split(" ")[0]))
        .containsExactlyInAnyOrder("", "/dev", "/run", "/dev/pts", "/dev/mqueue");
    Ran ran =
        alone(
            "$ctrtool rootfs-mount "
                + settings
                + " r; stat -c '%a %F %n' r/dev/shm; readlink r/run/shm");
    assertThat(ran.succeeded().lines()).containsExactly("1777 directory r/dev/shm", "/dev/shm");
  }

  @Test
  void withDevicesAsLinksTheyLeadToAPlaceForTheHosts() {
    Ran ran =
        alone(
            "$ctrtool rootfs-mount -o dev_opts=symlink_host_v2 r;"
                + " readlink r/dev/null r/dev/net/tun");

    assertThat(ran.succeeded().lines()).containsExactly("_host/null", "../_host/net/tun");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no_such_option=1", "dev_opts=0x3", "umask=022junk", "pid_ns=/x"})
  void aSettingThatIsNotKnownIsRefusedBeforeAnythingIsMounted(String setting) {
    assertNothingIsLeft("$ctrtool rootfs-mount -o " + setting + " r", 2);
  }

  /** The room for files runs out one file later each time, up to the whole tree. */
  @Test
  void aFailureAtAnyStepLeavesNothingMounted() {
    int failures = 0;
    int status = 1;
    for (int files = 2; status != 0; files++) {
      Ran ran =
          alone(
              "cat /proc/self/mountinfo > before; $ctrtool rootfs-mount -o"
                  + " tmpfs_mount_opts=nr_inodes="
                  + files
                  + " r; s=$?; cat /proc/self/mountinfo > after;"
                  + " [ $s = 0 ] || cmp before after || exit 99; exit $s");
      status = ran.status();
      if (status != 0) {
        failures++;
        assertThat(ran.failed(1).err()).matches("ctrtool rootfs-mount: [^\n]*ENOSPC[^\n]*\n");
      }
      assertThat(files).isLessThan(100);
    }
    assertThat(failures).as("steps that make a file").isGreaterThan(25);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$ctrtool rootfs-mount nonexistent",
        "touch f; $ctrtool rootfs-mount f",
        "$ctrtool rootfs-mount -o tmpfs_mount_opts=bad=1 r",
        "mount -t tmpfs none /dev; B; $ctrtool rootfs-mount r",
        "mount --bind /dev/zero /dev/null; B; $ctrtool rootfs-mount r",
        "touch f; mount --bind f /dev/full; B; $ctrtool rootfs-mount r"
      })
  void aFailureOfTheSurroundingsLeavesNothingMounted(String script) {
    assertNothingIsLeft(script, 1);
  }

  /** {@code B} in the script is where the mounts before it are counted. */
  private void assertNothingIsLeft(String script, int status) {
    Ran ran =
        alone(
            "cat /proc/self/mountinfo > before; "
                + script.replace("B;", "cat /proc/self/mountinfo > before;")
                + "; s=$?; cat /proc/self/mountinfo > after; cmp before after || exit 99; exit $s");

    assertThat(ran.failed(status).err()).startsWith("ctrtool rootfs-mount: ");
  }

  @Test
  void aDeviceThatIsNotWhatItsNameSaysIsRefused() {
    Ran ran = alone("mount --bind /dev/zero /dev/null; $ctrtool rootfs-mount r");

    assertThat(ran.failed(1).err()).contains("/dev/null is not makedev(1, 3)").contains("ENODEV");
  }
}
