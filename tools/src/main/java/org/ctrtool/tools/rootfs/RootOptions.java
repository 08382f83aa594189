package org.ctrtool.tools.rootfs;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Mode;
import org.ctrtool.api.MountAttrFlags;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.grammar.Suggestion;
import org.ctrtool.tools.grammar.UsageError;
import org.ctrtool.tools.grammar.Values;
import org.jspecify.annotations.Nullable;

/** The settings of {@code rootfs-mount -o NAME=VALUE} as they are read. */
public final class RootOptions {
  private static final List<String> NAMES =
      List.of(
          "tmpfs_mount_opts",
          "tmpfs_flags",
          "umask",
          "run_dirs",
          "tmp_world",
          "mount_mqueue",
          "mount_devpts",
          "mount_sysfs",
          "mount_proc",
          "pid_ns",
          "systemd",
          "root_symlink_usr",
          "root_link_opts",
          "dev_opts");

  private static final List<String> LAYOUTS =
      List.of("none", "all_ro", "all_rw", "all_dirs", "usr_ro", "usr_ro_tmp", "usr_rw_tmp");
  private static final long[] LAYOUT_BITS = {
    0, 0x55555555L, 0xaaaaaaaaL, 0xffffffffL, 0xaaaa5555L, 0xffff5555L, 0xffffaaaaL
  };
  private static final List<String> DEVICES =
      List.of("none", "symlink_host", "symlink_host_v2", "bind_host", "bind_host_v2");
  private static final List<String> FLAGS =
      List.of("nosuid", "nodev", "noexec", "noatime", "nosymfollow");
  private static final List<MountAttrFlags> FLAG_BITS =
      List.of(
          MountAttrFlags.MOUNT_ATTR_NOSUID,
          MountAttrFlags.MOUNT_ATTR_NODEV,
          MountAttrFlags.MOUNT_ATTR_NOEXEC,
          MountAttrFlags.MOUNT_ATTR_NOATIME,
          MountAttrFlags.MOUNT_ATTR_NOSYMFOLLOW);
  private static final long[] DEVICE_BITS = {0, 0x555, 0x1555, 0xaaa, 0x2aaa};

  String tmpfsOptions = "mode=0755";
  MountAttrFlags tmpfsFlags = MountAttrFlags.NONE;
  Mode umask = new Mode(022);
  String mountPoint = "";
  @Nullable String procOnly;
  private @Nullable String pidNamespace;
  private boolean runDirectories = true;
  private boolean worldWritable = true;
  private boolean mqueue = true;
  private boolean devpts = true;
  private boolean sysfs;
  private boolean proc;
  private boolean systemd;
  private boolean mergedUsr;
  private long layout = 0xaaaaaaaaL;
  private long devices = 0x2aaa;

  RootOptions() {}

  /** Reads NAME=VALUE; of a name that is given twice the last value counts. */
  void set(String word) {
    int equals = word.indexOf('=');
    UsageError.when(equals < 0, OsStrings.quoted(word) + " is not NAME=VALUE");
    String name = Values.lowerCase(word.substring(0, equals));
    String value = word.substring(equals + 1);
    switch (name) {
      case "tmpfs_mount_opts" -> tmpfsOptions = value;
      case "tmpfs_flags" -> tmpfsFlags = flags(value);
      case "umask" -> umask = new Mode(Values.integer(value, 0, 0777));
      case "run_dirs" -> runDirectories = Values.bool(value);
      case "tmp_world" -> worldWritable = Values.bool(value);
      case "mount_mqueue" -> mqueue = Values.bool(value);
      case "mount_devpts" -> devpts = Values.bool(value);
      case "mount_sysfs" -> sysfs = Values.bool(value);
      case "mount_proc" -> proc = Values.bool(value);
      case "systemd" -> systemd = Values.bool(value);
      case "root_symlink_usr" -> mergedUsr = Values.bool(value);
      case "root_link_opts" -> layout = bits(value, "layout", LAYOUTS, LAYOUT_BITS);
      case "dev_opts" -> setDevices(value);
      case "pid_ns" -> pidNamespace = value;
      default ->
          throw new UsageError(
              OsStrings.quoted(name) + " is no setting" + Suggestion.text(name, NAMES, ""));
    }
  }

  /** The PID namespace whose proc is mounted, if it is not the caller's. */
  @Nullable String foreignProc() {
    return procOnly == null ? pidNamespace : procOnly;
  }

  private static MountAttrFlags flags(String value) {
    MountAttrFlags flags = MountAttrFlags.NONE;
    for (String field : Values.fields(value, ',')) {
      if (!field.isEmpty()) {
        flags = flags.or(FLAG_BITS.get(Values.name(field, "flag of a mount", FLAGS)));
      }
    }
    return flags;
  }

  private void setDevices(String value) {
    long bits = bits(value, "set of devices", DEVICES, DEVICE_BITS);
    for (DeviceName device : DeviceName.values()) {
      UsageError.when(
          (bits >>> (2 * device.ordinal() & 63) & 3) == 3,
          "disposition 3 is not allowed for /dev/" + device.deviceName());
    }
    devices = bits;
  }

  private static long bits(String value, String what, List<String> names, long[] bits) {
    return Values.isNumber(value)
        ? Values.number(value, 0, 0xFFFFFFFFL)
        : bits[Values.name(value, what, names)];
  }

  RootSettings settings() {
    List<DeviceDisposition> dispositions = new ArrayList<>();
    for (DeviceName device : DeviceName.values()) {
      int disposition = (int) (devices >>> (2 * device.ordinal() & 63)) & 3;
      dispositions.add(DeviceDisposition.values()[disposition]);
    }
    return new RootSettings(
        RootSettings.directories(layout),
        dispositions,
        runDirectories,
        worldWritable,
        mergedUsr,
        systemd,
        devpts,
        mqueue,
        sysfs,
        proc);
  }
}
