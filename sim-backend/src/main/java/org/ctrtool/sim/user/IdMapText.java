package org.ctrtool.sim.user;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ctrtool.sim.Refusal;
import org.ctrtool.sim.Refuse;

/** The text of a map file: the parsing of map_write() and the formatting of uid_m_show(). */
final class IdMapText {
  private static final int MAX_LINES = 340;

  /** One line as it was written: {@code outside} is an id of the parent. */
  record Line(long inside, long outside, long count) {}

  private IdMapText() {}

  /** Checks and splits in the order of map_write(). */
  static List<Line> parse(byte[] written) {
    byte[] text = upToNul(written);
    List<Line> lines = new ArrayList<>();
    int at = 0;
    while (at < text.length) {
      Scanner scanner = new Scanner(text, at);
      Line line = scanner.line();
      check(line, lines);
      lines.add(line);
      at = scanner.next();
      // As the kernel does: when the table is full, nothing may follow.
      Refuse.when(lines.size() == MAX_LINES && at < text.length, IdMapRule.MAP_TOO_LONG);
    }
    Refuse.when(lines.isEmpty(), IdMapRule.MAP_EMPTY);
    return lines;
  }

  private static byte[] upToNul(byte[] written) {
    int length = 0;
    while (length < written.length && written[length] != 0) {
      length++;
    }
    return Arrays.copyOf(written, length);
  }

  private static void check(Line line, List<Line> earlier) {
    Refuse.when(
        line.inside == IdMapping.NO_ID || line.outside == IdMapping.NO_ID,
        IdMapRule.MAP_EMPTY_RANGE);
    Refuse.when(wraps(line.inside, line.count), IdMapRule.MAP_EMPTY_RANGE);
    Refuse.when(wraps(line.outside, line.count), IdMapRule.MAP_EMPTY_RANGE);
    for (Line other : earlier) {
      Refuse.when(
          overlap(line.inside, line.count, other.inside, other.count)
              || overlap(line.outside, line.count, other.outside, other.count),
          IdMapRule.MAP_OVERLAP);
    }
  }

  /** {@code (first + count) <= first} in 32 bits, which also refuses an empty range. */
  private static boolean wraps(long first, long count) {
    return (first + count & 0xFFFFFFFFL) <= first;
  }

  private static boolean overlap(long a, long aCount, long b, long bCount) {
    return a < b + bCount && b < a + aCount;
  }

  static String line(long first, long lower, long count) {
    return String.format(Locale.ROOT, "%10d %10d %10d\n", first, lower, count);
  }

  /** Reads one line as simple_strtoul() and skip_spaces() do. */
  private static final class Scanner {
    private final byte[] text;
    private final int end;
    private int at;

    Scanner(byte[] text, int start) {
      this.text = text;
      this.at = start;
      int newline = start;
      while (newline < text.length && text[newline] != '\n') {
        newline++;
      }
      this.end = newline;
    }

    Line line() {
      skipSpaces();
      long inside = number();
      requireSpace();
      long outside = number();
      requireSpace();
      long count = number();
      skipSpaces();
      Refuse.when(at < end, IdMapRule.MAP_SYNTAX);
      return new Line(inside, outside, count);
    }

    /** Where the next line starts. */
    int next() {
      return Math.min(end + 1, text.length);
    }

    private void requireSpace() {
      Refuse.unless(at < end && isSpace(text[at]), IdMapRule.MAP_SYNTAX);
      skipSpaces();
    }

    private void skipSpaces() {
      while (at < end && isSpace(text[at])) {
        at++;
      }
    }

    /** Digits, reduced modulo 2^32. */
    private long number() {
      if (at >= end || !isDigit(text[at])) {
        throw new Refusal(IdMapRule.MAP_SYNTAX);
      }
      long value = 0;
      while (at < end && isDigit(text[at])) {
        value = value * 10 + (text[at++] - '0') & 0xFFFFFFFFL;
      }
      return value;
    }

    private static boolean isDigit(byte c) {
      return c >= '0' && c <= '9';
    }

    /** What isspace() of lib/ctype.c takes for white space, 0xa0 included. */
    private static boolean isSpace(byte c) {
      return c == ' ' || c >= 9 && c <= 13 || c == (byte) 0xA0;
    }
  }
}
