package org.ctrtool.conformance.simshell;

import org.ctrtool.api.Mode;

/** What chmod(1) is to do: {@code 755}, or letters such as {@code u+x,go-w}. */
interface ModeChange {
  Mode of(Mode mode, int umask);

  static ModeChange of(String words) {
    if (words.matches("[0-7]{1,4}")) {
      Mode all = new Mode(Integer.parseInt(words, 8));
      return (mode, umask) -> all;
    }
    if (!words.matches("[ugoa]*[-+=][rwx]*(,[ugoa]*[-+=][rwx]*)*")) {
      throw new Syntax.Unsupported("chmod " + words);
    }
    return (mode, umask) -> {
      int bits = mode.permissions();
      for (String clause : words.split(",", -1)) {
        bits = changed(bits, clause, umask);
      }
      return new Mode(bits);
    };
  }

  private static int changed(int bits, String clause, int umask) {
    String who = clause.replaceFirst("[-+=].*", "");
    char operator = clause.charAt(who.length());
    String letters = clause.substring(who.length() + 1);
    int all = who.isEmpty() || who.contains("a") ? 0777 : 0;
    all |= who.contains("u") ? 0700 : 0;
    all |= who.contains("g") ? 070 : 0;
    all |= who.contains("o") ? 07 : 0;
    int named = letters.contains("r") ? 0444 : 0;
    named |= letters.contains("w") ? 0222 : 0;
    named |= letters.contains("x") ? 0111 : 0;
    // Without "who" it is for all, but for what the umask keeps back.
    int chosen = named & all & (who.isEmpty() ? ~umask : ~0);
    return switch (operator) {
      case '+' -> bits | chosen;
      case '-' -> bits & ~chosen;
      default -> bits & ~all | chosen;
    };
  }
}
