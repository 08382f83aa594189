package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ctrtool.api.Attempt;

/**
 * What a tool understands, and its help: declared once, used by the static binary and on the JVM.
 *
 * @param <B> the request that options and operands fill in
 */
public final class Grammar<B> {
  private final Builder<B> declared;
  private final List<Option<B>> options;

  private Grammar(Builder<B> declared) {
    this.declared = declared;
    this.options = List.copyOf(declared.options);
  }

  /**
   * Starts a declaration.
   *
   * @param tool the tool's name; empty for ctrtool itself
   * @param request makes an empty request
   */
  public static <B> Builder<B> of(String tool, Supplier<B> request) {
    return new Builder<>(tool, request);
  }

  /**
   * Reads arguments, by the rules of getopt_long(3): clusters, attached values, abbreviations of
   * long names that fit one option only, {@code --} as the end of options. Options take effect in
   * the order they are given.
   *
   * @param arguments without the name of the tool
   * @param posixlyCorrect whether the first operand ends the options even where they may stand
   *     anywhere
   */
  public ParseResult<B> parse(List<String> arguments, boolean posixlyCorrect) {
    Parser<B> parser = new Parser<>(this, declared.request.get(), arguments, posixlyCorrect);
    Throwable failure = Attempt.failure(parser::run);
    if (failure == null) {
      return parser.result();
    }
    if (failure instanceof UsageError wrong) {
      return new ParseResult.Mistake<>(parser.context() + wrong.what());
    }
    if (failure instanceof Error grave) {
      throw grave;
    }
    throw (RuntimeException) failure;
  }

  /** The tool's name; empty for ctrtool itself. */
  public String tool() {
    return declared.tool;
  }

  /** How the tool is called: {@code ctrtool TOOL}. */
  public String command() {
    return declared.tool.isEmpty() ? "ctrtool" : "ctrtool " + declared.tool;
  }

  /** The options in the order of declaration, {@code --help} and {@code --version} last. */
  public List<Option<B>> options() {
    return options;
  }

  /** The operands. */
  public Operands<B> operands() {
    return declared.operands;
  }

  /** The exit status of a usage error. */
  public int usageStatus() {
    return declared.usageStatus;
  }

  /** What follows the name of the tool in the synopsis, a line each. */
  public List<String> synopsis() {
    if (!declared.synopsis.isEmpty()) {
      return List.copyOf(declared.synopsis);
    }
    String operands = declared.operands.placeholder();
    return List.of(operands.isEmpty() ? "[OPTION]..." : "[OPTION]... " + operands);
  }

  /** Paragraphs that say what the tool does. */
  public List<String> description() {
    return List.copyOf(declared.description);
  }

  /** Environment variables that are read or set. */
  public List<Variable> variables() {
    List<Variable> all = new ArrayList<>(declared.variables);
    if (declared.operands.place() == Operands.Place.ANYWHERE && declared.operands.most() > 0) {
      all.add(new Variable("POSIXLY_CORRECT", "if set, the first operand ends the options"));
    }
    return all;
  }

  /** What exit statuses mean. */
  public List<Status> statuses() {
    return List.copyOf(declared.statuses);
  }

  /** Command lines with explanations. */
  public List<Example> examples() {
    return List.copyOf(declared.examples);
  }

  /** Where the tool does not do as the original ctrtool did. */
  public List<String> differences() {
    return List.copyOf(declared.differences);
  }

  /** The help text, with line breaks; no line is longer than 80 columns. */
  public String help() {
    return Help.of(this);
  }

  void check(B request) {
    for (Consumer<B> check : declared.checks) {
      check.accept(request);
    }
  }

  /**
   * An environment variable.
   *
   * @param name its name
   * @param meaning what it says, or is set to
   */
  public record Variable(String name, String meaning) {}

  /**
   * An exit status.
   *
   * @param when the number, or a word like "other"
   * @param meaning what it says
   */
  public record Status(String when, String meaning) {}

  /**
   * An example.
   *
   * @param command a command line
   * @param meaning what it does
   */
  public record Example(String command, String meaning) {}

