package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ctrtool.conformance.simshell.Syntax.Part;
import org.ctrtool.conformance.simshell.Syntax.Redirection;
import org.ctrtool.conformance.simshell.Syntax.Unsupported;
import org.ctrtool.conformance.simshell.Syntax.Word;

/** Reads redirections, and here-documents at the end of the lines that name them. */
final class RedirectionParser {
  private static final Pattern BEGIN =
      Pattern.compile("[0-9]*[<>]|&>|\\{[A-Za-z_][A-Za-z0-9_]*}[<>]");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z_][A-Za-z0-9_]*}");
  private static final Pattern OPERATOR =
      Pattern.compile("<<<|<<-?|<&|<>|<\\(|<|>>|>&|>\\||>\\(|>|&>>|&>");

  /** A here-document whose text is still to come, into the list where its place is kept. */
  private record Announced(
      List<Redirection> list, int index, String end, boolean plain, boolean tabs) {}

  private final Source source;
  private final Dialect dialect;
  private final List<Announced> announced = new ArrayList<>();

  RedirectionParser(Source source, Dialect dialect) {
    this.source = source;
    this.dialect = dialect;
  }

  boolean isNext() {
    return source.looksAt(BEGIN) && !(dialect == Dialect.DASH && source.peek() == '&');
  }

  void read(List<Redirection> redirections) {
    String variable = source.take(VARIABLE);
    String number = source.take(NUMBER);
    String operator = source.take(OPERATOR);
    int standard = operator.startsWith("<") ? 0 : 1;
    int fd = number.isEmpty() ? standard : Integer.parseInt(number);
    source.blanks();
    switch (operator) {
      case "<(", ">(" -> throw new Unsupported(operator);
      case "<<", "<<-" -> announce(redirections, fd, operator.endsWith("-"));
      case "&>", "&>>" -> {
        redirections.add(new Redirection(1, null, operator.substring(1), word()));
        redirections.add(new Redirection(2, null, ">&", text("1")));
      }
      case "<<<" -> {
        dialect.requireBash(operator);
        List<Part> parts = new ArrayList<>(word().parts());
        parts.add(new Part.Text("\n", true));
        redirections.add(new Redirection(fd, null, "<<", new Word(parts)));
      }
      case "<", ">", ">>", "<&", ">&", "<>", ">|" -> {
        String name = variable.isEmpty() ? null : variable.substring(1, variable.length() - 1);
        if (name != null) {
          dialect.requireBash(variable + operator);
        }
        redirections.add(new Redirection(fd, name, operator, word()));
      }
      default -> throw new Unsupported(operator);
    }
  }

  private void announce(List<Redirection> redirections, int fd, boolean tabs) {
    Word end = word();
    String literal = end.literal();
    if (literal == null) {
      throw new Unsupported("a here-document that ends at " + end);
    }
    boolean plain = end.parts().stream().anyMatch(each -> ((Part.Text) each).quoted());
    announced.add(new Announced(redirections, redirections.size(), literal, plain, tabs));
    redirections.add(new Redirection(fd, null, "<<", text("")));
  }

  /** Reads the here-documents that begin with this line. */
  void documents() {
    for (Announced each : announced) {
      String text = body(each);
      Word word = each.plain ? text(text) : new WordParser(new Source(text), dialect).document();
      Redirection place = each.list.get(each.index);
      each.list.set(each.index, new Redirection(place.fd(), null, "<<", word));
    }
    announced.clear();
  }

  private String body(Announced document) {
    StringBuilder text = new StringBuilder();
    while (true) {
      String line = source.line();
      String seen = document.tabs ? line.replaceFirst("^\t+", "") : line;
      if (seen.equals(document.end)) {
        return text.toString();
      }
      text.append(seen).append('\n');
    }
  }

  void requireNoDocument() {
    if (!announced.isEmpty()) {
      throw new Syntax.Unfinished("a here-document");
    }
  }

  private static Word text(String text) {
    return new Word(List.of(new Part.Text(text, true)));
  }

  private Word word() {
    return new WordParser(source, dialect).word();
  }
}
