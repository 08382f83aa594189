package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.ctrtool.conformance.simshell.Syntax.Part;
import org.ctrtool.conformance.simshell.Syntax.Unsupported;
import org.ctrtool.conformance.simshell.Syntax.Word;

/** Reads words: quotes, and what is expanded. */
final class WordParser {
  /** In what a piece of a word stands. */
  private enum Where {
    /** Nothing is quoted: the word ends at a blank or an operator. */
    WORD("'\"$\\`" + Source.META),
    /** In double quotes. */
    QUOTES("\"$\\`"),
    /** In a here-document: as in double quotes, except that these mean nothing. */
    DOCUMENT("$\\`"),
    /** In braces behind an operator: the word ends at the brace. */
    BRACES("'\"$\\`}"),
    /** The same in double quotes: single quotes mean nothing. */
    QUOTED_BRACES("\"$\\`}");

    final String special;

    Where(String special) {
      this.special = special;
    }

    boolean isQuoted() {
      return this != WORD && this != BRACES;
    }
  }

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SPECIAL = Pattern.compile("[$?!#@*0-9-]");
  private static final Pattern IN_BRACES =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[$?!#@*-]");
  private static final Pattern OPERATOR = Pattern.compile(":?[-=?+]|%%?|##?");
  private static final Pattern BRACE_EXPANSION = Pattern.compile("\\{[^ ]*(,|\\.\\.)[^ ]*\\}.*");
  private static final Set<String> OF_PATTERNS = Set.of("%", "%%", "#", "##");

  private final Source source;
  private final Dialect dialect;

  WordParser(Source source, Dialect dialect) {
    this.source = source;
    this.dialect = dialect;
  }

  /** The word that begins here. */
  Word word() {
    if (source.peek() == '~') {
      throw new Unsupported("~");
    }
    if (dialect == Dialect.BASH && source.looksAt(BRACE_EXPANSION)) {
      throw new Unsupported("brace expansion");
    }
    List<Part> parts = new ArrayList<>();
    while (!source.isAtEnd() && Source.META.indexOf(source.peek()) < 0) {
      part(parts, Where.WORD);
    }
    return new Word(parts);
  }

  /** The text of a here-document, all of which is in the source. */
  Word document() {
    List<Part> parts = new ArrayList<>();
    while (!source.isAtEnd()) {
      part(parts, Where.DOCUMENT);
    }
    return new Word(parts);
  }

  private void part(List<Part> parts, Where where) {
    char c = source.peek();
    if (where.special.indexOf(c) < 0) {
      parts.add(new Part.Text(source.until(where.special), where.isQuoted()));
      return;
    }
    switch (c) {
      case '\'' -> singleQuoted(parts);
      case '"' -> doubleQuoted(parts);
      case '$' -> expansion(parts, where);
      case '\\' -> escape(parts, where);
      case '`' -> backquoted(parts, where);
      default -> throw new Unsupported("'" + c + "' in a word");
    }
  }

  private void singleQuoted(List<Part> parts) {
    source.at++;
    parts.add(new Part.Text(source.until("'"), true));
    source.expect("'");
  }

  private void doubleQuoted(List<Part> parts) {
    source.at++;
    if (source.peek() == '"') {
      parts.add(new Part.Text("", true));
    }
    while (source.peek() != '"') {
      source.requireMore("\"");
      part(parts, Where.QUOTES);
    }
    source.at++;
  }

  private void escape(List<Part> parts, Where where) {
    source.at++;
    char escaped = source.next();
    if (escaped == '\n') {
      return;
    }
    boolean kept =
        switch (where) {
          case WORD, BRACES -> false;
          case QUOTES -> "$`\"\\".indexOf(escaped) < 0;
          case DOCUMENT -> "$`\\".indexOf(escaped) < 0;
          case QUOTED_BRACES -> "$`\"\\}".indexOf(escaped) < 0;
        };
    parts.add(new Part.Text(kept ? "\\" + escaped : String.valueOf(escaped), true));
  }

  private void backquoted(List<Part> parts, Where where) {
    source.at++;
    StringBuilder script = new StringBuilder();
    while (source.peek() != '`') {
      char c = source.next();
      boolean escapes =
          c == '\\'
              && ("$`\\".indexOf(source.peek()) >= 0
                  || where == Where.QUOTES && source.peek() == '"');
      script.append(escapes ? source.next() : c);
      source.requireMore("`");
    }
    source.at++;
    parts.add(
        new Part.Substitution(ShellParser.parse(script.toString(), dialect), where.isQuoted()));
  }

  // What a dollar sign begins

  private void expansion(List<Part> parts, Where where) {
    source.at++;
    boolean quoted = where.isQuoted();
    if (source.skipIf("((")) {
      parts.add(new Part.Arithmetic(arithmetic(), quoted));
    } else if (source.skipIf("(")) {
      parts.add(new Part.Substitution(ShellParser.inParentheses(source, dialect), quoted));
    } else if (source.skipIf("{")) {
      parts.add(braced(quoted));
    } else if (!quoted && source.peek() == '\'') {
      dialect.requireBash("$'");
      parts.add(new Part.Text(escapes(), true));
    } else if (!quoted && source.peek() == '"') {
      throw new Unsupported("$\"");
    } else {
      String name = source.take(source.looksAt(NAME) ? NAME : SPECIAL);
      parts.add(
          name.isEmpty()
              ? new Part.Text("$", quoted)
              : new Part.Parameter(name, "", new Word(List.of()), quoted));
    }
  }

  /** Up to the two parentheses that end it; all of it is expanded as in double quotes. */
  private Word arithmetic() {
    List<Part> parts = new ArrayList<>();
    int depth = 0;
    while (depth > 0 || source.peek() != ')') {
      source.requireMore("))");
      char c = source.peek();
      if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
        source.at++;
        parts.add(new Part.Text(String.valueOf(c), true));
      } else if (c == '$' || c == '`') {
        part(parts, Where.QUOTES);
      } else {
        parts.add(new Part.Text(source.until("()$`"), true));
      }
    }
    source.expect("))");
    return new Word(parts);
  }

  private Part braced(boolean quoted) {
    boolean length = source.peek() == '#' && source.peek(1) != '}';
    source.at += length ? 1 : 0;
    String name = source.take(IN_BRACES);
    if (name.isEmpty()) {
      throw new Unsupported("${" + source.rest());
    }
    if (source.peek() == '[') {
      name += index(name);
    }
    String operator = length ? "length" : source.take(OPERATOR);
    Where where = quoted && !OF_PATTERNS.contains(operator) ? Where.QUOTED_BRACES : Where.BRACES;
    List<Part> parts = new ArrayList<>();
    while (!operator.isEmpty() && source.peek() != '}') {
      source.requireMore("}");
      part(parts, where);
    }
    source.expect("}");
    return new Part.Parameter(name, operator, new Word(parts), quoted);
  }

  /** The one array that there is. */
  private String index(String name) {
    dialect.requireBash("an array");
    String index = source.until("]") + "]";
    source.expect("]");
    if (!name.equals("PIPESTATUS") || !index.matches("\\[([0-9]+|@|\\*)]")) {
      throw new Unsupported("${" + name + index);
    }
    return index;
  }

  /** The text of {@code $'...'}. */
  private String escapes() {
    source.at++;
    StringBuilder text = new StringBuilder();
    while (source.peek() != '\'') {
      char c = source.next();
      if (c == '\\') {
        text.append('\\').append(source.next());
      } else {
        text.append(c == '%' ? "%%" : c);
      }
    }
    source.at++;
    return Printf.format(dialect, List.of("printf", text.toString()));
  }
}
