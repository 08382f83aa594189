package org.ctrtool.sim.cgroup;

import java.util.OptionalLong;

/** A number as kstrtoint() in lib/kstrtox.c takes it, with blanks around. */
final class KernelNumber {
  private static final String BLANKS = " \t\n\u000B\f\r";

  private KernelNumber() {}

  /**
   * The number. What is too big for an {@code int} is so in the answer as well.
   *
   * @return empty if it is none
   */
  static OptionalLong parse(String text) {
    String word = stripped(text);
    boolean negative = word.startsWith("-");
    String digits = negative || word.startsWith("+") ? word.substring(1) : word;
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      boolean hexadecimal = digits.length() > 2 && (digits.charAt(1) | 0x20) == 'x';
      radix = hexadecimal ? 16 : 8;
      digits = digits.substring(hexadecimal ? 2 : 1);
    }
    long value = value(digits, radix);
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(negative ? -value : value);
  }

  /** What is before the first zero byte, without blanks around. */
  private static String stripped(String text) {
    int end = text.indexOf('\0') < 0 ? text.length() : text.indexOf('\0');
    int start = 0;
    while (start < end && BLANKS.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (end > start && BLANKS.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }

  private static long value(String digits, int radix) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) < 0x80 ? Character.digit(digits.charAt(i), radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = Math.min(value * radix + digit, 1L << 32);
    }
    return digits.isEmpty() ? -1 : value;
  }
}
