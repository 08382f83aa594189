package org.ctrtool.sim;

import org.ctrtool.api.Errno;
import org.ctrtool.api.Reason;

/**
 * A rule by which the kernel refuses a call. Each area of the kernel lists its rules in one enum,
 * so a rule lives once, with its name, its error and its source.
 */
public interface Rule {
  /** The rule's id, as {@code MOUNT_IS_LOCKED}. */
  String name();

  /** The rule as the public interface shows it. */
  Reason reason();

  /** What the call answers. */
  default Errno errno() {
    return reason().errno();
  }
}
