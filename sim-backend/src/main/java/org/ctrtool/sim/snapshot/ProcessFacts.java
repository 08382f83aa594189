package org.ctrtool.sim.snapshot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.Ids;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;

/**
 * Who a process is and what it may do; IDs are as its user namespace counts.
 *
 * @param uids its user IDs
 * @param gids its group IDs
 * @param groups its supplementary groups
 * @param capabilities its capabilities
 * @param noNewPrivs whether no exec gains privileges
 * @param limits its resource limits
 * @param umask its file mode creation mask
 * @param workingDirectory its working directory
 */
public record ProcessFacts(
    Ids uids,
    Ids gids,
    List<Long> groups,
    CapabilityFacts capabilities,
    boolean noNewPrivs,
    Map<Resource, RLimit> limits,
    int umask,
    String workingDirectory) {
  /** Takes copies. */
  public ProcessFacts {
    groups = List.copyOf(groups);
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
  }

  /**
   * The five sets of capabilities(7).
   *
   * @param permitted what may become effective
   * @param effective what permission checks look at
   * @param inheritable what may be kept over an exec
   * @param ambient what an exec of an unprivileged program keeps
   * @param bounding what an exec can give
   */
  public record CapabilityFacts(
      CapabilitySet permitted,
      CapabilitySet effective,
      CapabilitySet inheritable,
      CapabilitySet ambient,
      CapabilitySet bounding) {}
}
