package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ctrtool.conformance.simshell.Syntax.Assignment;
import org.ctrtool.conformance.simshell.Syntax.Part;
import org.ctrtool.conformance.simshell.Syntax.Redirection;
import org.ctrtool.conformance.simshell.Syntax.Unsupported;
import org.ctrtool.conformance.simshell.Syntax.Word;

/** Reads shell scripts, by recursive descent over their characters. */
final class ShellParser {
  private static final Set<String> ENDS = Set.of("done", "do", "then", "else", "fi", "}");
  private static final String BLANKS = " \t";
  private static final String META = " \t\n;&|()<>";

  private final String text;
  private int at;

  private ShellParser(String text) {
    this.text = text;
  }

  static Syntax parse(String text) {
    ShellParser parser = new ShellParser(text);
    Syntax script = parser.sequence();
    if (parser.at < text.length()) {
      throw new Unsupported("'" + text.substring(parser.at) + "'");
    }
    return script;
  }

  private Syntax sequence() {
    List<Syntax> parts = new ArrayList<>();
    skip(" \t\n;");
    while (at < text.length() && peek() != ')' && !ENDS.contains(keyword())) {
      Syntax command = andOr();
      blanks();
      if (peek() == '&') {
        at++;
        command = new Syntax.Background(command);
      }
      parts.add(command);
      skip(" \t\n;");
    }
    return new Syntax.Sequence(parts);
  }

  private Syntax andOr() {
    Syntax left = pipeline();
    while (true) {
      blanks();
      boolean and = text.startsWith("&&", at);
      if (!and && !text.startsWith("||", at)) {
        return left;
      }
      at += 2;
      skip(" \t\n");
      left = new Syntax.AndOr(left, and, pipeline());
    }
  }

  private Syntax pipeline() {
    blanks();
    if (keyword().equals("!")) {
      at++;
      return new Syntax.Not(pipeline());
    }
    List<Syntax> commands = new ArrayList<>(List.of(command()));
    blanks();
    while (peek() == '|' && !text.startsWith("||", at)) {
      at++;
      skip(" \t\n");
      commands.add(command());
      blanks();
    }
    return commands.size() == 1 ? commands.get(0) : new Syntax.Pipeline(commands);
  }

  private Syntax command() {
    blanks();
    String word = keyword();
    return switch (word) {
      case "{" -> group(1, "}", false);
      case "for" -> forLoop();
      case "while" -> whileLoop();
      case "if" -> condition();
      case "case", "until", "function", "[[" -> throw new Unsupported(word);
      default -> peek() == '(' ? group(1, ")", true) : functionOrSimple(word);
    };
  }

  private Syntax functionOrSimple(String word) {
    if (isName(word) && text.startsWith("()", at + word.length())) {
      at += word.length() + 2;
      skip(" \t\n");
      return new Syntax.Function(word, command());
    }
    return simple();
  }

  private Syntax group(int skipped, String end, boolean subshell) {
    at += skipped;
    Syntax body = sequence();
    expect(end);
    List<Redirection> redirections = new ArrayList<>();
    blanks();
    while (startsRedirection()) {
      redirections.add(redirection());
      blanks();
    }
    return new Syntax.Group(body, subshell, redirections);
  }

  private Syntax forLoop() {
    expect("for");
    blanks();
    String variable = keyword();
    at += variable.length();
    blanks();
    expect("in");
    List<Word> values = new ArrayList<>();
    blanks();
    while (";\n".indexOf(peek()) < 0) {
      values.add(word());
      blanks();
    }
    return new Syntax.For(variable, values, body("do", "done"));
  }

  private Syntax whileLoop() {
    expect("while");
    Syntax condition = sequence();
    return new Syntax.While(condition, body("do", "done"));
  }

  private Syntax condition() {
    expect("if");
    Syntax condition = sequence();
    expect("then");
    Syntax then = sequence();
    Syntax otherwise = null;
    if (keyword().equals("else")) {
      expect("else");
      otherwise = sequence();
    }
    expect("fi");
    return new Syntax.If(condition, then, otherwise);
  }

  private Syntax body(String begin, String end) {
    skip(" \t\n;");
    expect(begin);
    Syntax body = sequence();
    expect(end);
    return body;
  }

  private Syntax simple() {
    List<Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Redirection> redirections = new ArrayList<>();
    blanks();
    while (at < text.length() && (startsRedirection() || ";&|()\n".indexOf(peek()) < 0)) {
      if (peek() == '#') {
        at = endOfLine();
      } else if (startsRedirection()) {
        redirections.add(redirection());
      } else if (words.isEmpty() && startsAssignment()) {
        String name = text.substring(at, text.indexOf('=', at));
        at += name.length() + 1;
        assignments.add(new Assignment(name, word()));
      } else {
        words.add(word());
      }
      blanks();
    }
    return new Syntax.Simple(assignments, words, redirections);
  }

  private boolean startsRedirection() {
    int sign = at;
    while (sign < text.length() && Character.isDigit(text.charAt(sign))) {
      sign++;
    }
    return sign < text.length() && "<>".indexOf(text.charAt(sign)) >= 0;
  }

