package org.ctrtool.tools.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ctrtool.api.Call;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.Fd;
import org.ctrtool.api.SystemCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RootLayoutTest {
  private static final Fd ROOT = new Fd(3);

  private static List<String> skeleton(RootSettings settings) {
    Written kernel = new Written();
    new RootLayout(kernel, ROOT, settings).makeSkeleton();
    return kernel.lines;
  }

  private static RootSettings settings(
      boolean run, boolean world, boolean merged, boolean systemd) {
    return new RootSettings(
        RootSettings.directories(0x55555555L),
        RootSettings.allDevices(DeviceDisposition.BIND),
        run,
        world,
        merged,
        systemd,
        true,
        true,
        false,
        false);
  }

  @Test
  void sharedMemoryIsARunDirectoryThatDevLinksTo() {
    assertThat(skeleton(settings(true, true, false, false)))
        .contains("symlinkat(\"/run/shm\", 3, \"dev/shm\")", "fchmodat(3, \"run/shm\", 01777)")
        .noneMatch(line -> line.startsWith("open_tree"));
  }

  @Test
  void withSystemdDevAndRunAreMountsAndSharedMemoryIsInDev() {
    List<String> lines = skeleton(settings(true, true, false, true));

    assertThat(lines)
        .contains(
            "open_tree(3, \"dev\", OPEN_TREE_CLONE|AT_RECURSIVE|OPEN_TREE_CLOEXEC)",
            "open_tree(3, \"run\", OPEN_TREE_CLONE|AT_RECURSIVE|OPEN_TREE_CLOEXEC)",
            "mkdirat(3, \"dev/shm\", 0777)",
            "symlinkat(\"/dev/shm\", 3, \"run/shm\")");
    assertThat(lines.indexOf("mkdirat(3, \"dev/pts\", 0700)"))
        .as("what is below a mount is made on it")
        .isGreaterThan(indexOf(lines, "move_mount("));
  }

  private static int indexOf(List<String> lines, String start) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(start)) {
        return i;
      }
    }
    throw new AssertionError(start + " is not in " + lines);
  }

  @Test
  void temporaryDirectoriesAreForAllOnlyIfThatIsWanted() {
    assertThat(skeleton(settings(true, false, false, false)))
        .noneMatch(line -> line.startsWith("fchmodat"));
    assertThat(skeleton(settings(false, true, false, false)))
        .contains("fchmodat(3, \"tmp\", 01777)")
        .noneMatch(line -> line.contains("shm") || line.contains("run/lock"));
  }

  @Test
  void aMergedUsrChangesOnlyLinksIntoTheReadOnlyImage() {
    assertThat(links(0x55555555L))
        .contains("bin -> usr/bin", "lib64 -> usr/lib64", "sbin -> usr/sbin")
        .contains("opt -> _fsroot_ro/opt", "usr -> _fsroot_ro/usr", "etc -> _fsroot_ro/etc")
        .hasSize(12);
    assertThat(links(0xaaaaaaaaL)).contains("bin -> _fsroot_rw/bin", "sbin -> _fsroot_rw/sbin");
  }

  private static List<String> links(long layout) {
    Written kernel = new Written();
    RootSettings settings =
        new RootSettings(
            RootSettings.directories(layout),
            RootSettings.allDevices(DeviceDisposition.NONE),
            true,
            true,
            true,
            false,
            true,
            true,
            false,
            false);
    new RootLayout(kernel, ROOT, settings).makeTopDirectories();
    return kernel.calls.stream().map(call -> call.text(2) + " -> " + call.text(0)).toList();
  }

  @Test
  void devicesAreBoundOverSocketNodesInTheirOrder() {
    Written kernel = new Written();
    List<Fd> opened = List.of(new Fd(20), new Fd(21));
    List<DeviceDisposition> devices =
        new ArrayList<>(Collections.nCopies(DeviceName.values().length, DeviceDisposition.NONE));
    devices.set(DeviceName.NULL.ordinal(), DeviceDisposition.BIND);
    devices.set(DeviceName.TTY.ordinal(), DeviceDisposition.LINK);
    devices.set(DeviceName.TUN.ordinal(), DeviceDisposition.BIND);
    RootSettings settings =
        new RootSettings(
            RootSettings.directories(0),
            devices,
            true,
            true,
            true,
            false,
            true,
            true,
            false,
            false);

    new RootLayout(kernel, ROOT, settings).makeDevices(opened);

    assertThat(kernel.lines.subList(0, 7))
        .containsExactly(
            "mknodat(3, \"dev/null\", S_IFSOCK|0666, makedev(0, 0))",
            "move_mount(20, \"\", 3, \"dev/null\", MOVE_MOUNT_F_EMPTY_PATH)",
            "close(20)",
            "symlinkat(\"_host/tty\", 3, \"dev/tty\")",
            "mknodat(3, \"dev/net/tun\", S_IFSOCK|0666, makedev(0, 0))",
            "move_mount(21, \"\", 3, \"dev/net/tun\", MOVE_MOUNT_F_EMPTY_PATH)",
            "close(21)");
  }

  @Test
  void deviceMountsAreNeitherSetuidNorExecutable() {
    Written kernel = new Written();

    RootLayout.openDevices(kernel, settings(true, true, false, false));

    assertThat(kernel.lines).hasSize(2 * DeviceName.values().length);
    for (int i = 1; i < kernel.lines.size(); i += 2) {
      assertThat(kernel.lines.get(i))
          .contains("attr_set=MOUNT_ATTR_NOSUID|MOUNT_ATTR_NOEXEC,", "propagation=MS_PRIVATE");
    }
  }

  private static final class Written extends ChildCalls {
    private final List<Call> calls = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private int next = 10;

    @Override
    public @Nullable Object perform(Call call) {
      calls.add(call);
      lines.add(call.toString());
      return call.name().result() == SystemCall.Result.DESCRIPTOR ? new Fd(next++) : null;
    }
  }
}
