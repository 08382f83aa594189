package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.OsStrings;
import org.jspecify.annotations.Nullable;

/** One reading of an argument vector, by the rules of getopt_long(3). */
final class Parser<B> {
  private final Grammar<B> grammar;
  private final B request;
  private final List<String> words;
  private final List<String> operands = new ArrayList<>();
  private Operands.Place place;
  private int next;
  private ParseResult<B> result;
  private boolean done;
  private String context = "";

  Parser(Grammar<B> grammar, B request, List<String> words, boolean posixlyCorrect) {
    this.grammar = grammar;
    this.request = request;
    this.words = words;
    this.result = new ParseResult.Parsed<>(request);
    Operands.Place declared = grammar.operands().place();
    this.place =
        posixlyCorrect && declared == Operands.Place.ANYWHERE ? Operands.Place.LAST : declared;
  }

  ParseResult<B> result() {
    return result;
  }

  /** What a message begins with: the option whose argument was being read. */
  String context() {
    return context;
  }

  void run() {
    while (!done && next < words.size()) {
      readWord(words.get(next++));
    }
    if (!done) {
      takeOperands();
      grammar.check(request);
    }
  }

  private void readWord(String word) {
    if (word.equals("--")) {
      takeRest();
    } else if (word.startsWith("--")) {
      readLong(word);
    } else if (word.length() > 1 && word.charAt(0) == '-') {
      readCluster(word);
    } else {
      readOperand(word);
    }
  }

  private void readOperand(String word) {
    switch (place) {
      case ANYWHERE -> operands.add(word);
      case IN_PLACE -> grammar.operands().action().take(request, List.of(word));
      case LAST -> {
        next--;
        takeRest();
      }
    }
  }

  private void takeRest() {
    while (next < words.size()) {
      String word = words.get(next++);
      if (place == Operands.Place.IN_PLACE) {
        grammar.operands().action().take(request, List.of(word));
      } else {
        operands.add(word);
      }
    }
  }

  private void takeOperands() {
    Operands<B> declared = grammar.operands();
    if (declared.place() == Operands.Place.IN_PLACE) {
      return;
    }
    UsageError.when(
        operands.size() < declared.least(),
        "missing operand: " + grammar.command() + " " + declared.placeholder());
    if (operands.size() > declared.most()) {
      throw surplus(operands.get(declared.most()));
    }
    declared.action().take(request, List.copyOf(operands));
  }

  private static UsageError surplus(String operand) {
    return new UsageError("operand " + OsStrings.quoted(operand) + " is one too many");
  }

  private void readCluster(String word) {
    int at = 1;
    while (!done && at < word.length()) {
      Option<B> option = byLetter(word, at);
      at++;
      String rest = word.substring(at);
      switch (option.argument()) {
        case NONE -> apply(option, "-" + option.letter(), null);
        case REQUIRED -> {
          String name = "-" + option.letter();
          apply(option, name, rest.isEmpty() ? nextWord(option, name) : rest);
          at = word.length();
        }
        case OPTIONAL -> {
          apply(option, "-" + option.letter(), rest.isEmpty() ? null : rest);
          at = word.length();
        }
      }
    }
  }

  private void readLong(String word) {
    int equals = word.indexOf('=');
    String name = word.substring(2, equals < 0 ? word.length() : equals);
    @Nullable String value = equals < 0 ? null : word.substring(equals + 1);
    Option<B> option = byLongName(name);
    String shown = "--" + option.longName();
    switch (option.argument()) {
      case NONE -> {
        UsageError.when(value != null, "option " + shown + " takes no argument");
        apply(option, shown, null);
      }
      case REQUIRED -> apply(option, shown, value == null ? nextWord(option, shown) : value);
      case OPTIONAL -> apply(option, shown, value);
    }
  }

  private String nextWord(Option<B> option, String shown) {
    UsageError.when(
        next >= words.size(), "option " + shown + " needs an argument: " + option.placeholder());
    return words.get(next++);
  }

  private void apply(Option<B> option, String shown, @Nullable String value) {
    switch (option.special()) {
      case HELP -> end(new ParseResult.HelpWanted<>());
      case VERSION -> end(new ParseResult.VersionWanted<>());
      case STOPS_AT_OPERAND -> {
        if (!operands.isEmpty()) {
          throw surplus(operands.get(0));
        }
        place = Operands.Place.LAST;
      }
      case NOTHING, NEWER -> {}
    }
    context = shown + ": ";
    option.action().take(request, value);
    context = "";
  }

  private void end(ParseResult<B> early) {
    result = early;
    done = true;
  }

  private Option<B> byLetter(String word, int at) {
    char letter = word.charAt(at);
    for (Option<B> option : grammar.options()) {
      if (option.hasLetter() && option.letter() == letter) {
        return option;
      }
    }
    boolean plain = letter > ' ' && letter < 0x7F;
    String where = word.length() > 2 ? " in " + OsStrings.quoted(word) : "";
    throw new UsageError(
        plain ? "unknown option -" + letter + where : "unknown option" + where(word));
  }

  private static String where(String word) {
    return " " + OsStrings.quoted(word);
  }

  private Option<B> byLongName(String name) {
    List<Option<B>> fitting = new ArrayList<>();
    List<Option<B>> older = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Option<B> option : grammar.options()) {
      for (String longName : option.longNames()) {
        if (longName.equals(name)) {
          return option;
        }
        if (longName.startsWith(name)) {
          names.add("--" + longName);
          if (!fitting.contains(option)) {
            fitting.add(option);
            if (option.special() != Option.Special.NEWER) {
              older.add(option);
            }
          }
        }
      }
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (older.size() == 1) {
      return older.get(0);
    }
    String shown = OsStrings.quoted("--" + name);
    if (fitting.isEmpty()) {
      throw new UsageError("unknown option " + shown + Suggestion.text(name, longNames(), "--"));
    }
    throw new UsageError("option " + shown + " is ambiguous: " + String.join(", ", names));
  }

  private List<String> longNames() {
    List<String> names = new ArrayList<>();
    for (Option<B> option : grammar.options()) {
      names.addAll(option.longNames());
    }
    return names;
  }
}
