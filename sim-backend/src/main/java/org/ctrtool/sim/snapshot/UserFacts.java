package org.ctrtool.sim.snapshot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ctrtool.api.IdMap;

/**
 * A user namespace, and what belongs to it.
 *
 * @param initial whether it is the machine's first one
 * @param uidMap how its user IDs are mapped to those of its parent
 * @param gidMap how its group IDs are mapped
 * @param setgroups whether groups may be changed in it
 * @param owned which of the process's other namespaces belong to it, by their names in {@code
 *     /proc/self/ns}
 * @param limits how many namespaces of a type each user may make, by the same names
 */
public record UserFacts(
    boolean initial,
    IdMap uidMap,
    IdMap gidMap,
    boolean setgroups,
    List<String> owned,
    Map<String, Integer> limits) {
  /** Takes copies. */
  public UserFacts {
    owned = List.copyOf(owned);
    limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
  }
}
