package org.ctrtool.conformance.simshell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a shell script. */
sealed interface Syntax {
  record Sequence(List<Syntax> parts) implements Syntax {}

  record AndOr(Syntax left, boolean and, Syntax right) implements Syntax {}

  record Not(Syntax command) implements Syntax {}

  /**
   * A command that is not waited for.
   *
   * @param text the command as it is written
   */
  record Background(Syntax command, String text) implements Syntax {}

  record Pipeline(List<Syntax> commands, int line) implements Syntax {}

  /**
   * A command with its assignments; without words these are of the shell itself.
   *
   * @param line where it is
   * @param text the command as it is written
   */
  record Simple(
      List<Assignment> assignments,
      List<Word> words,
      List<Redirection> redirections,
      int line,
      String text)
      implements Syntax {}

  /** A compound command with redirections. */
  record Redirected(Syntax command, List<Redirection> redirections, int line) implements Syntax {}

  record Group(Syntax body) implements Syntax {}

  record Subshell(Syntax body, int line, String text) implements Syntax {}

  /**
   * A loop over words.
   *
   * @param values null for the positional parameters
   */
  record For(String variable, @Nullable List<Word> values, Syntax body) implements Syntax {}

  record If(Syntax condition, Syntax then, @Nullable Syntax otherwise) implements Syntax {}

  /** {@code while}, or {@code until}: that ends where the other one goes on. */
  record While(Syntax condition, boolean until, Syntax body) implements Syntax {}

  record Case(Word word, List<Clause> clauses) implements Syntax {}

  record Function(String name, Syntax body) implements Syntax {}

  /** What is done if one of the patterns of {@code case} matches. */
  record Clause(List<Word> patterns, Syntax body) {}

  record Assignment(String name, Word value) {}

  /**
   * A redirection.
   *
   * @param variable the variable that gets the number of a new descriptor, null if it is known
   * @param operator as it is written, except that of a here-document, which is {@code <<}
   * @param target a file, a descriptor, or the text of a here-document
   */
  record Redirection(int fd, @Nullable String variable, String operator, Word target) {}

  record Word(List<Part> parts) {
    /** The word if nothing in it is to be expanded, null otherwise. */
    @Nullable String literal() {
      StringBuilder text = new StringBuilder();
      for (Part part : parts) {
        if (!(part instanceof Part.Text literal)) {
          return null;
        }
        text.append(literal.text());
      }
      return text.toString();
    }
  }

  /** A part of a word; what is quoted is not split into fields, and no pattern. */
  sealed interface Part {
    record Text(String text, boolean quoted) implements Part {}

    /**
     * The value of a parameter.
     *
     * @param operator {@code -}, {@code :-}, {@code %%} and so on, {@code length}, or empty
     * @param word what stands behind the operator
     */
    record Parameter(String name, String operator, Word word, boolean quoted) implements Part {}

    record Substitution(Syntax command, boolean quoted) implements Part {}

    record Arithmetic(Word expression, boolean quoted) implements Part {}
  }

  /** What this shell does not know; the script is one for a real shell. */
  class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unsupported(String what) {
      super(what);
    }
  }

  /** The script ends inside of a command: more has to be read. */
  final class Unfinished extends Unsupported {
    private static final long serialVersionUID = 1;

    Unfinished(String what) {
      super("the script ends before " + what);
    }
  }
}
