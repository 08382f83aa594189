package org.ctrtool.conformance.property;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.ctrtool.nativebackend.agent.Script.Step;

/** Makes failing sequences shorter. */
final class Minimiser {
  private Minimiser() {}

  /**
   * A part of {@code steps}, in order, that still fails, and does not without any one of its steps.
   */
  static List<Step> minimal(List<Step> steps, Predicate<List<Step>> fails) {
    List<Step> smallest = new ArrayList<>(steps);
    int size = smallest.size() / 2;
    while (size > 0) {
      boolean shorter = false;
      int at = smallest.size() - size;
      while (at >= 0) {
        List<Step> candidate = new ArrayList<>(smallest);
        candidate.subList(at, at + size).clear();
        if (fails.test(candidate)) {
          smallest = candidate;
          shorter = true;
        }
        at = Math.min(at - 1, smallest.size() - size);
      }
      if (!shorter) {
        size /= 2;
      }
    }
    return smallest;
  }
}
