package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.ctrtool.api.AtFlags;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.DirectoryEntry;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;

/** Patterns; see glob(7). What stands for itself has a backslash before it. */
final class Glob {
  private static final String SPECIAL = "*?[]\\-!^";

  private Glob() {}

  /** The pattern that only {@code text} matches. */
  static String quoted(String text) {
    StringBuilder pattern = new StringBuilder();
    for (char c : text.toCharArray()) {
      pattern.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
    }
    return pattern.toString();
  }

  /** Whether there is anything in a pattern that does not stand for itself. */
  static boolean isPattern(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '[' && endOfSet(pattern, i) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether all of {@code text} matches. */
  static boolean matches(String pattern, String text) {
    return matches(pattern, 0, text, 0);
  }

  private static boolean matches(String pattern, int p, String text, int t) {
    while (p < pattern.length()) {
      char c = pattern.charAt(p);
      if (c == '*') {
        for (int end = t; end <= text.length(); end++) {
          if (matches(pattern, p + 1, text, end)) {
            return true;
          }
        }
        return false;
      }
      if (t == text.length()) {
        return false;
      }
      int end = c == '[' ? endOfSet(pattern, p) : 0;
      if (end > 0) {
        if (!isInSet(pattern.substring(p + 1, end), text.charAt(t))) {
          return false;
        }
        p = end;
      } else if (c != '?') {
        p += c == '\\' && p + 1 < pattern.length() ? 1 : 0;
        if (pattern.charAt(p) != text.charAt(t)) {
          return false;
        }
      }
      p++;
      t++;
    }
    return t == text.length();
  }

  /** Where the bracket that closes a set is; 0 if there is none. */
  private static int endOfSet(String pattern, int open) {
    int at = open + 1;
    if (at < pattern.length() && "!^".indexOf(pattern.charAt(at)) >= 0) {
      at++;
    }
    int first = at;
    while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
      if (pattern.startsWith("[:", at)) {
        int end = pattern.indexOf(":]", at);
        at = end < 0 ? at + 1 : end + 2;
      } else {
        at += pattern.charAt(at) == '\\' ? 2 : 1;
      }
    }
    return at < pattern.length() ? at : 0;
  }

  private static boolean isInSet(String set, char c) {
    boolean not = "!^".indexOf(set.charAt(0)) >= 0;
    int at = not ? 1 : 0;
    boolean found = false;
    while (at < set.length()) {
      int end = set.startsWith("[:", at) ? set.indexOf(":]", at) : -1;
      if (end >= 0) {
        found |= named(set.substring(at + 2, end)).test(c);
        at = end + 2;
        continue;
      }
      at += set.charAt(at) == '\\' ? 1 : 0;
      char from = set.charAt(at++);
      char to = from;
      if (at + 1 < set.length() && set.charAt(at) == '-') {
        at += set.charAt(at + 1) == '\\' ? 2 : 1;
        to = set.charAt(at++);
      }
      found |= from <= c && c <= to;
    }
    return found != not;
  }

  private static IntPredicate named(String name) {
    return switch (name) {
      case "alpha" -> c -> c < 128 && Character.isLetter(c);
      case "digit" -> c -> c >= '0' && c <= '9';
      case "alnum" -> c -> c < 128 && Character.isLetterOrDigit(c);
      case "upper" -> c -> c >= 'A' && c <= 'Z';
      case "lower" -> c -> c >= 'a' && c <= 'z';
      case "space" -> c -> c == ' ' || c >= '\t' && c <= '\r';
      case "blank" -> c -> c == ' ' || c == '\t';
      case "xdigit" -> c -> Character.digit(c, 16) >= 0;
      default -> throw new Syntax.Unsupported("[:" + name + ":]");
    };
  }

  // Names of files

  /** The names that match, sorted; none if there is none. */
  static List<String> names(Kernel kernel, String pattern) {
    List<String> found = new ArrayList<>(List.of(pattern.startsWith("/") ? "/" : ""));
    List<String> parts = new ArrayList<>();
    for (String part : pattern.split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      List<String> next = new ArrayList<>();
      for (String directory : found) {
        next.addAll(inDirectory(kernel, directory, parts.get(i)));
      }
      boolean more = i < parts.size() - 1 || pattern.endsWith("/");
      found = more ? next.stream().map(name -> name + "/").toList() : next;
    }
    List<String> sorted =
        new ArrayList<>(
            pattern.endsWith("/")
                ? found.stream().filter(each -> exists(kernel, each)).toList()
                : found);
    Collections.sort(sorted);
    return sorted;
  }

  private static List<String> inDirectory(Kernel kernel, String directory, String part) {
    if (!isPattern(part)) {
      String name = directory + part.replaceAll("\\\\(.)", "$1");
      return exists(kernel, name) ? List.of(name) : List.of();
    }
    List<String> matching = new ArrayList<>();
    for (String name : entries(kernel, directory.isEmpty() ? "." : directory)) {
      boolean hidden = name.startsWith(".") && !part.startsWith(".") && !part.startsWith("\\.");
      if (!hidden && matches(part, name)) {
        matching.add(directory + name);
      }
    }
    return matching;
  }

  private static boolean exists(Kernel kernel, String path) {
    return Attempt.of(() -> kernel.fstatat(Fd.AT_FDCWD, path, AtFlags.AT_SYMLINK_NOFOLLOW))
            .refusal()
        == null;
  }

  private static List<String> entries(Kernel kernel, String directory) {
    OpenFlags flags = OpenFlags.O_DIRECTORY.or(OpenFlags.O_CLOEXEC);
    Fd fd = Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, directory, flags, Mode.NONE)).value();
    if (fd == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    List<DirectoryEntry> some = kernel.getdents64(fd);
    while (!some.isEmpty()) {
      some.forEach(entry -> names.add(entry.name()));
      some = kernel.getdents64(fd);
    }
    kernel.close(fd);
    return names;
  }
}
