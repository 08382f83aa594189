package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Gid;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OsStrings;
import org.ctrtool.api.Uid;

/**
 * Readers of numbers, lists and names in option arguments. All of them throw {@link UsageError}.
 *
 * <p>A number is decimal, hexadecimal after {@code 0x} or octal after a leading {@code 0}; the
 * whole word must be a number in range. Where a kernel or the original reads decimal numbers only,
 * {@link #decimal} does.
 */
public final class Values {
  private Values() {}

  /** A number from {@code least} to {@code most}, neither of them below zero. */
  public static long number(String word, long least, long most) {
    String range = least + " to " + most;
    long value = unsigned(word, range);
    if (value < least || value > most) { // beyond 63 bits is below zero
      throw notANumber(word, range);
    }
    return value;
  }

  /** A number as {@link #number} reads it. */
  public static int integer(String word, int least, int most) {
    return (int) number(word, least, most);
  }

  /** A number from 0 to {@code most} that is decimal also after a leading zero. */
  public static long decimal(String word, long most) {
    String range = "0 to " + most;
    long value = digits(word, 0, 10, range);
    if (value < 0 || value > most) {
      throw notANumber(word, range);
    }
    return value;
  }

  /** A number of 64 bits without sign. */
  public static long unsigned(String word) {
    return unsigned(word, "0 to 18446744073709551615");
  }

  /** Whether {@code word} begins with a digit, as every number does. */
  public static boolean isNumber(String word) {
    return !word.isEmpty() && digit(word.charAt(0)) < 10;
  }

  /** A number in base 8, as of permission bits. */
  public static Mode mode(String word) {
    int bits = 0;
    boolean right = !word.isEmpty() && word.length() <= 12;
    for (int i = 0; right && i < word.length(); i++) {
      int digit = digit(word.charAt(i));
      right = digit < 8 && bits <= 07777;
      bits = bits * 8 + digit;
    }
    if (!right || bits > 07777) {
      throw new UsageError(OsStrings.quoted(word) + " is not an octal mode from 0 to 7777");
    }
    return new Mode(bits);
  }

  /** The number of a descriptor. */
  public static Fd fd(String word) {
    return new Fd(integer(word, 0, Integer.MAX_VALUE));
  }

  /** A user ID. */
  public static Uid uid(String word) {
    return new Uid(number(word, 0, 0xFFFFFFFEL));
  }

  /** A group ID. */
  public static Gid gid(String word) {
    return new Gid(number(word, 0, 0xFFFFFFFEL));
  }

  /** What stands between commas, each read by {@code one}; empty fields are skipped. */
  public static <T> List<T> list(String word, Function<String, T> one) {
    List<T> values = new ArrayList<>();
    for (String field : fields(word, ',')) {
      if (!field.isEmpty()) {
        values.add(one.apply(field));
      }
    }
    return List.copyOf(values);
  }

  /** The parts between separators, also empty ones; always at least one. */
  public static List<String> fields(String word, char separator) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    int end = word.indexOf(separator);
    while (end >= 0) {
      fields.add(word.substring(start, end));
      start = end + 1;
      end = word.indexOf(separator, start);
    }
    fields.add(word.substring(start));
    return fields;
  }

  /** True, yes, on or a number above zero; false, no, off or zero; in any case of letters. */
  public static boolean bool(String word) {
    if (isNumber(word)) {
      return unsigned(word) != 0;
    }
    return switch (lowerCase(word)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default ->
          throw new UsageError(
              OsStrings.quoted(word) + " is neither true, yes, on nor false, no, off");
    };
  }

  /**
   * One of {@code names}, in any case of letters.
   *
   * @param what what the names name, as {@code propagation}
   * @return its place in the list
   */
  public static int name(String word, String what, List<String> names) {
    int at = names.indexOf(lowerCase(word));
    if (at < 0) {
      throw new UsageError(
          OsStrings.quoted(word)
              + " is no "
              + what
              + Suggestion.text(lowerCase(word), names, "")
              + " (known: "
              + String.join(", ", names)
              + ")");
    }
    return at;
  }

  /** ASCII capital letters made small; nothing else changes. */
  public static String lowerCase(String word) {
    StringBuilder small = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      small.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
    }
    return small.toString();
  }

  private static long unsigned(String word, String range) {
    int base = 10;
    int at = 0;
    if (word.startsWith("0x") || word.startsWith("0X")) {
      base = 16;
      at = 2;
    } else if (word.length() > 1 && word.charAt(0) == '0') {
      base = 8;
      at = 1;
    }
    return digits(word, at, base, range);
  }

  private static long digits(String word, int start, int base, String range) {
    int at = start;
    if (at == word.length()) {
      throw notANumber(word, range);
    }
    long value = 0;
    while (at < word.length()) {
      int digit = digit(word.charAt(at));
      if (digit >= base || wouldOverflow(value, base, digit)) {
        throw notANumber(word, range);
      }
      value = value * base + digit;
      at++;
    }
    return value;
  }

  private static boolean wouldOverflow(long value, int base, int digit) {
    long limit =
        base == 16 ? 0xFFFFFFFFFFFFFFFL : base == 8 ? 0x1FFFFFFFFFFFFFFFL : 1844674407370955161L;
    return value < 0 || value > limit || base == 10 && value == limit && digit > 5;
  }

  /** The value of a digit in any base up to 16; more than any for another character. */
  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
  }

  private static UsageError notANumber(String word, String range) {
    return new UsageError(OsStrings.quoted(word) + " is not a number from " + range);
  }
}
