package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Capability;
import org.ctrtool.api.CapabilitySet;
import org.ctrtool.api.OsStrings;

/**
 * Reads sets of capabilities: {@code chown,CAP_KILL}, {@code all,-sys_admin}, {@code none}, or a
 * number whose bits are the set.
 */
public final class CapabilityNames {
  private CapabilityNames() {}

  /**
   * The set. The fields of a list take effect from left to right; {@code all} are those with a
   * name, a leading {@code -} takes one away, a first field that does so starts from {@code all}.
   */
  public static CapabilitySet set(String word) {
    if (Values.isNumber(word)) {
      return new CapabilitySet(Values.unsigned(word));
    }
    CapabilitySet set = word.startsWith("-") ? CapabilitySet.ALL : CapabilitySet.NONE;
    for (String field : Values.fields(word, ',')) {
      set = changed(set, field);
    }
    return set;
  }

  /** One capability, with or without {@code cap_}, in any case, or by its number. */
  public static Capability capability(String word) {
    if (Values.isNumber(word)) {
      return Capability.values()[Values.integer(word, 0, Capability.LAST)];
    }
    String small = Values.lowerCase(word);
    String name = small.startsWith("cap_") ? small.substring(4) : small;
    List<String> names = new ArrayList<>();
    for (Capability each : Capability.values()) {
      names.add(shortName(each));
    }
    int at = names.indexOf(name);
    if (at < 0) {
      throw new UsageError(
          OsStrings.quoted(word) + " is no capability" + Suggestion.text(name, names, ""));
    }
    return Capability.values()[at];
  }

  private static CapabilitySet changed(CapabilitySet set, String field) {
    return switch (Values.lowerCase(field)) {
      case "all" -> CapabilitySet.ALL;
      case "none" -> CapabilitySet.NONE;
      default ->
          field.startsWith("-")
              ? set.without(capability(field.substring(1)))
              : set.with(capability(field));
    };
  }

  private static String shortName(Capability capability) {
    return Values.lowerCase(capability.name()).substring(4);
  }
}
