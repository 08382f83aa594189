package org.ctrtool.api;

/** What reboot(2) is to do. */
public enum RebootCommand {
  /** Start the system again; in a PID namespace, end its process 1 as if by SIGHUP. */
  LINUX_REBOOT_CMD_RESTART(0x1234567),
  /** Stop the system; in a PID namespace, end its process 1 as if by SIGINT. */
  LINUX_REBOOT_CMD_HALT(0xcdef0123L),
  /** Switch the power off; in a PID namespace, end its process 1 as if by SIGINT. */
  LINUX_REBOOT_CMD_POWER_OFF(0x4321fedc);

  private final long number;

  RebootCommand(long number) {
    this.number = number;
  }

  /** The number the kernel takes. */
  public long number() {
    return number;
  }
}
