package org.ctrtool.tools.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.ToolRun;
import org.ctrtool.tools.grammar.ParseResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootOptionsTest {
  private static RootOptions options(String... settings) {
    List<String> words = new ArrayList<>();
    for (String setting : settings) {
      words.add("-o");
      words.add(setting);
    }
    words.add("/mnt");
    ParseResult<RootOptions> result = new RootfsMountTool().grammar().parse(words, false);
    assertThat(result).isInstanceOf(ParseResult.Parsed.class);
    return ((ParseResult.Parsed<RootOptions>) result).request();
  }

  private static String directories(String... settings) {
    StringBuilder letters = new StringBuilder();
    for (Disposition each : options(settings).settings().directories()) {
      letters.append("-owd".charAt(each.ordinal()));
    }
    return letters.toString();
  }

  private static String devices(String... settings) {
    StringBuilder letters = new StringBuilder();
    for (DeviceDisposition each : options(settings).settings().devices()) {
      letters.append("-lb".charAt(each.ordinal()));
    }
    return letters.toString();
  }

  @Test
  void flagsOfTheTmpfsAreAListOfNames() {
    assertThat(options("tmpfs_flags=nosuid,,NODEV").tmpfsFlags)
        .isEqualTo(MountAttrFlags.MOUNT_ATTR_NOSUID.or(MountAttrFlags.MOUNT_ATTR_NODEV));
    assertThat(options("tmpfs_flags=").tmpfsFlags).isEqualTo(MountAttrFlags.NONE);
  }

  @Test
  void settingsDoNotChangeWhichProcIsMountedAlone() {
    List<String> words = List.of("-p", "/a", "-o", "pid_ns=/b", "/mnt");
    var parsed = new RootfsMountTool().grammar().parse(words, false);

    assertThat(((ParseResult.Parsed<RootOptions>) parsed).request().foreignProc()).isEqualTo("/a");
  }

  /** In the order bin lib lib32 lib64 libx32 opt sbin usr etc home root var. */
  @ParameterizedTest
  @CsvSource({
    "all_dirs,   dddddddddddd",
    "all_ro,     oooooooooooo",
    "all_rw,     wwwwwwwwwwww",
    "none,       ------------",
    "usr_ro,     oooooooowwww",
    "usr_ro_tmp, oooooooodddd",
    "usr_rw_tmp, wwwwwwwwdddd",
    "0x1b,       dwo---------",
    "27,         dwo---------",
    "033,        dwo---------",
    "USR_RO,     oooooooowwww",
    "0xffffffff, dddddddddddd"
  })
  void aLayoutHasTwoBitsForEachDirectory(String value, String expected) {
    assertThat(directories("root_link_opts=" + value)).isEqualTo(expected);
  }

  /** In the order full null random tty urandom zero net/tun. */
  @ParameterizedTest
  @CsvSource({
    "none,            -------",
    "symlink_host,    llllll-",
    "symlink_host_v2, lllllll",
    "bind_host,       bbbbbb-",
    "bind_host_v2,    bbbbbbb",
    "0x6,             bl-----",
    "0x2,             b------"
  })
  void aSetOfDevicesHasTwoBitsForEach(String value, String expected) {
    assertThat(devices("dev_opts=" + value)).isEqualTo(expected);
  }

  @Test
  void withoutSettingsTheImageIsWritableAndAllDevicesAreBound() {
    RootOptions defaults = options();
    RootSettings settings = defaults.settings();

    assertThat(directories()).isEqualTo("wwwwwwwwwwww");
    assertThat(devices()).isEqualTo("bbbbbbb");
    assertThat(defaults.tmpfsOptions).isEqualTo("mode=0755");
    assertThat(defaults.umask).isEqualTo(new Mode(022));
    assertThat(settings)
        .isEqualTo(
            new RootSettings(
                settings.directories(),
                settings.devices(),
                true,
                true,
                false,
                false,
                true,
                true,
                false,
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "true, true",
    "YES, true",
    "on, true",
    "7, true",
    "0x0, false",
    "No, false",
    "off, false"
  })
  void aBooleanIsAWordOrANumber(String word, boolean value) {
    assertThat(options("systemd=" + word).settings().systemd()).isEqualTo(value);
  }

  @Test
  void everySettingIsItsOwn() {
    RootSettings settings =
        options(
                "run_dirs=0",
                "tmp_world=0",
                "mount_mqueue=0",
                "mount_devpts=0",
                "mount_sysfs=1",
                "mount_proc=1",
                "systemd=1",
                "root_symlink_usr=1")
            .settings();

    assertThat(settings.runDirectories()).isFalse();
    assertThat(settings.worldWritableTemporaries()).isFalse();
    assertThat(settings.mqueue()).isFalse();
    assertThat(settings.devpts()).isFalse();
    assertThat(settings.sysfs()).isTrue();
    assertThat(settings.proc()).isTrue();
    assertThat(settings.systemd()).isTrue();
    assertThat(settings.mergedUsr()).isTrue();
    assertThat(options("umask=077").umask).isEqualTo(new Mode(077));
    assertThat(options("tmpfs_mount_opts=size=2M,mode=0711").tmpfsOptions)
        .isEqualTo("size=2M,mode=0711");
  }

  @Test
  void ofARepeatedSettingTheLastOneCounts() {
    assertThat(devices("dev_opts=bind_host", "DEV_OPTS=None")).isEqualTo("-------");
    assertThat(devices("dev_opts=none", "dev_opts=bind_host")).isEqualTo("bbbbbb-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo",
        "no_such_option=1",
        "run_dirs=maybe",
        "run_dirs=",
        "root_link_opts=x",
        "root_link_opts=",
        "root_link_opts=0x100000000",
        "dev_opts=x",
        "dev_opts=0x3",
        "dev_opts=0x3000",
        "umask=x",
        "umask=022junk",
        "umask=01000",
        "umask=99999999999999999999",
        "=1"
      })
  void aWrongSettingIsAUsageErrorBeforeAnythingIsMounted(String setting) {
    Kernel kernel = mock();

    int status =
        ToolRun.run(
            new RootfsMountTool(),
            Invocation.of(new Environment(List.of()), "rootfs-mount", "-o", setting, "/mnt"),
            kernel);

    assertThat(status).isEqualTo(2);
    assertThat(mockingDetails(kernel).getInvocations())
        .allMatch(call -> call.getMethod().getName().equals("write"));
  }

  @Test
  void aMountPointIsNeededAndOnlyOne() {
    for (String[] words :
        List.of(new String[] {"rootfs-mount"}, new String[] {"rootfs-mount", "a", "b"})) {
      Kernel kernel = mock();
      int status =
          ToolRun.run(
              new RootfsMountTool(), Invocation.of(new Environment(List.of()), words), kernel);

      assertThat(status).isEqualTo(2);
    }
  }
}
