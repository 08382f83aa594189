package org.ctrtool.sim.ns;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.user.Kuid;
import org.ctrtool.sim.user.UserNamespace;

/**
 * How many namespaces of each type a user has in each user namespace; kernel/ucount.c. What is made
 * is counted for whoever makes it, and for the owners of the user namespaces all the way up.
 */
public final class NamespaceCounts {
  private record Key(UserNamespace namespace, Kuid user, NamespaceType type) {}

  private record Charge(Namespace namespace, List<Key> keys) {}

  private final Map<Key, Integer> counts = new LinkedHashMap<>();
  private final List<Charge> charges = new ArrayList<>();

  /** Nothing is counted yet. */
  public NamespaceCounts() {}

  /**
   * Counts one more.
   *
   * @return what takes it back
   * @throws Refusal ENOSPC if that is one too many somewhere on the way up
   */
  public Runnable charge(UserNamespace maker, Kuid user, NamespaceType type) {
    List<Key> keys = keys(maker, user, type);
    requireRoom(keys);
    keys.forEach(key -> counts.merge(key, 1, Integer::sum));
    return () -> release(keys);
  }

  /** Counts one more, for as long as {@code namespace} lives. */
  public void charge(UserNamespace maker, Kuid user, Namespace namespace) {
    List<Key> keys = keys(maker, user, namespace.type());
    keys.forEach(key -> counts.merge(key, 1, Integer::sum));
    charges.add(new Charge(namespace, keys));
  }

  /**
   * Checks that one more may be made.
   *
   * @param isInUse whether a namespace still lives
   * @throws Refusal ENOSPC if that would be one too many somewhere on the way up
   */
  public void check(
      UserNamespace maker, Kuid user, NamespaceType type, Predicate<Namespace> isInUse) {
    List<Key> keys = keys(maker, user, type);
    if (keys.stream().anyMatch(key -> key.namespace.limit(type) != Integer.MAX_VALUE)) {
      forgetDead(isInUse);
    }
    requireRoom(keys);
  }

  private void requireRoom(List<Key> keys) {
    for (Key key : keys) {
      if (counts.getOrDefault(key, 0) >= key.namespace.limit(key.type)) {
        throw new Refusal(NamespaceRule.TOO_MANY_NAMESPACES);
      }
    }
  }

  private void forgetDead(Predicate<Namespace> isInUse) {
    for (Charge each : List.copyOf(charges)) {
      if (!isInUse.test(each.namespace)) {
        release(each.keys);
        charges.remove(each);
      }
    }
  }

  private void release(List<Key> keys) {
    keys.forEach(key -> counts.merge(key, -1, Integer::sum));
  }

  private static List<Key> keys(UserNamespace maker, Kuid user, NamespaceType type) {
    List<Key> keys = new ArrayList<>();
    Kuid charged = user;
    for (UserNamespace each = maker; each != null; each = each.parent()) {
      keys.add(new Key(each, charged, type));
      charged = each.ownerUser();
    }
    return keys;
  }
}
