package org.ctrtool.tools.rootfs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a root file system is to look like.
 *
 * @param directories where each top directory comes from, by {@link TopDirectory#ordinal}
 * @param devices where each device comes from, by {@link DeviceName#ordinal}
 * @param runDirectories whether there are run/lock, run/shm and dev/shm
 * @param worldWritableTemporaries whether tmp, run/lock and run/shm get mode 1777
 * @param mergedUsr whether links into the read-only image go to usr/NAME where a merged /usr has it
 * @param systemd whether dev and run are mounts of their own and shared memory is in dev/shm
 * @param devpts whether devpts is mounted
 * @param mqueue whether mqueue is mounted
 * @param sysfs whether sysfs is mounted
 * @param proc whether proc is mounted
 */
public record RootSettings(
    List<Disposition> directories,
    List<DeviceDisposition> devices,
    boolean runDirectories,
    boolean worldWritableTemporaries,
    boolean mergedUsr,
    boolean systemd,
    boolean devpts,
    boolean mqueue,
    boolean sysfs,
    boolean proc) {
  /** Checks the sizes. */
  public RootSettings {
    directories = List.copyOf(directories);
    devices = List.copyOf(devices);
    if (directories.size() != TopDirectory.values().length
        || devices.size() != DeviceName.values().length) {
      throw new IllegalArgumentException("not one disposition for each");
    }
  }

  /** The dispositions in a number: two bits for each directory, from the lowest. */
  public static List<Disposition> directories(long bits) {
    List<Disposition> dispositions = new ArrayList<>();
    for (int i = 0; i < TopDirectory.values().length; i++) {
      dispositions.add(Disposition.values()[(int) (bits >>> (2 * i & 63)) & 3]);
    }
    return dispositions;
  }

  /** The same disposition for every device. */
  public static List<DeviceDisposition> allDevices(DeviceDisposition disposition) {
    return new ArrayList<>(Collections.nCopies(DeviceName.values().length, disposition));
  }

  /** The disposition of a top directory. */
  public Disposition of(TopDirectory directory) {
    return directories.get(directory.ordinal());
  }

  /** The disposition of a device. */
  public DeviceDisposition of(DeviceName device) {
    return devices.get(device.ordinal());
  }
}
