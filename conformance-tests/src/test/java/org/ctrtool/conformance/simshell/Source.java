package org.ctrtool.conformance.simshell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The characters of a script, and a place in it. */
final class Source {
  static final String META = " \t\n;&|()<>";

  private final String text;
  private final int firstLine;
  int at;

  Source(String text) {
    this(text, 1);
  }

  Source(String text, int firstLine) {
    this.text = text;
    this.firstLine = firstLine;
  }

  boolean isAtEnd() {
    return at >= text.length();
  }

  /** The next character; a line break at the end. */
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\n';
  }

  char next() {
    requireMore("a character");
    return text.charAt(at++);
  }

  void requireMore(String what) {
    if (isAtEnd()) {
      throw new Syntax.Unfinished(what);
    }
  }

  boolean startsWith(String what) {
    return text.startsWith(what, at);
  }

  /** Goes past {@code what} if that is next. */
  boolean skipIf(String what) {
    boolean found = startsWith(what);
    at += found ? what.length() : 0;
    return found;
  }

  void expect(String what) {
    requireMore(what);
    if (!skipIf(what)) {
      throw new Syntax.Unsupported("no " + what + " at '" + rest() + "'");
    }
  }

  /** Goes past what matches here; null if nothing does. */
  String take(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    at = matcher.end();
    return matcher.group();
  }

  boolean looksAt(Pattern pattern) {
    return pattern.matcher(text).region(at, text.length()).lookingAt();
  }

  /** Everything up to the next of some characters, or to the end. */
  String until(String ends) {
    int begin = at;
    while (!isAtEnd() && ends.indexOf(peek()) < 0) {
      at++;
    }
    return text.substring(begin, at);
  }

  /** Goes past blanks and line breaks that a backslash hides. */
  void blanks() {
    while (!isAtEnd() && (peek() == ' ' || peek() == '\t' || startsWith("\\\n"))) {
      at += peek() == '\\' ? 2 : 1;
    }
  }

  /** A line without its end, which is gone past. */
  String line() {
    requireMore("the end of a here-document");
    String line = until("\n");
    at++;
    return line;
  }

  /** The unquoted word that begins here. */
  String keyword() {
    int begin = at;
    String word = until(META + "'\"$\\`=");
    at = begin;
    return word;
  }

  String since(int begin) {
    return text.substring(begin, Math.min(at, text.length())).strip();
  }

  int lineNumber() {
    String before = text.substring(0, Math.min(at, text.length()));
    return firstLine + (int) before.chars().filter(c -> c == '\n').count();
  }

  String rest() {
    return text.substring(Math.min(at, text.length()));
  }
}