  private Redirection redirection() {
    int begin = at;
    skip("0123456789");
    String number = text.substring(begin, at);
    boolean input = peek() == '<';
    String operator = String.valueOf(text.charAt(at++));
    if (at < text.length() && (peek() == '&' || peek() == '>' && !input)) {
      operator += text.charAt(at++);
    } else if ("<(|>".indexOf(peek()) >= 0) {
      throw new Unsupported(operator + peek());
    }
    blanks();
    int fd = number.isEmpty() ? (input ? 0 : 1) : Integer.parseInt(number);
    return new Redirection(fd, operator, word());
  }

  private boolean startsAssignment() {
    int end = at;
    while (end < text.length() && isNamePart(text.charAt(end))) {
      end++;
    }
    return end > at
        && end < text.length()
        && text.charAt(end) == '='
        && !Character.isDigit(text.charAt(at));
  }

  // Words

  private Word word() {
    List<Part> parts = new ArrayList<>();
    while (at < text.length() && META.indexOf(peek()) < 0) {
      part(parts, false);
    }
    return new Word(parts);
  }

  private void part(List<Part> parts, boolean quoted) {
    switch (peek()) {
      case '\'' -> {
        if (quoted) {
          literal(parts, true);
        } else {
          int end = text.indexOf('\'', at + 1);
          parts.add(new Part.Text(text.substring(at + 1, end), true));
          at = end + 1;
        }
      }
      case '"' -> doubleQuoted(parts);
      case '$' -> expansion(parts, quoted);
      case '\\' -> escape(parts, quoted);
      case '`' -> throw new Unsupported("`");
      default -> literal(parts, quoted);
    }
  }

  private void doubleQuoted(List<Part> parts) {
    at++;
    parts.add(new Part.Text("", true));
    while (peek() != '"') {
      part(parts, true);
    }
    at++;
  }

  private void escape(List<Part> parts, boolean quoted) {
    char escaped = text.charAt(at + 1);
    at += 2;
    boolean kept = quoted && "$`\"\\".indexOf(escaped) < 0;
    parts.add(new Part.Text(kept ? "\\" + escaped : String.valueOf(escaped), true));
  }

  private void literal(List<Part> parts, boolean quoted) {
    int begin = at;
    String ends = quoted ? "\"$\\`" : META + "'\"$\\`";
    while (at < text.length() && ends.indexOf(peek()) < 0) {
      at++;
    }
    String literal = text.substring(begin, at);
    boolean pattern = literal.contains("*") || literal.contains("?") || literal.contains("[");
    if (!quoted && pattern && !literal.equals("[")) {
      throw new Unsupported("the pattern " + literal);
    }
    parts.add(new Part.Text(literal, quoted));
  }

  private void expansion(List<Part> parts, boolean quoted) {
    at++;
    if (text.startsWith("((", at)) {
      throw new Unsupported("$((");
    }
    if (peek() == '(') {
      at++;
      Syntax command = sequence();
      expect(")");
      parts.add(new Part.Substitution(command, quoted));
    } else if (peek() == '{') {
      at++;
      String name = name();
      Word otherwise = null;
      if (peek() == '-') {
        at++;
        otherwise = braced();
      }
      expect("}");
      parts.add(new Part.Variable(name, otherwise, quoted));
    } else {
      parts.add(new Part.Variable(name(), null, quoted));
    }
  }

  private Word braced() {
    List<Part> parts = new ArrayList<>();
    int begin = at;
    while (peek() != '}') {
      at++;
    }
    parts.add(new Part.Text(text.substring(begin, at), true));
    return new Word(parts);
  }

  /** The name of a variable or of a special parameter. */
  private String name() {
    int begin = at;
    if ("$?!#@0123456789".indexOf(peek()) >= 0) {
      at++;
    } else {
      while (at < text.length() && isNamePart(peek())) {
        at++;
      }
    }
    if (at == begin) {
      throw new Unsupported("$" + peek());
    }
    return text.substring(begin, at);
  }

  // Characters

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\n';
  }

  /** The unquoted word that begins here. */
  private String keyword() {
    int end = at;
    while (end < text.length() && (META + "'\"$\\=").indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(at, end);
  }

  private void expect(String what) {
    if (!text.startsWith(what, at)) {
      throw new Unsupported("no " + what + " at '" + text.substring(at) + "'");
    }
    at += what.length();
  }

  private void skip(String characters) {
    while (at < text.length()
        && (characters.indexOf(text.charAt(at)) >= 0
            || text.charAt(at) == '#' && characters.contains("\n"))) {
      at = text.charAt(at) == '#' ? endOfLine() : at + 1;
    }
  }

  private int endOfLine() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private void blanks() {
    skip(BLANKS);
    if (text.startsWith("\\\n", at)) {
      at += 2;
      blanks();
    }
  }

  private static boolean isName(String word) {
    return !word.isEmpty()
        && !Character.isDigit(word.charAt(0))
        && word.chars().allMatch(c -> isNamePart((char) c));
  }

  private static boolean isNamePart(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '_');
  }
}