  /**
   * A declaration being made. Every method but {@link #build} returns this builder.
   *
   * @param <B> the request
   */
  public static final class Builder<B> {
    private final String tool;
    private final Supplier<B> request;
    private final List<Option<B>> options = new ArrayList<>();
    private final List<String> synopsis = new ArrayList<>();
    private final List<String> description = new ArrayList<>();
    private final List<Variable> variables = new ArrayList<>();
    private final List<Status> statuses = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private final List<Consumer<B>> checks = new ArrayList<>();
    private Operands<B> operands =
        new Operands<>(Operands.Place.ANYWHERE, "", 0, 0, (b, words) -> {});
    private String section = "";
    private int usageStatus = 2;

    private Builder(String tool, Supplier<B> request) {
      this.tool = tool;
      this.request = request;
    }

    /** Adds a line of synopsis: what follows {@code ctrtool TOOL}. Without any, one is made. */
    public Builder<B> synopsis(String line) {
      synopsis.add(line);
      return this;
    }

    /** Adds a paragraph that says what the tool does. */
    public Builder<B> describedAs(String paragraph) {
      description.add(paragraph);
      return this;
    }

    /** The following options stand under this heading. */
    public Builder<B> section(String heading) {
      section = heading;
      return this;
    }

    /** Adds an option without argument. */
    public Builder<B> flag(char letter, String longName, String help, Consumer<B> action) {
      Objects.requireNonNull(action);
      return add(
          letter,
          longName,
          Option.Argument.NONE,
          "",
          help,
          Option.Special.NOTHING,
          (b, v) -> action.accept(b));
    }

    /** Adds an option without argument and without letter. */
    public Builder<B> flag(String longName, String help, Consumer<B> action) {
      return flag(Option.NO_LETTER, longName, help, action);
    }

    /** Adds an option that takes an argument. */
    public Builder<B> option(
        char letter,
        String longName,
        String placeholder,
        String help,
        BiConsumer<B, String> action) {
      return add(
          letter,
          longName,
          Option.Argument.REQUIRED,
          placeholder,
          help,
          Option.Special.NOTHING,
          (b, v) -> action.accept(b, Objects.requireNonNull(v)));
    }

    /** Adds an option that takes an argument and has no letter. */
    public Builder<B> option(
        String longName, String placeholder, String help, BiConsumer<B, String> action) {
      return option(Option.NO_LETTER, longName, placeholder, help, action);
    }

    /** Adds an option whose argument may be left out; only {@code --name=value} gives one. */
    public Builder<B> optional(
        char letter, String longName, String placeholder, String help, Option.Action<B> action) {
      return add(
          letter,
          longName,
          Option.Argument.OPTIONAL,
          placeholder,
          help,
          Option.Special.NOTHING,
          action);
    }

    /** Adds an option without letter whose argument may be left out. */
    public Builder<B> optional(
        String longName, String placeholder, String help, Option.Action<B> action) {
      return optional(Option.NO_LETTER, longName, placeholder, help, action);
    }

    /**
     * Adds an option without argument after which the first operand ends the options: it and what
     * follows are a command. An operand before it is a mistake.
     */
    public Builder<B> stopsAtOperand(
        char letter, String longName, String help, Consumer<B> action) {
      return add(
          letter,
          longName,
          Option.Argument.NONE,
          "",
          help,
          Option.Special.STOPS_AT_OPERAND,
          (b, v) -> action.accept(b));
    }

    /** Gives the option declared last one more long name, which help does not show. */
    public Builder<B> alsoNamed(String longName) {
      Option<B> last = options.get(options.size() - 1);
      List<String> names = new ArrayList<>(last.otherNames());
      names.add(longName);
      return replaceLast(List.copyOf(names), last.special());
    }

    /**
     * The option declared last came later than others whose abbreviations are in use: they keep
     * their meaning.
     */
    public Builder<B> newer() {
      return replaceLast(options.get(options.size() - 1).otherNames(), Option.Special.NEWER);
    }

    private Builder<B> replaceLast(List<String> otherNames, Option.Special special) {
      Option<B> last = options.remove(options.size() - 1);
      options.add(
          new Option<>(
              last.letter(),
              last.longName(),
              otherNames,
              last.argument(),
              last.placeholder(),
              last.help(),
              last.section(),
              special,
              last.action()));
      return this;
    }

