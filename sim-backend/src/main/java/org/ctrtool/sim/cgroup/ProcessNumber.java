package org.ctrtool.sim.cgroup;

/** A number as kstrtoint() in lib/kstrtox.c takes it, with blanks around. */
final class ProcessNumber {
  private static final String BLANKS = " \t\n\u000B\f\r";

  private ProcessNumber() {}

  /** The number; -1 if it is none, or negative. */
  static int parse(String text) {
    String word = stripped(text);
    String digits = word.startsWith("+") ? word.substring(1) : word;
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      boolean hexadecimal = digits.length() > 2 && (digits.charAt(1) | 0x20) == 'x';
      radix = hexadecimal ? 16 : 8;
      digits = digits.substring(hexadecimal ? 2 : 1);
    }
    return value(digits, radix);
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

  private static int value(String digits, int radix) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) < 0x80 ? Character.digit(digits.charAt(i), radix) : -1;
      value = value * radix + digit;
      if (digit < 0 || value > Integer.MAX_VALUE) {
        return -1;
      }
    }
    return digits.isEmpty() ? -1 : (int) value;
  }
}
