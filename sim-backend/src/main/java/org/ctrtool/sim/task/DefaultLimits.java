package org.ctrtool.sim.task;

import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;

/** The limits of the first process, as INIT_RLIMITS of a machine of a few GB. */
final class DefaultLimits {
  private static final RLimit UNLIMITED = new RLimit(RLimit.INFINITY, RLimit.INFINITY);

  private DefaultLimits() {}

  static RLimit of(Resource resource) {
    return switch (resource) {
      case RLIMIT_STACK -> new RLimit(8388608, RLimit.INFINITY);
      case RLIMIT_CORE -> new RLimit(0, RLimit.INFINITY);
      case RLIMIT_NPROC, RLIMIT_SIGPENDING -> new RLimit(15000, 15000);
      case RLIMIT_NOFILE -> new RLimit(1024, 524288);
      case RLIMIT_MEMLOCK -> new RLimit(8388608, 8388608);
      case RLIMIT_MSGQUEUE -> new RLimit(819200, 819200);
      case RLIMIT_NICE, RLIMIT_RTPRIO -> new RLimit(0, 0);
      default -> UNLIMITED;
    };
  }
}
