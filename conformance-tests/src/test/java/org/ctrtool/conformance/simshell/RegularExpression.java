package org.ctrtool.conformance.simshell;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of POSIX, basic or extended, with the extensions of GNU for {@code \+},
 * {@code \?} and {@code \|}; see regex(7). Of the matches that begin first the longest counts,
 * where Java takes the one that it finds first.
 */
final class RegularExpression {
  private static final String OF_EXTENDED = "(){}|+?";
  private static final String OF_JAVA = "\\[](){}.*+?^$|&~";

  private final Pattern pattern;

  private RegularExpression(Pattern pattern) {
    this.pattern = pattern;
  }

  static RegularExpression basic(String text) {
    return new RegularExpression(new Translation(text, false).compile());
  }

  static RegularExpression extended(String text) {
    return new RegularExpression(new Translation(text, true).compile());
  }

  /** One that is just the text. */
  static RegularExpression fixed(String text) {
    return new RegularExpression(Pattern.compile(Pattern.quote(text)));
  }

  boolean isIn(String line) {
    return pattern.matcher(line).find();
  }

  boolean isWhole(String line) {
    return pattern.matcher(line).matches();
  }

  /** The first match that begins at or after a place, and the longest of those; null if none. */
  @Nullable MatchResult find(String text, int from) {
    Matcher matcher = pattern.matcher(text).useAnchoringBounds(false);
    if (!matcher.find(from)) {
      return null;
    }
    MatchResult first = matcher.toMatchResult();
    matcher.useAnchoringBounds(false);
    for (int end = text.length(); end > first.end(); end--) {
      if (matcher.region(first.start(), end).matches()) {
        return matcher.toMatchResult();
      }
    }
    return first;
  }

  /** An expression on its way from POSIX to Java. */
  private static final class Translation {
    private final String text;
    private final boolean extended;
    private final StringBuilder java = new StringBuilder();
    private int at;

    /** Whether an expression begins here: elsewhere a caret is one of the text. */
    private boolean begins = true;

    /** Whether nothing that could be repeated stands in front: a star is then one of the text. */
    private boolean repeatsNothing = true;

    Translation(String text, boolean extended) {
      this.text = text;
      this.extended = extended;
    }

    Pattern compile() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        boolean began = begins;
        boolean bare = repeatsNothing;
        begins = false;
        repeatsNothing = false;
        if (c == '[') {
          bracket();
        } else if (c == '\\') {
          escape();
        } else if (extended && OF_EXTENDED.indexOf(c) >= 0) {
          operator(c, bare);
        } else {
          plain(c, began, bare);
        }
      }
      return Pattern.compile(java.toString(), Pattern.DOTALL);
    }

    private void plain(char c, boolean began, boolean bare) {
      switch (c) {
        case '.' -> java.append('.');
        case '*' -> star(bare);
        case '^' -> caret(began);
        case '$' -> java.append(extended || endsHere() ? "\\z" : "\\$");
        default -> literal(c);
      }
    }

    private void star(boolean bare) {
      if (bare && extended) {
        throw unknown();
      }
      if (bare) {
        literal('*');
      } else {
        quantifier("*");
      }
    }

    private void caret(boolean began) {
      if (extended || began) {
        java.append('^');
        repeatsNothing = true;
      } else {
        literal('^');
      }
    }

    private boolean endsHere() {
      return at == text.length() || text.startsWith("\\)", at) || text.startsWith("\\|", at);
    }

    private void escape() {
      if (at == text.length()) {
        throw unknown();
      }
      char c = text.charAt(at++);
      if (!extended && OF_EXTENDED.indexOf(c) >= 0) {
        operator(c, false);
      } else if (Character.isDigit(c) || "wWbsS".indexOf(c) >= 0) {
        java.append('\\').append(c);
      } else if (c == 'n') {
        literal('\n');
      } else if (c == 't') {
        literal('\t');
      } else if (Character.isLetter(c)) {
        throw unknown();
      } else {
        literal(c);
      }
    }

    private void operator(char c, boolean bare) {
      switch (c) {
        case '(', '|' -> {
          java.append(c);
          begins = true;
          repeatsNothing = true;
        }
        case ')' -> java.append(c);
        case '{' -> bound();
        case '+', '?' -> {
          if (bare) {
            throw unknown();
          }
          quantifier(String.valueOf(c));
        }
        default -> throw unknown();
      }
    }

    private void bound() {
      String end = extended ? "}" : "\\}";
      int close = text.indexOf(end, at);
      String numbers = close < 0 ? "" : text.substring(at, close);
      if (!numbers.matches("[0-9]+(,[0-9]*)?")) {
        throw unknown();
      }
      at = close + end.length();
      quantifier("{" + numbers + "}");
    }

    /** Two in a row mean something else to Java. */
    private void quantifier(String quantifier) {
      java.append(quantifier);
      String rest = text.substring(at);
      if (rest.startsWith("*") || rest.matches(extended ? "(?s)[+?{].*" : "(?s)\\\\[+?{].*")) {
        throw unknown();
      }
    }

    private void bracket() {
      java.append('[');
      if (text.startsWith("^", at)) {
        java.append('^');
        at++;
      }
      int begin = at;
      while (at < text.length() && (at == begin || text.charAt(at) != ']')) {
        at += text.startsWith("[:", at) ? characterClass() : member();
      }
      if (at == text.length()) {
        throw unknown();
      }
      at++;
      java.append(']');
    }

    private int characterClass() {
      int end = text.indexOf(":]", at);
      String name = end < 0 ? "" : text.substring(at + 2, end);
      java.append(
          switch (name) {
            case "alnum" -> "\\p{Alnum}";
            case "alpha" -> "\\p{Alpha}";
            case "digit" -> "0-9";
            case "lower" -> "a-z";
            case "space" -> "\\s";
            case "upper" -> "A-Z";
            case "xdigit" -> "0-9a-fA-F";
            default -> throw unknown();
          });
      return name.length() + 4;
    }

    private int member() {
      char c = text.charAt(at);
      if (c == '[' && (text.startsWith("[.", at) || text.startsWith("[=", at))) {
        throw unknown();
      }
      // GNU's sed knows these two in brackets, too; its grep does not, and nobody means "\ or n".
      if (c == '\\' && at + 1 < text.length() && "nt".indexOf(text.charAt(at + 1)) >= 0) {
        java.append(c).append(text.charAt(at + 1));
        return 2;
      }
      literal(c);
      return 1;
    }

    private void literal(char c) {
      if (OF_JAVA.indexOf(c) >= 0) {
        java.append('\\');
      }
      java.append(c);
    }

    private Syntax.Unsupported unknown() {
      return new Syntax.Unsupported("the regular expression " + text);
    }
  }
}
