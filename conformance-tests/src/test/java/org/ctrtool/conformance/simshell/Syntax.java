package org.ctrtool.conformance.simshell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a shell script. */
sealed interface Syntax {
  record Sequence(List<Syntax> parts) implements Syntax {}

  record AndOr(Syntax left, boolean and, Syntax right) implements Syntax {}

  record Not(Syntax command) implements Syntax {}

  record Background(Syntax command) implements Syntax {}

  record Pipeline(List<Syntax> commands) implements Syntax {}

  /** A command with its assignments; without words these are of the shell itself. */
  record Simple(List<Assignment> assignments, List<Word> words, List<Redirection> redirections)
      implements Syntax {}

  record Group(Syntax body, boolean subshell, List<Redirection> redirections) implements Syntax {}

  record For(String variable, List<Word> values, Syntax body) implements Syntax {}

  record If(Syntax condition, Syntax then, @Nullable Syntax otherwise) implements Syntax {}

  record While(Syntax condition, Syntax body) implements Syntax {}

  record Function(String name, Syntax body) implements Syntax {}

  record Assignment(String name, Word value) {}

  /**
   * A redirection.
   *
   * @param operator {@code <}, {@code >}, {@code >>}, {@code <&}, {@code >&}
   */
  record Redirection(int fd, String operator, Word target) {}

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

  /** A part of a word; what is quoted is not split into fields. */
  sealed interface Part {
    record Text(String text, boolean quoted) implements Part {}

    /** A variable; {@code otherwise} is what it stands for if it is unset. */
    record Variable(String name, @Nullable Word otherwise, boolean quoted) implements Part {}

    record Substitution(Syntax command, boolean quoted) implements Part {}
  }

  /** What this shell does not know; the script is one for a real shell. */
  final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unsupported(String what) {
      super(what);
    }
  }
}
