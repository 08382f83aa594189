package org.ctrtool.conformance.simshell;

import java.util.List;

/** Arithmetic as in {@code $((...))}: whole numbers of 64 bits, with the operators of C. */
final class Arithmetic {
  /** The variables that an expression reads and sets. */
  interface Names {
    String value(String name);

    void assign(String name, String value);
  }

  /** What is wrong with an expression that shells can read. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;

    Wrong(String what) {
      super(what);
    }
  }

  /** From the weakest to the strongest; longer operators before those that they begin with. */
  private static final List<List<String>> BINARY =
      List.of(
          List.of("||"),
          List.of("&&"),
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("==", "!="),
          List.of("<=", ">=", "<", ">"),
          List.of("<<", ">>"),
          List.of("+", "-"),
          List.of("*", "/", "%"));

  private final Source source;
  private final Names names;

  private Arithmetic(String expression, Names names) {
    this.source = new Source(expression);
    this.names = names;
  }

  static long value(String expression, Names names) {
    Arithmetic arithmetic = new Arithmetic(expression, names);
    arithmetic.blanks();
    if (arithmetic.source.isAtEnd()) {
      return 0;
    }
    long value = arithmetic.assignment(true);
    if (!arithmetic.source.isAtEnd()) {
      throw new Syntax.Unsupported(
          "arithmetic: " + "'" + arithmetic.source.rest() + "' in '" + expression + "'");
    }
    return value;
  }

  /** A number in decimal, octal or hexadecimal. */
  static long number(String text) {
    boolean minus = text.startsWith("-");
    String digits = text.startsWith("+") || minus ? text.substring(1) : text;
    boolean hexadecimal = digits.matches("0[xX].*");
    long value =
        hexadecimal
            ? Long.parseUnsignedLong(digits.substring(2), 16)
            : Long.parseUnsignedLong(digits, digits.startsWith("0") ? 8 : 10);
    return minus ? -value : value;
  }

  /**
   * An assignment or what is stronger.
   *
   * @param live whether the value counts, so that variables are set
   */
  private long assignment(boolean live) {
    int begin = source.at;
    String name = name();
    if (!name.isEmpty()) {
      for (String operator :
          List.of("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=")) {
        if (source.startsWith(operator) && !source.startsWith("==")) {
          source.at += operator.length();
          blanks();
          long right = assignment(live);
          String how = operator.substring(0, operator.length() - 1);
          long value = how.isEmpty() ? right : apply(how, variable(name), right, live);
          if (live) {
            names.assign(name, String.valueOf(value));
          }
          return value;
        }
      }
      source.at = begin;
    }
    return ternary(live);
  }

  private long ternary(boolean live) {
    long condition = binary(0, live);
    if (source.peek() != '?' || source.isAtEnd()) {
      return condition;
    }
    take("?");
    long then = assignment(live && condition != 0);
    if (source.peek() != ':') {
      throw new Syntax.Unsupported("arithmetic: " + "a ':' is missing");
    }
    take(":");
    long otherwise = assignment(live && condition == 0);
    return condition != 0 ? then : otherwise;
  }

  private long binary(int level, boolean live) {
    if (level == BINARY.size()) {
      return unary(live);
    }
    long left = binary(level + 1, live);
    String operator = operator(level);
    while (!operator.isEmpty()) {
      take(operator);
      boolean decided = operator.equals("||") && left != 0 || operator.equals("&&") && left == 0;
      long right = binary(level + 1, live && !decided);
      left = apply(operator, left, right, live);
      operator = operator(level);
    }
    return left;
  }

  /** The operator that comes next if it is of this level. */
  private String operator(int level) {
    if (source.isAtEnd()) {
      return "";
    }
    for (String each : BINARY.get(level)) {
      boolean longer =
          each.length() == 1
              && (source.peek(1) == each.charAt(0) && "|&<>".contains(each)
                  || source.peek(1) == '=');
      if (source.startsWith(each) && !longer && !source.startsWith(each + "=")) {
        return each;
      }
    }
    return "";
  }

  private long unary(boolean live) {
    for (String each : List.of("++", "--")) {
      if (source.startsWith(each)) {
        throw new Syntax.Unsupported("arithmetic " + each);
      }
    }
    char c = source.isAtEnd() ? ' ' : source.peek();
    if ("-+!~".indexOf(c) >= 0) {
      take(String.valueOf(c));
      long value = unary(live);
      return switch (c) {
        case '-' -> -value;
        case '!' -> value == 0 ? 1 : 0;
        case '~' -> ~value;
        default -> value;
      };
    }
    if (c == '(') {
      take("(");
      long value = assignment(live);
      if (source.peek() != ')') {
        throw new Syntax.Unsupported("arithmetic: " + "a ')' is missing");
      }
      take(")");
      return value;
    }
    String name = name();
    return name.isEmpty() ? constant() : variable(name);
  }

  private long constant() {
    int begin = source.at;
    while (!source.isAtEnd() && Character.isLetterOrDigit(source.peek())) {
      source.at++;
    }
    String text = source.since(begin);
    blanks();
    if (!text.matches("0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*")) {
      throw new Syntax.Unsupported("arithmetic: " + "'" + text + source.rest() + "'");
    }
    return number(text);
  }

  private String name() {
    int begin = source.at;
    if (!Character.isDigit(source.peek())) {
      while (!source.isAtEnd()
          && (Character.isLetterOrDigit(source.peek()) || source.peek() == '_')) {
        source.at++;
      }
    }
    String name = source.since(begin);
    blanks();
    return name;
  }

  /** A variable's value, which may itself be an expression. */
  private long variable(String name) {
    return value(names.value(name), names);
  }

  private static long apply(String operator, long left, long right, boolean live) {
    if ("/%".contains(operator) && right == 0) {
      if (live) {
        throw new Wrong("division by zero");
      }
      return 0;
    }
    return switch (operator) {
      case "||" -> truth(left != 0 || right != 0);
      case "&&" -> truth(left != 0 && right != 0);
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "&" -> left & right;
      case "==" -> truth(left == right);
      case "!=" -> truth(left != right);
      case "<" -> truth(left < right);
      case ">" -> truth(left > right);
      case "<=" -> truth(left <= right);
      case ">=" -> truth(left >= right);
      case "<<" -> left << right;
      case ">>" -> left >> right;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "%" -> left % right;
      default -> throw new Syntax.Unsupported("arithmetic: " + operator);
    };
  }

  private static long truth(boolean value) {
    return value ? 1 : 0;
  }

  private void take(String what) {
    source.at += what.length();
    blanks();
  }

  private void blanks() {
    while (!source.isAtEnd() && " \t\n".indexOf(source.peek()) >= 0) {
      source.at++;
    }
  }
}
