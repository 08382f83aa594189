package org.ctrtool.sim.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ctrtool.api.Dev;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.path.FileCaller;
import org.jspecify.annotations.Nullable;

/** What device numbers stand for; the kernel's {@code cdev_map} and {@code bdev_map}. */
public final class Devices {
  /** What opening a device node does. */
  @FunctionalInterface
  public interface Driver {
    /**
     * Opens the device.
     *
     * @throws Refusal if the device says no
     */
    FileOperations open(OpenFile file, FileCaller caller);
  }

  private record Key(boolean block, Dev number) {}

  private final Map<Key, Driver> drivers = new LinkedHashMap<>();
  private final Map<Dev, SuperBlock> media = new LinkedHashMap<>();

  /**
   * Only the devices that every kernel has: memory devices, {@code /dev/tty}, {@code /dev/ptmx}.
   */
  Devices() {
    registerCharacter(new Dev(1, 3), (file, caller) -> MemoryDevice.NULL);
    registerCharacter(new Dev(1, 5), (file, caller) -> MemoryDevice.ZERO);
    registerCharacter(new Dev(1, 7), (file, caller) -> MemoryDevice.FULL);
    registerCharacter(new Dev(1, 8), (file, caller) -> MemoryDevice.RANDOM);
    registerCharacter(new Dev(1, 9), (file, caller) -> MemoryDevice.RANDOM);
    registerCharacter(new Dev(5, 0), Terminals::openControlling);
    registerCharacter(new Dev(5, 2), Terminals::openMaster);
  }

  /** Makes a character device known. */
  public void registerCharacter(Dev number, Driver driver) {
    drivers.put(new Key(false, number), driver);
  }

  /** Makes a block device known. */
  public void registerBlock(Dev number, Driver driver) {
    drivers.put(new Key(true, number), driver);
  }

  /** Puts a file system onto a block device, where it can be mounted from. */
  public void insert(Dev number, SuperBlock fileSystem) {
    media.put(number, fileSystem);
  }

  /** Takes it away. */
  public void eject(Dev number) {
    media.remove(number);
  }

  /** The file system on a block device, or null. */
  public @Nullable SuperBlock medium(Dev number) {
    return media.get(number);
  }

  FileOperations open(boolean block, Dev number, OpenFile file, FileCaller caller) {
    if (!block && number.major() >= 136 && number.major() < 144) {
      return Terminals.openSlave(file, caller);
    }
    Driver driver = drivers.get(new Key(block, number));
    if (driver == null) {
      throw new Refusal(FileRule.NO_SUCH_DEVICE);
    }
    return driver.open(file, caller);
  }
}
