package org.ctrtool.tools.rootfs;

/** Where a device comes from. Its ordinal is the number of the setting {@code dev_opts}. */
public enum DeviceDisposition {
  /** It is left out. */
  NONE,
  /** A link to the place where the host's devices are to be shown. */
  LINK,
  /** The host's device, bound here. */
  BIND
}
