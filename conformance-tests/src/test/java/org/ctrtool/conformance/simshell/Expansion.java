package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ctrtool.conformance.simshell.Syntax.Part;
import org.ctrtool.conformance.simshell.Syntax.Word;
import org.jspecify.annotations.Nullable;

/** What a shell makes of words; POSIX, Shell Command Language, 2.6. */
final class Expansion {
  private static final Pattern LINE_ENDS = Pattern.compile("\n+$");
  private static final Word NOTHING = new Word(List.of());

  private final Shell shell;

  Expansion(Shell shell) {
    this.shell = shell;
  }

  /** The fields of words: split, and with the names of files for patterns. */
  List<String> fields(List<Word> words) {
    List<String> fields = new ArrayList<>();
    for (Word word : words) {
      for (Field field : split(word)) {
        List<String> names =
            Glob.isPattern(field.pattern())
                ? Glob.names(shell.kernel(), field.pattern())
                : List.of();
        fields.addAll(names.isEmpty() ? List.of(field.text()) : names);
      }
    }
    return fields;
  }

  /** The text of a word, which is one field whatever it holds. */
  String text(Word word) {
    return whole(word).text();
  }

  /** A word as a pattern. */
  String pattern(Word word) {
    return whole(word).pattern();
  }

  private List<Field> split(Word word) {
    Fields fields = new Fields(shell.variables().separators());
    add(word, fields, false);
    return fields.all();
  }

  /** Without splitting. */
  private Field whole(Word word) {
    Fields fields = new Fields("");
    add(word, fields, false);
    Field whole = new Field();
    List<Field> all = fields.all();
    for (int i = 0; i < all.size(); i++) {
      whole.addQuoted(i == 0 ? "" : " ");
      whole.add(all.get(i));
    }
    return whole;
  }

  /**
   * Adds what a word stands for.
   *
   * @param inner whether it is a part of another one, so that unquoted text is split as well
   */
  private void add(Word word, Fields fields, boolean inner) {
    for (Part part : word.parts()) {
      switch (part) {
        case Part.Text text -> addText(text, fields, inner);
        case Part.Substitution substitution ->
            addValue(output(substitution.command()), substitution.quoted(), fields);
        case Part.Arithmetic arithmetic ->
            addValue(calculated(arithmetic.expression()), arithmetic.quoted(), fields);
        case Part.Parameter parameter -> addParameter(parameter, fields);
      }
    }
  }

  private static void addText(Part.Text text, Fields fields, boolean inner) {
    if (text.quoted()) {
      fields.addQuoted(text.text());
    } else if (inner) {
      fields.addSplit(text.text());
    } else {
      fields.addPlain(text.text());
    }
  }

  private static void addValue(String value, boolean quoted, Fields fields) {
    if (quoted) {
      fields.addQuoted(value);
    } else {
      fields.addSplit(value);
    }
  }

  // Parameters

  private void addParameter(Part.Parameter parameter, Fields fields) {
    String name = parameter.name();
    boolean all = name.equals("@") || name.equals("*");
    if (all && parameter.operator().isEmpty()) {
      addAll(name, parameter.quoted(), fields);
      return;
    }
    String value = all && shell.parameters().isEmpty() ? null : shell.value(name);
    boolean colon = parameter.operator().startsWith(":");
    String present = colon && value != null && value.isEmpty() ? null : value;
    Word word = parameter.word();
    switch (parameter.operator().replace(":", "")) {
      case "-" -> addEither(present, word, parameter.quoted(), fields);
      case "+" -> addEither(present == null ? "" : null, word, parameter.quoted(), fields);
      case "=" -> {
        if (present == null) {
          shell.variables().assign(name, text(word));
        }
        addEither(shell.value(name), NOTHING, parameter.quoted(), fields);
      }
      case "?" -> {
        if (present == null) {
          String why = word.parts().isEmpty() ? "parameter not set" : text(word);
          throw new Shell.Failed(name + ": " + why, shell.dialect() == Dialect.BASH ? 127 : 2);
        }
        addValue(present, parameter.quoted(), fields);
      }
      case "length" -> addValue(length(name, value), parameter.quoted(), fields);
      case "" -> addValue(value == null ? "" : value, parameter.quoted(), fields);
      default -> addValue(trimmed(parameter, value), parameter.quoted(), fields);
    }
  }

  private void addEither(@Nullable String value, Word otherwise, boolean quoted, Fields fields) {
    if (value != null) {
      addValue(value, quoted, fields);
      return;
    }
    if (quoted) {
      fields.addQuoted("");
    }
    add(otherwise, fields, !quoted);
  }

  private String length(String name, @Nullable String value) {
    boolean all = name.equals("@") || name.equals("*");
    return String.valueOf(all ? shell.parameters().size() : value == null ? 0 : value.length());
  }

  private String trimmed(Part.Parameter parameter, @Nullable String value) {
    String text = value == null ? "" : value;
    String pattern = pattern(parameter.word());
    String operator = parameter.operator();
    boolean longest = operator.length() == 2;
    boolean front = operator.startsWith("#");
    for (int i = 0; i <= text.length(); i++) {
      int removed = longest ? text.length() - i : i;
      int cut = front ? removed : text.length() - removed;
      String part = front ? text.substring(0, cut) : text.substring(cut);
      if (Glob.matches(pattern, part)) {
        return front ? text.substring(cut) : text.substring(0, cut);
      }
    }
    return text;
  }

  private void addAll(String name, boolean quoted, Fields fields) {
    List<String> parameters = shell.parameters();
    if (quoted && name.equals("*")) {
      String separators = shell.variables().separators();
      String between = separators.isEmpty() ? "" : separators.substring(0, 1);
      fields.addQuoted(String.join(between, parameters));
      return;
    }
    for (int i = 0; i < parameters.size(); i++) {
      if (i > 0) {
        fields.end();
      }
      addValue(parameters.get(i), quoted, fields);
    }
  }

  // Commands and numbers

  private String calculated(Word expression) {
    String text = text(expression);
    try {
      return String.valueOf(Arithmetic.value(text, shell.variables()));
    } catch (Arithmetic.Wrong wrong) {
      if (shell.dialect() == Dialect.BASH) {
        throw new Syntax.Unsupported("what bash says of " + wrong.getMessage());
      }
      throw new Shell.Failed(
          "arithmetic expression: " + wrong.getMessage() + ": \"" + text + "\"", 2);
    }
  }

  private String output(Syntax command) {
    return LINE_ENDS.matcher(shell.processes().output(command)).replaceFirst("");
  }
}
