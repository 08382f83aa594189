package org.ctrtool.sim.task;

import org.ctrtool.api.Dev;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.LoopConfig;
import org.ctrtool.api.Reason;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;
import org.ctrtool.sim.Rule;
import org.ctrtool.sim.fd.FileOperations;
import org.ctrtool.sim.fd.OpenFile;

/** Loop devices: {@code /dev/loop-control} and {@code /dev/loopN}; drivers/block/loop.c. */
public final class LoopCalls {
  private static final int LOOP_MAJOR = 7;

  /** Why a call on a loop device is refused. */
  public enum LoopRule implements Rule {
    /** ioctl(2), ENOTTY. */
    NOT_LOOP_CONTROL(Errno.ENOTTY, "the descriptor is not of /dev/loop-control"),
    /** ioctl(2), ENOTTY. */
    NOT_A_LOOP_DEVICE(Errno.ENOTTY, "the descriptor is not of a loop device"),
    /** LOOP_CONFIGURE, EBUSY. */
    LOOP_DEVICE_IS_TAKEN(Errno.EBUSY, "the loop device has a file behind it already"),
    /** open(2), ENXIO. */
    NO_SUCH_LOOP_DEVICE(Errno.ENXIO, "there is no loop device of this number");

    private final Reason reason;

    LoopRule(Errno errno, String explanation) {
      reason = new Reason(name(), errno, explanation, "loop(4)");
    }

    @Override
    public Reason reason() {
      return reason;
    }
  }

  /** {@code /dev/loop-control}. */
  record Control(LoopDevices devices) implements FileOperations {}

  private LoopCalls() {}

  /** LOOP_CTL_GET_FREE. */
  public static int getFree(Task task, Fd fd) {
    Control control = task.descriptors().require(fd).operations(Control.class);
    if (control == null) {
      throw new Refusal(LoopRule.NOT_LOOP_CONTROL);
    }
    return control.devices().free();
  }

  /** LOOP_CONFIGURE: the device shows the file until its last user is gone. */
  public static void configure(Task task, Fd fd, LoopConfig config) {
    LoopDevices.Device device = task.descriptors().require(fd).operations(LoopDevices.Device.class);
    if (device == null) {
      throw new Refusal(LoopRule.NOT_A_LOOP_DEVICE);
    }
    OpenFile backing = task.descriptors().require(config.backing());
    Refuse.when(device.backing() != null, LoopRule.LOOP_DEVICE_IS_TAKEN);
    device.configure(backing, config.readOnly());
  }

  static Dev number(int index) {
    return new Dev(LOOP_MAJOR, index);
  }
}
