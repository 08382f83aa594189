package org.ctrtool.conformance.simshell;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.Kernel;
import org.jspecify.annotations.Nullable;

/** The names of users and groups, from passwd(5) and group(5). */
final class Accounts {
  private Accounts() {}

  /** A user as id(1) shows it. */
  static String user(Kernel kernel, long number) {
    return shown(number, userName(kernel, number));
  }

  /** A group as id(1) shows it. */
  static String group(Kernel kernel, long number) {
    return shown(number, groupName(kernel, number));
  }

  static @Nullable String userName(Kernel kernel, long number) {
    return name(kernel, "/etc/passwd", number);
  }

  static @Nullable String groupName(Kernel kernel, long number) {
    return name(kernel, "/etc/group", number);
  }

  private static String shown(long number, @Nullable String name) {
    return number + (name == null ? "" : "(" + name + ")");
  }

  private static @Nullable String name(Kernel kernel, String file, long number) {
    Attempt<String> text = Attempt.of(() -> Streams.readFile(kernel, file));
    if (text.refusal() != null) {
      return null;
    }
    for (String line : text.orThrow().lines().toList()) {
      String[] fields = line.split(":", -1);
      if (fields.length > 2 && fields[2].equals(String.valueOf(number))) {
        return fields[0];
      }
    }
    return null;
  }
}
