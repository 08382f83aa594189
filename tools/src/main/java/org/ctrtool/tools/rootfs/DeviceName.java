package org.ctrtool.tools.rootfs;

import org.ctrtool.api.Dev;

/** The devices a small /dev has, in the order of the bits of their setting. */
public enum DeviceName {
  /** Writing to it always finds the disk full. */
  FULL("full", new Dev(1, 7), "_host/full"),
  /** Swallows everything. */
  NULL("null", new Dev(1, 3), "_host/null"),
  /** Random numbers. */
  RANDOM("random", new Dev(1, 8), "_host/random"),
  /** The controlling terminal. */
  TTY("tty", new Dev(5, 0), "_host/tty"),
  /** Random numbers, never waiting. */
  URANDOM("urandom", new Dev(1, 9), "_host/urandom"),
  /** Zero bytes. */
  ZERO("zero", new Dev(1, 5), "_host/zero"),
  /** Makes network interfaces of the caller's network namespace. */
  TUN("net/tun", new Dev(10, 200), "../_host/net/tun");

  private final String deviceName;
  private final Dev number;
  private final String hostLink;

  DeviceName(String deviceName, Dev number, String hostLink) {
    this.deviceName = deviceName;
    this.number = number;
    this.hostLink = hostLink;
  }

  /** The name below /dev. */
  public String deviceName() {
    return deviceName;
  }

  /** The number that the node must have. */
  public Dev number() {
    return number;
  }

  /** What a link to the host's device contains. */
  String hostLink() {
    return hostLink;
  }
}
