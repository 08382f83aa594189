package org.ctrtool.tools.grammar;

import java.util.List;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.RLimit;
import org.ctrtool.api.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Reads resource limits: {@code NAME=BOTH}, {@code NAME=SOFT:HARD}, {@code SOFT:}, {@code :HARD}.
 */
public final class Limits {
  private static final List<String> LETTERS =
      List.of("t", "f", "d", "s", "c", "m", "u", "n", "l", "v", "x", "i", "q", "e", "r", "y");

  private Limits() {}

  /**
   * A change of a limit.
   *
   * @param resource of which resource
   * @param soft the new soft limit, null to leave it
   * @param hard the new hard limit, null to leave it
   */
  public record Change(Resource resource, @Nullable Long soft, @Nullable Long hard) {
    /** What {@code before} becomes. */
    public RLimit applied(RLimit before) {
      return new RLimit(soft == null ? before.soft() : soft, hard == null ? before.hard() : hard);
    }
  }

  /** The change that {@code word} asks for. Numbers are those of {@link Values}, or unlimited. */
  public static Change limit(String word) {
    int equals = word.indexOf('=');
    UsageError.when(equals < 0, OsStrings.quoted(word) + " is not NAME=SOFT:HARD");
    Resource resource = resource(word.substring(0, equals));
    String value = word.substring(equals + 1);
    int colon = value.indexOf(':');
    if (colon < 0) {
      long both = amount(value);
      return new Change(resource, both, both);
    }
    return new Change(
        resource,
        amountOrNull(value.substring(0, colon)),
        amountOrNull(value.substring(colon + 1)));
  }

  /** A resource by its name or letter, in any case. */
  public static Resource resource(String word) {
    String name = Values.lowerCase(word);
    int letter = LETTERS.indexOf(name);
    if (letter >= 0) {
      return Resource.values()[letter];
    }
    for (Resource each : Resource.values()) {
      if (Values.lowerCase(each.name()).equals("rlimit_" + name)) {
        return each;
      }
    }
    throw new UsageError(OsStrings.quoted(word) + " is no resource limit");
  }

  private static @Nullable Long amountOrNull(String word) {
    return word.isEmpty() ? null : (Long) amount(word);
  }

  private static long amount(String word) {
    return Values.lowerCase(word).equals("unlimited") ? RLimit.INFINITY : Values.unsigned(word);
  }
}
