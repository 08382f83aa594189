package org.ctrtool.sim.task;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.ctrtool.api.Dev;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;
import org.ctrtool.sim.fs.Devices;
import org.ctrtool.sim.fs.Inode;
import org.ctrtool.sim.fs.SuperBlock;
import org.ctrtool.sim.mount.MountTable;
import org.jspecify.annotations.Nullable;

/** The loop devices of a machine. Each goes back to being free when nobody uses it any more. */
public final class LoopDevices {
  /** One device. */
  final class Device implements FileOperations {
    private final int index;
    private int users;
    private @Nullable OpenFile backing;
    private @Nullable SuperBlock image;
    private boolean readOnly;

    Device(int index) {
      this.index = index;
    }

    @Nullable OpenFile backing() {
      return backing;
    }

    boolean isReadOnly() {
      return readOnly;
    }

    void configure(OpenFile file, boolean isReadOnly) {
      file.hold();
      backing = file;
      readOnly = isReadOnly;
      Function<Dev, SuperBlock> content = images.get(file.inode());
      if (content != null) {
        image = content.apply(number());
        drivers.insert(number(), image);
      }
    }

    private Dev number() {
      return LoopCalls.number(index);
    }

    void hold() {
      users++;
    }

    /** LO_FLAGS_AUTOCLEAR: without descriptors and mounts it is free again. */
    void clearIfUnused() {
      boolean isMounted = image != null && !mounts.mountsOf(image).isEmpty();
      if (users == 0 && !isMounted && backing != null) {
        OpenFile file = backing;
        backing = null;
        image = null;
        drivers.eject(number());
        file.release();
      }
    }

    @Override
    public void release(OpenFile file) {
      users--;
      clearIfUnused();
    }

    @Override
    public String toString() {
      return "/dev/loop" + index;
    }
  }

  private static final Dev CONTROL = new Dev(10, 237);

  private final Map<Integer, Device> devices = new TreeMap<>();
  private final IdentityHashMap<Inode, Function<Dev, SuperBlock>> images = new IdentityHashMap<>();
  private final Devices drivers;
  private final MountTable mounts;
  private IntConsumer onNew = index -> {};

  LoopDevices(Devices drivers, MountTable mounts) {
    this.drivers = drivers;
    this.mounts = mounts;
    drivers.registerCharacter(CONTROL, (file, caller) -> new LoopCalls.Control(this));
  }

  /** Calls {@code action} for each new device: devtmpfs makes its node. */
  public void onNew(IntConsumer action) {
    onNew = action;
  }

  int free() {
    for (Device each : devices.values()) {
      if (each.backing == null) {
        return each.index;
      }
    }
    return make().index;
  }

  private Device make() {
    Device device = new Device(devices.size());
    devices.put(device.index, device);
    drivers.registerBlock(
        LoopCalls.number(device.index),
        (file, caller) -> {
          device.hold();
          return device;
        });
    onNew.accept(device.index);
    return device;
  }

  /** Says what file system an image file holds; it is made when the file gets a device. */
  public void putImage(Inode file, Function<Dev, SuperBlock> content) {
    images.put(file, content);
  }

  /** A mount is gone. */
  void unmounted() {
    List.copyOf(devices.values()).forEach(Device::clearIfUnused);
  }
}
