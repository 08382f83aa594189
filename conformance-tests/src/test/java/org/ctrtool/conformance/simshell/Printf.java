package org.ctrtool.conformance.simshell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The utility printf(1): {@code %s}, {@code %d} with flags and widths, and escapes. */
final class Printf {
  private static final Pattern SPECIAL =
      Pattern.compile("%%|%(-?[0-9]*[sd])|\\\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", Pattern.DOTALL);

  private Printf() {}

  static String format(List<String> words) {
    Deque<String> operands = new ArrayDeque<>(words.subList(1, words.size()));
    StringBuilder text = new StringBuilder();
    do {
      round(words.get(0), operands, text);
    } while (!operands.isEmpty() && words.get(0).contains("%"));
    return text.toString();
  }

  private static void round(String format, Deque<String> operands, StringBuilder text) {
    Matcher special = SPECIAL.matcher(format);
    int at = 0;
    while (special.find()) {
      text.append(format, at, special.start()).append(replaced(special, operands));
      at = special.end();
    }
    text.append(format.substring(at));
  }

  private static String replaced(Matcher special, Deque<String> operands) {
    String conversion = special.group(1);
    if (conversion != null) {
      String operand = Objects.requireNonNullElse(operands.poll(), "");
      return conversion.endsWith("s")
          ? ("%" + conversion).formatted(operand)
          : ("%" + conversion).formatted(operand.isEmpty() ? 0 : Long.parseLong(operand));
    }
    String escape = special.group(2);
    if (escape == null) {
      return "%";
    }
    return switch (escape.charAt(0)) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case '\\' -> "\\";
      case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
      case '0', '1', '2', '3', '4', '5', '6', '7' ->
          String.valueOf((char) Integer.parseInt(escape, 8));
      default -> throw new Syntax.Unsupported("printf \\" + escape);
    };
  }
}
