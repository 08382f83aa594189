package org.ctrtool.conformance.simshell;

/** A field that a command gets, while it is put together. */
final class Field {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder pattern = new StringBuilder();

  /** What stands for itself. */
  void addQuoted(String more) {
    text.append(more);
    pattern.append(Glob.quoted(more));
  }

  /** What may be a pattern. */
  void addPlain(String more) {
    text.append(more);
    pattern.append(more);
  }

  /** The same as another field, quoted where that one is. */
  void add(Field more) {
    text.append(more.text);
    pattern.append(more.pattern);
  }

  String text() {
    return text.toString();
  }

  /** The field as a pattern. */
  String pattern() {
    return pattern.toString();
  }
}
