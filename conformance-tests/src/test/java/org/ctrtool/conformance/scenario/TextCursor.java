package org.ctrtool.conformance.scenario;

import org.ctrtool.api.OsStrings;

/** A place in a line of text. White space between tokens is skipped. */
final class TextCursor {
  private final String line;
  private int at;

  TextCursor(String line) {
    this.line = line;
  }

  int position() {
    return at;
  }

  void goTo(int position) {
    at = position;
  }

  String rest() {
    return line.substring(at).strip();
  }

  boolean atEnd() {
    skipSpace();
    return at == line.length();
  }

  boolean skip(String token) {
    skipSpace();
    if (!line.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    return true;
  }

  boolean skipWord(String word) {
    int before = at;
    if (startsWithLetter() && word().equals(word)) {
      return true;
    }
    at = before;
    return false;
  }

  void expect(String token) {
    if (!skip(token)) {
      throw wrong(token + " is missing");
    }
  }

  boolean startsWithLetter() {
    skipSpace();
    return at < line.length() && Character.isJavaIdentifierStart(line.charAt(at));
  }

  String word() {
    skipSpace();
    int start = at;
    while (at < line.length() && Character.isJavaIdentifierPart(line.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wrong("a name is missing");
    }
    return line.substring(start, at);
  }

  /** As many of {@code characters} as there are, at least one. */
  String allOf(String characters) {
    skipSpace();
    int start = at;
    while (at < line.length() && characters.indexOf(line.charAt(at)) >= 0) {
      at++;
    }
    if (at == start) {
      throw wrong("one of " + characters + " is missing");
    }
    return line.substring(start, at);
  }

  String digits() {
    skipSpace();
    int start = at;
    while (at < line.length() && Character.isDigit(line.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wrong("a number is missing");
    }
    return line.substring(start, at);
  }

  /** A number, decimal or after 0x; may be negative. */
  long number() {
    boolean negative = skip("-");
    String word = word();
    try {
      long number =
          word.startsWith("0x")
              ? Long.parseUnsignedLong(word.substring(2), 16)
              : Long.parseLong(word);
      return negative ? -number : number;
    } catch (NumberFormatException wrong) {
      throw wrong(word + " is no number");
    }
  }

  String quoted() {
    expect("\"");
    byte[] bytes = new byte[4 * (line.length() - at) + 4];
    int length = 0;
    while (at < line.length() && line.charAt(at) != '"') {
      char c = line.charAt(at++);
      if (c != '\\') {
        byte[] encoded = OsStrings.encode(String.valueOf(c));
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
      } else {
        bytes[length++] = (byte) escaped();
      }
    }
    expect("\"");
    return OsStrings.decode(bytes, 0, length);
  }

  private int escaped() {
    if (at == line.length()) {
      throw wrong("an escape without an end");
    }
    char c = line.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '"', '\\' -> c;
      default -> {
        at--;
        yield octal();
      }
    };
  }

  private int octal() {
    int value = 0;
    int start = at;
    while (at < line.length()
        && at < start + 3
        && line.charAt(at) >= '0'
        && line.charAt(at) <= '7') {
      value = value * 8 + line.charAt(at++) - '0';
    }
    if (at == start) {
      throw wrong("an unknown escape");
    }
    return value;
  }

  IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + " at column " + (at + 1) + " of: " + line);
  }

  private void skipSpace() {
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
  }
}
