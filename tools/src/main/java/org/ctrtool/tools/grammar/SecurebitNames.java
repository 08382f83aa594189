package org.ctrtool.tools.grammar;

import java.util.List;
import org.ctrtool.api.Securebits;

/** Reads securebits: {@code noroot,keep_caps_locked}, or a number whose bits are the set. */
public final class SecurebitNames {
  /** In the order of the bits. */
  private static final List<String> NAMES =
      List.of(
          "noroot",
          "noroot_locked",
          "no_setuid_fixup",
          "no_setuid_fixup_locked",
          "keep_caps",
          "keep_caps_locked",
          "no_cap_ambient_raise",
          "no_cap_ambient_raise_locked");

  private static final String PREFIX = "secbit_";

  private SecurebitNames() {}

  /** The set; names in any case, with or without {@code SECBIT_}, with {@code -} or {@code _}. */
  public static Securebits set(String word) {
    if (Values.isNumber(word)) {
      return new Securebits(Values.number(word, 0, 0xFFFFFFFFL));
    }
    long bits = 0;
    for (String field : Values.fields(word, ',')) {
      String name = Values.lowerCase(field).replace('-', '_');
      String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
      bits |= 1L << Values.name(bare, "securebit", NAMES);
    }
    return new Securebits(bits);
  }
}