    /**
     * Declares operands that may stand anywhere between options.
     *
     * @param most {@code Integer.MAX_VALUE} for any number
     * @param action takes all of them, after the options
     */
    public Builder<B> operands(String placeholder, int least, int most, Operands.Action<B> action) {
      operands = new Operands<>(Operands.Place.ANYWHERE, placeholder, least, most, action);
      return this;
    }

    /**
     * Declares a program to run: the first operand ends the options.
     *
     * @param least 1 if there must be one, else 0
     * @param action takes the program and its arguments
     */
    public Builder<B> program(String placeholder, int least, Operands.Action<B> action) {
      operands = new Operands<>(Operands.Place.LAST, placeholder, least, Integer.MAX_VALUE, action);
      return this;
    }

    /** Declares operands that take effect where they stand, each for itself. */
    public Builder<B> operandsInPlace(String placeholder, BiConsumer<B, String> action) {
      operands =
          new Operands<>(
              Operands.Place.IN_PLACE,
              placeholder,
              0,
              Integer.MAX_VALUE,
              (b, words) -> action.accept(b, words.get(0)));
      return this;
    }

    /** Adds a check of the whole request, made when everything is read. */
    public Builder<B> check(Consumer<B> check) {
      checks.add(check);
      return this;
    }

    /** Sets the exit status of usage errors, 2 if nothing is said. */
    public Builder<B> usageStatus(int status) {
      usageStatus = status;
      return this;
    }

    /** Says what an exit status means. */
    public Builder<B> status(int status, String meaning) {
      return status(Integer.toString(status), meaning);
    }

    /** Says what an exit status means that is not one number. */
    public Builder<B> status(String when, String meaning) {
      statuses.add(new Status(when, meaning));
      return this;
    }

    /** Says what an environment variable means. */
    public Builder<B> variable(String name, String meaning) {
      variables.add(new Variable(name, meaning));
      return this;
    }

    /** Says where a tool looks for the program it runs. */
    public Builder<B> searchesPath() {
      return variable("PATH", "where a program without a slash is; /bin:/usr/bin if unset");
    }

    /** Says what PATH and the statuses 125, 126 and 127 of a tool that runs a program mean. */
    public Builder<B> programStatuses() {
      return searchesPath()
          .status(2, "usage error, nothing was done")
          .status(125, "something failed before the program was executed")
          .status(126, "the program was found but cannot be executed")
          .status(127, "the program was not found")
          .status("other", "the program's own");
    }

    /** Adds an example. */
    public Builder<B> example(String command, String meaning) {
      examples.add(new Example(command, meaning));
      return this;
    }

    /** Adds a sentence about something that the original ctrtool does in another way. */
    public Builder<B> difference(String sentence) {
      differences.add(sentence);
      return this;
    }

    /**
     * Ends the declaration; adds {@code --help}, with {@code -h} where that letter is free, and
     * {@code --version}.
     */
    public Grammar<B> build() {
      boolean hIsFree = true;
      for (Option<B> option : options) {
        hIsFree = hIsFree && option.letter() != 'h';
      }
      section("");
      add(
          hIsFree ? 'h' : Option.NO_LETTER,
          "help",
          Option.Argument.NONE,
          "",
          "show this help",
          Option.Special.HELP,
          (b, v) -> {});
      add(
          Option.NO_LETTER,
          "version",
          Option.Argument.NONE,
          "",
          "show the version",
          Option.Special.VERSION,
          (b, v) -> {});
      return new Grammar<>(this);
    }

    private Builder<B> add(
        char letter,
        String longName,
        Option.Argument argument,
        String placeholder,
        String help,
        Option.Special special,
        Option.Action<B> action) {
      for (Option<B> other : options) {
        if (letter != Option.NO_LETTER && letter == other.letter()
            || longName.equals(other.longName())) {
          throw new IllegalStateException("declared twice: -" + letter + " --" + longName);
        }
      }
      options.add(
          new Option<>(
              letter, longName, List.of(), argument, placeholder, help, section, special, action));
      return this;
    }
  }
}
