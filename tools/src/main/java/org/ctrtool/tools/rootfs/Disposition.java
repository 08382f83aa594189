package org.ctrtool.tools.rootfs;

/**
 * Where a top directory comes from. Its ordinal is the number of the setting {@code
 * root_link_opts}.
 */
public enum Disposition {
  /** It is left out. */
  NONE,
  /** A link to the read-only image. */
  READ_ONLY,
  /** A link to the writable image. */
  READ_WRITE,
  /** A new directory. */
  DIRECTORY
}
