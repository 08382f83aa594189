package org.ctrtool.sim.net;

/**
 * What is left of a receiver's room for control data, as put_cmsg() and scm_detach_fds() use it;
 * see cmsg(3).
 */
final class ControlRoom {
  private static final int HEADER = 16;
  private static final int ALIGNMENT = 8;

  private int left;
  private boolean truncated;

  ControlRoom(int bytes) {
    left = bytes;
  }

  /** Puts so many bytes there; returns whether they are there as a whole. */
  boolean put(int bytes) {
    if (left < HEADER) {
      truncated = true;
      return false;
    }
    boolean fits = left >= HEADER + bytes;
    truncated |= !fits;
    int used = (HEADER + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    left -= Math.min(used, left);
    return fits;
  }

  /** How many descriptors there is room for: scm_max_fds(). */
  int descriptors() {
    return left <= HEADER ? 0 : (left - HEADER) / 4;
  }

  /** Something did not fit. */
  void truncate() {
    truncated = true;
  }

  /** Whether something did not fit: MSG_CTRUNC. */
  boolean isTruncated() {
    return truncated;
  }
}
