package org.ctrtool.conformance.simshell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The utility printf(1), and the escapes that it shares with others. */
final class Printf {
  private static final Pattern SPECIAL =
      Pattern.compile(
          "%%|%([-+ 0#]*)([0-9]*)(?:\\.([0-9]*))?([a-zA-Z])|\\\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)",
          Pattern.DOTALL);
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(0[0-7]{0,3}|[1-7][0-7]{0,2}|x[0-9a-fA-F]{1,2}|.)", Pattern.DOTALL);

  private final Dialect dialect;
  private final Deque<String> operands;
  private final StringBuilder text = new StringBuilder();
  private boolean stopped;

  private Printf(Dialect dialect, List<String> operands) {
    this.dialect = dialect;
    this.operands = new ArrayDeque<>(operands);
  }

  /** What is printed: {@code printf FORMAT [OPERAND...]}. */
  static String format(Dialect dialect, List<String> words) {
    int first = words.size() > 1 && words.get(1).equals("--") ? 2 : 1;
    String format = words.get(first);
    Printf printf = new Printf(dialect, words.subList(first + 1, words.size()));
    int before;
    do {
      before = printf.operands.size();
      printf.round(format);
    } while (!printf.operands.isEmpty() && printf.operands.size() < before && !printf.stopped);
    return printf.text.toString();
  }

  /** A text with the escapes of {@code echo} in dash and of {@code %b}; null stands for an end. */
  static String unescaped(String escaped) {
    Matcher escape = ESCAPE.matcher(escaped);
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (escape.find()) {
      text.append(escaped, at, escape.start());
      at = escape.end();
      String what = escape.group(1);
      if (what.equals("c")) {
        return text.toString();
      }
      text.append(meaning(what));
    }
    return text.append(escaped.substring(at)).toString();
  }

  private void round(String format) {
    Matcher special = SPECIAL.matcher(format);
    int at = 0;
    while (!stopped && special.find()) {
      text.append(format, at, special.start()).append(replaced(special));
      at = special.end();
    }
    if (!stopped) {
      text.append(format.substring(at));
    }
  }

  private String replaced(Matcher special) {
    if (special.group(4) != null) {
      return converted(special);
    }
    String escape = special.group(5);
    if (escape == null) {
      return "%";
    }
    if (escape.equals("c")) {
      stopped = true;
      return "";
    }
    return meaning(escape);
  }

  private String converted(Matcher special) {
    String operand = Objects.requireNonNullElse(operands.poll(), "");
    String precision = special.group(3);
    char conversion = special.group(4).charAt(0);
    String body =
        switch (conversion) {
          case 's' -> cut(operand, precision);
          case 'b' -> {
            stopped = operand.contains("\\c");
            yield cut(unescaped(operand), precision);
          }
          case 'c' -> operand.isEmpty() ? "" : operand.substring(0, 1);
          case 'd', 'i' -> number(special.group(1), precision, Long.toString(value(operand)));
          case 'u' -> number("", precision, Long.toUnsignedString(value(operand)));
          case 'o' -> number("", precision, Long.toOctalString(value(operand)));
          case 'x' -> number("", precision, Long.toHexString(value(operand)));
          case 'X' ->
              number(
                  "",
                  precision,
                  Long.toHexString(value(operand)).toUpperCase(java.util.Locale.ROOT));
          default -> throw new Syntax.Unsupported("printf %" + conversion);
        };
    if (special.group(1).contains("#")) {
      throw new Syntax.Unsupported("printf %#");
    }
    boolean numeric = "diuoxX".indexOf(conversion) >= 0;
    return padded(body, special.group(1), special.group(2), numeric && precision == null);
  }

  private static String cut(String text, String precision) {
    if (precision == null) {
      return text;
    }
    int length = precision.isEmpty() ? 0 : Integer.parseInt(precision);
    return text.substring(0, Math.min(length, text.length()));
  }

  private static String number(String flags, String precision, String digits) {
    boolean minus = digits.startsWith("-");
    String bare = minus ? digits.substring(1) : digits;
    int least = precision == null || precision.isEmpty() ? 0 : Integer.parseInt(precision);
    String full = "0".repeat(Math.max(0, least - bare.length())) + bare;
    return (minus ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + full;
  }

  private static String padded(String body, String flags, String width, boolean mayHaveZeros) {
    int missing = (width.isEmpty() ? 0 : Integer.parseInt(width)) - body.length();
    if (missing <= 0) {
      return body;
    }
    if (flags.contains("-")) {
      return body + " ".repeat(missing);
    }
    if (flags.contains("0") && mayHaveZeros) {
      int sign = body.matches("[-+ ].*") ? 1 : 0;
      return body.substring(0, sign) + "0".repeat(missing) + body.substring(sign);
    }
    return " ".repeat(missing) + body;
  }

  private long value(String operand) {
    if (operand.isEmpty()) {
      return 0;
    }
    if (operand.matches("['\"].+")) {
      return operand.charAt(1);
    }
    if (!operand.matches("[-+]?(0[xX][0-9a-fA-F]+|[0-9]+)")) {
      throw new Syntax.Unsupported("printf: the number " + operand + " in " + dialect);
    }
    return Arithmetic.number(operand);
  }

  private static String meaning(String escape) {
    return switch (escape.charAt(0)) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case 'a' -> "\007";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'v' -> "\013";
      case 'e' -> "\033";
      case '\\', '\'', '"' -> escape;
      case 'x' -> octet(Integer.parseInt(escape.substring(1), 16));
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octet(Integer.parseInt(escape, 8) & 0xFF);
      default -> "\\" + escape;
    };
  }

  /** One byte of the output. */
  private static String octet(int octet) {
    return org.ctrtool.api.OsStrings.decode(new byte[] {(byte) octet});
  }
}
