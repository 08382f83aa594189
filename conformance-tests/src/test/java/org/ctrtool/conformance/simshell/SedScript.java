package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * A script of sed(1): the commands {@code s} (with the flags {@code g}, {@code p} and a number),
 * {@code p}, {@code d} and {@code q}, for all lines or those of an address: a number, {@code $}, an
 * expression, or a range of two.
 */
final class SedScript {
  private static final String BETWEEN = " \t\n;";

  private final String text;
  private final boolean extended;
  private int at;

  private SedScript(String text, boolean extended) {
    this.text = text;
    this.extended = extended;
  }

  static List<Command> parse(String text, boolean extended) {
    SedScript script = new SedScript(text, extended);
    List<Command> commands = new ArrayList<>();
    script.skip(BETWEEN);
    while (script.at < text.length()) {
      commands.add(script.command());
      script.skip(" \t");
      if (script.at < text.length() && BETWEEN.indexOf(script.peek()) < 0) {
        throw script.unknown();
      }
      script.skip(BETWEEN);
    }
    return commands;
  }

  /** Where a command acts. */
  sealed interface Address {
    boolean selects(String space, int number, boolean last);

    /** Whether a range that began before ends with this line. */
    default boolean ends(String space, int number, boolean last) {
      return selects(space, number, last);
    }

    /** Whether a range that ends here would end before a line. */
    default boolean isBefore(int number) {
      return false;
    }

    record Number(int line) implements Address {
      @Override
      public boolean selects(String space, int number, boolean last) {
        return number == line;
      }

      @Override
      public boolean ends(String space, int number, boolean last) {
        return number >= line;
      }

      @Override
      public boolean isBefore(int number) {
        return line < number;
      }
    }

    record Last() implements Address {
      @Override
      public boolean selects(String space, int number, boolean last) {
        return last;
      }
    }

    record Match(RegularExpression expression) implements Address {
      @Override
      public boolean selects(String space, int number, boolean last) {
        return expression.isIn(space);
      }
    }
  }

  record Command(
      @Nullable Address from,
      @Nullable Address to,
      boolean negated,
      char name,
      @Nullable Substitution substitution) {
    Substitution requireSubstitution() {
      return Objects.requireNonNull(substitution);
    }
  }

  /**
   * The command {@code s}.
   *
   * @param replacement text and, as numbers, what is to be put in of the match
   * @param number which match is the first to be replaced
   */
  record Substitution(
      RegularExpression expression,
      List<Object> replacement,
      int number,
      boolean all,
      boolean prints) {
    /** The text with the replacement, null if there is nothing to replace. */
    @Nullable String in(String space) {
      StringBuilder result = new StringBuilder();
      int copied = 0;
      int found = 0;
      boolean changed = false;
      MatchResult match = expression.find(space, 0);
      while (match != null) {
        boolean behindLast = match.end() == match.start() && match.start() == copied && found > 0;
        if (!behindLast) {
          found++;
        }
        if (!behindLast && found >= number) {
          result.append(space, copied, match.start());
          append(match, result);
          changed = true;
        } else {
          result.append(space, copied, match.end());
        }
        copied = match.end();
        boolean goesOn = (all || !changed) && copied < space.length();
        int next = match.end() == match.start() ? copied + 1 : copied;
        match = goesOn ? expression.find(space, next) : null;
      }
      return changed ? result.append(space.substring(copied)).toString() : null;
    }

    private void append(MatchResult match, StringBuilder result) {
      for (Object part : replacement) {
        if (part instanceof Integer group) {
          String text = match.group(group);
          result.append(text == null ? "" : text);
        } else {
          result.append(part);
        }
      }
    }
  }

  private Command command() {
    Address from = address();
    Address to = null;
    if (from != null && peek() == ',') {
      at++;
      to = address();
      if (to == null) {
        throw unknown();
      }
    }
    skip(" \t");
    boolean negated = peek() == '!';
    if (negated) {
      at++;
    }
    char name = peek();
    at++;
    return switch (name) {
      case 's' -> new Command(from, to, negated, name, substitution());
      case 'p', 'd', 'q' -> new Command(from, to, negated, name, null);
      default -> throw unknown();
    };
  }

  private @Nullable Address address() {
    char c = peek();
    if (c == '$') {
      at++;
      return new Address.Last();
    }
    if (c == '/') {
      at++;
      return new Address.Match(expression(delimited('/')));
    }
    int begin = at;
    while (Character.isDigit(peek())) {
      at++;
    }
    return at == begin ? null : new Address.Number(Integer.parseInt(text.substring(begin, at)));
  }

  private Substitution substitution() {
    char delimiter = peek();
    at++;
    RegularExpression expression = expression(delimited(delimiter));
    List<Object> replacement = replacement(delimited(delimiter));
    boolean all = false;
    boolean prints = false;
    int number = 1;
    while (at < text.length() && BETWEEN.indexOf(peek()) < 0) {
      char flag = peek();
      at++;
      switch (flag) {
        case 'g' -> all = true;
        case 'p' -> prints = true;
        case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number = flag - '0';
        default -> throw unknown();
      }
    }
    return new Substitution(expression, replacement, number, all, prints);
  }

  private RegularExpression expression(String words) {
    if (words.isEmpty()) {
      throw unknown();
    }
    return extended ? RegularExpression.extended(words) : RegularExpression.basic(words);
  }

  /** What stands before the next delimiter; one with a backslash is a character like another. */
  private String delimited(char delimiter) {
    StringBuilder result = new StringBuilder();
    while (peek() != delimiter) {
      if (at >= text.length() || peek() == '\n') {
        throw unknown();
      }
      if (peek() == '\\' && at + 1 < text.length()) {
        at++;
        if (peek() != delimiter) {
          result.append('\\');
        }
      }
      result.append(peek());
      at++;
    }
    at++;
    return result.toString();
  }

  private List<Object> replacement(String words) {
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      if (c == '&') {
        parts.add(0);
      } else if (c != '\\') {
        parts.add(String.valueOf(c));
      } else if (++i < words.length()) {
        parts.add(escaped(words.charAt(i)));
      } else {
        throw unknown();
      }
    }
    return parts;
  }

  private Object escaped(char c) {
    if (Character.isDigit(c)) {
      return c - '0';
    }
    return switch (c) {
      case 'n' -> "\n";
      case 't' -> "\t";
      default -> {
        if (Character.isLetter(c)) {
          throw unknown();
        }
        yield String.valueOf(c);
      }
    };
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void skip(String characters) {
    while (at < text.length() && characters.indexOf(peek()) >= 0) {
      at++;
    }
  }

  private Syntax.Unsupported unknown() {
    return new Syntax.Unsupported("sed " + text);
  }
}
