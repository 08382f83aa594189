package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.ctrtool.conformance.simshell.Syntax.Assignment;
import org.ctrtool.conformance.simshell.Syntax.Clause;
import org.ctrtool.conformance.simshell.Syntax.Redirection;
import org.ctrtool.conformance.simshell.Syntax.Unsupported;
import org.ctrtool.conformance.simshell.Syntax.Word;

/** Reads shell scripts, by recursive descent over their characters. */
final class ShellParser {
  private static final Set<String> ENDS =
      Set.of("done", "do", "then", "elif", "else", "fi", "esac", "}");
  private static final Set<String> UNKNOWN = Set.of("function", "[[", "select", "time", "coproc");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=");
  private static final Pattern OTHER_ASSIGNMENT =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\+=|\\[[^]]*]\\+?=|=\\()");
  private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*[ \t]*\\(");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Source source;
  private final Dialect dialect;
  private final RedirectionParser redirections;

  private ShellParser(Source source, Dialect dialect) {
    this.source = source;
    this.dialect = dialect;
    this.redirections = new RedirectionParser(source, dialect);
  }

  static Syntax parse(String text, Dialect dialect) {
    return parse(text, dialect, 1);
  }

  /** Reads a script whose first line has this number. */
  static Syntax parse(String text, Dialect dialect, int firstLine) {
    Source source = new Source(text, firstLine);
    ShellParser parser = new ShellParser(source, dialect);
    Syntax script = parser.sequence();
    parser.redirections.requireNoDocument();
    if (!source.isAtEnd()) {
      throw new Unsupported("'" + source.rest() + "'");
    }
    return script;
  }

  /** The commands up to a closing parenthesis. */
  static Syntax inParentheses(Source source, Dialect dialect) {
    ShellParser parser = new ShellParser(source, dialect);
    Syntax commands = parser.sequence();
    source.expect(")");
    parser.redirections.requireNoDocument();
    return commands;
  }

  private Syntax sequence() {
    List<Syntax> parts = new ArrayList<>();
    lines();
    while (!isEnd()) {
      int begin = source.at;
      Syntax command = andOr();
      String text = source.since(begin);
      source.blanks();
      boolean background = source.peek() == '&';
      parts.add(background ? new Syntax.Background(command, shown(command, text)) : command);
      if (!background && source.peek() == ';' && source.peek(1) != ';' || background) {
        source.at++;
      } else if (source.peek() != '\n' && source.peek() != '#') {
        break;
      }
      lines();
    }
    return new Syntax.Sequence(parts);
  }

  private static String shown(Syntax command, String text) {
    return command instanceof Syntax.Simple simple ? simple.text() : text;
  }

  private boolean isEnd() {
    return source.isAtEnd()
        || source.peek() == ')'
        || source.startsWith(";;")
        || ENDS.contains(source.keyword());
  }

  /** Goes past blanks, comments and line breaks; here-documents begin after these. */
  private void lines() {
    source.blanks();
    while (!source.isAtEnd() && (source.peek() == '\n' || source.peek() == '#')) {
      source.until("\n");
      if (!source.isAtEnd()) {
        source.at++;
        redirections.documents();
      }
      source.blanks();
    }
  }

  private Syntax andOr() {
    Syntax left = pipeline();
    while (true) {
      source.blanks();
      boolean and = source.startsWith("&&");
      if (!and && !source.startsWith("||")) {
        return left;
      }
      source.at += 2;
      lines();
      left = new Syntax.AndOr(left, and, pipeline());
    }
  }

  private Syntax pipeline() {
    source.blanks();
    if (source.keyword().equals("!")) {
      source.at++;
      return new Syntax.Not(pipeline());
    }
    int line = source.lineNumber();
    List<Syntax> commands = new ArrayList<>(List.of(command()));
    source.blanks();
    while (source.peek() == '|' && source.peek(1) != '|') {
      source.at++;
      if (source.peek() == '&') {
        throw new Unsupported("|&");
      }
      lines();
      commands.add(command());
      source.blanks();
    }
    return commands.size() == 1 ? commands.get(0) : new Syntax.Pipeline(commands, line);
  }

  private Syntax command() {
    source.blanks();
    source.requireMore("a command");
    String word = source.keyword();
    if (UNKNOWN.contains(word) || source.startsWith("((")) {
      throw new Unsupported(word.isEmpty() ? "((" : word);
    }
    return switch (word) {
      case "{" -> redirected(group());
      case "for" -> redirected(forLoop());
      case "while", "until" -> redirected(whileLoop(word));
      case "if" -> redirected(condition("if"));
      case "case" -> redirected(choice());
      default -> {
        if (source.peek() == '(') {
          yield redirected(subshell());
        }
        yield source.looksAt(FUNCTION) ? function(word) : simple();
      }
    };
  }

  private Syntax redirected(Syntax command) {
    List<Redirection> all = new ArrayList<>();
    source.blanks();
    while (redirections.isNext()) {
      redirections.read(all);
      source.blanks();
    }
    return all.isEmpty() ? command : new Syntax.Redirected(command, all, source.lineNumber());
  }

  // Compound commands

  private Syntax function(String name) {
    source.at += name.length();
    source.blanks();
    source.expect("(");
    source.blanks();
    source.expect(")");
    lines();
    return new Syntax.Function(name, command());
  }

  private Syntax group() {
    source.expect("{");
    Syntax body = sequence();
    source.expect("}");
    return new Syntax.Group(body);
  }

  private Syntax subshell() {
    int begin = source.at;
    int line = source.lineNumber();
    source.expect("(");
    Syntax body = sequence();
    source.expect(")");
    return new Syntax.Subshell(body, line, source.since(begin));
  }

  private Syntax forLoop() {
    source.expect("for");
    source.blanks();
    String variable = source.take(NAME);
    lines();
    List<Word> values = null;
    if (source.keyword().equals("in")) {
      source.at += 2;
      values = words(";\n");
    }
    source.blanks();
    source.skipIf(";");
    lines();
    return new Syntax.For(variable, values, body());
  }

  private List<Word> words(String ends) {
    List<Word> words = new ArrayList<>();
    source.blanks();
    while (ends.indexOf(source.peek()) < 0) {
      words.add(word());
      source.blanks();
    }
    return words;
  }

  private Syntax whileLoop(String kind) {
    source.expect(kind);
    Syntax condition = sequence();
    return new Syntax.While(condition, kind.equals("until"), body());
  }

  private Syntax body() {
    source.expect("do");
    Syntax body = sequence();
    source.expect("done");
    return body;
  }

  /** From {@code if} or {@code elif} to {@code fi}. */
  private Syntax condition(String kind) {
    source.expect(kind);
    Syntax condition = sequence();
    source.expect("then");
    Syntax then = sequence();
    String next = source.keyword();
    if (next.equals("elif")) {
      return new Syntax.If(condition, then, condition("elif"));
    }
    Syntax otherwise = null;
    if (next.equals("else")) {
      source.at += next.length();
      otherwise = sequence();
    }
    source.expect("fi");
    return new Syntax.If(condition, then, otherwise);
  }

  private Syntax choice() {
    source.expect("case");
    source.blanks();
    Word word = word();
    lines();
    source.expect("in");
    lines();
    List<Clause> clauses = new ArrayList<>();
    while (!source.keyword().equals("esac")) {
      clauses.add(clause());
      lines();
    }
    source.at += "esac".length();
    return new Syntax.Case(word, clauses);
  }

  private Clause clause() {
    source.requireMore("esac");
    source.skipIf("(");
    List<Word> patterns = new ArrayList<>();
    do {
      source.blanks();
      patterns.add(word());
      source.blanks();
    } while (source.skipIf("|"));
    source.expect(")");
    Syntax body = sequence();
    if (source.startsWith(";&") || source.startsWith(";;&")) {
      throw new Unsupported(";&");
    }
    if (!source.keyword().equals("esac")) {
      source.expect(";;");
    }
    return new Clause(patterns, body);
  }

  // Simple commands

  private Syntax simple() {
    int line = source.lineNumber();
    List<Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Redirection> all = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (!source.isAtEnd() && !isEndOfSimple()) {
      int piece = source.at;
      boolean redirects = redirections.isNext();
      if (redirects) {
        redirections.read(all);
      } else if (words.isEmpty() && source.looksAt(OTHER_ASSIGNMENT)) {
        throw new Unsupported("an array or +=");
      } else if (words.isEmpty() && source.looksAt(ASSIGNMENT)) {
        String name = source.take(ASSIGNMENT);
        assignments.add(new Assignment(name.substring(0, name.length() - 1), word()));
      } else {
        words.add(word());
      }
      String written = source.since(piece);
      text.append(text.isEmpty() ? "" : " ").append(redirects ? spaced(written) : written);
      source.blanks();
    }
    if (assignments.isEmpty() && words.isEmpty() && all.isEmpty()) {
      throw new Unsupported("no command at '" + source.rest() + "'");
    }
    return new Syntax.Simple(assignments, words, all, line, text.toString());
  }

  /** A redirection as bash shows it. */
  private static String spaced(String redirection) {
    return redirection.replaceFirst("^([0-9]*(?:[<>]|>>|<>|>\\|))[ \t]*([^<>&|(].*)$", "$1 $2");
  }

  private boolean isEndOfSimple() {
    return !redirections.isNext() && ";&|()\n#".indexOf(source.peek()) >= 0;
  }

  private Word word() {
    return new WordParser(source, dialect).word();
  }
}
