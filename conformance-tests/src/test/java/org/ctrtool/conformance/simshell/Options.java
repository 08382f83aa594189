package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options and operands of a utility's command line, read as getopt_long(3) does. What is not
 * known is {@link Syntax.Unsupported}, since the real utility may know it.
 */
final class Options {
  private static final String IN_ORDER = "+";

  /** An option under its first name. */
  private record Known(String name, boolean hasValue, boolean mayHaveValue) {}

  private final List<String> argv;
  private final boolean inOrder;
  private final Map<String, Known> known = new LinkedHashMap<>();
  private final Map<String, List<String>> given = new LinkedHashMap<>();
  private final List<String> operands = new ArrayList<>();

  private Options(List<String> argv, String known) {
    this.argv = argv;
    this.inOrder = known.startsWith(IN_ORDER);
    for (String word : known.substring(inOrder ? 1 : 0).split(" ", -1)) {
      if (!word.isEmpty()) {
        add(word);
      }
    }
  }

  /**
   * Reads a command line.
   *
   * @param known the options there are, with blanks between: the names of each with a bar between,
   *     then a colon if it has a value, a question mark if it may have one behind an equals sign;
   *     after a plus sign in front of all of them the first operand ends the options
   */
  static Options of(List<String> argv, String known) {
    Options options = new Options(argv, known);
    options.read();
    return options;
  }

  private void add(String word) {
    boolean hasValue = word.endsWith(":");
    boolean mayHaveValue = word.endsWith("?");
    String names = hasValue || mayHaveValue ? word.substring(0, word.length() - 1) : word;
    String[] all = names.split("\\|", -1);
    for (String name : all) {
      known.put(name, new Known(all[0], hasValue, mayHaveValue));
    }
  }

  private void read() {
    int at = 1;
    while (at < argv.size()) {
      String word = argv.get(at);
      if (word.equals("--")) {
        operands.addAll(argv.subList(at + 1, argv.size()));
        return;
      }
      if (word.startsWith("--")) {
        at += readLong(word.substring(2), at);
      } else if (word.startsWith("-") && word.length() > 1) {
        at += readLetters(word, at);
      } else if (inOrder) {
        operands.addAll(argv.subList(at, argv.size()));
        return;
      } else {
        operands.add(word);
        at++;
      }
    }
  }

  /** Returns how many words it took. */
  private int readLong(String word, int at) {
    int equals = word.indexOf('=');
    Known option = require(equals < 0 ? word : word.substring(0, equals));
    if (equals >= 0) {
      if (!option.hasValue && !option.mayHaveValue) {
        throw unknown();
      }
      give(option, word.substring(equals + 1));
      return 1;
    }
    give(option, option.hasValue ? argument(at + 1) : "");
    return option.hasValue ? 2 : 1;
  }

  private int readLetters(String word, int at) {
    for (int i = 1; i < word.length(); i++) {
      Known option = require(String.valueOf(word.charAt(i)));
      if (option.hasValue) {
        boolean attached = i + 1 < word.length();
        give(option, attached ? word.substring(i + 1) : argument(at + 1));
        return attached ? 1 : 2;
      }
      give(option, "");
    }
    return 1;
  }

  private Known require(String name) {
    Known option = known.get(name);
    if (option == null) {
      throw unknown();
    }
    return option;
  }

  private String argument(int at) {
    if (at >= argv.size()) {
      throw unknown();
    }
    return argv.get(at);
  }

  private void give(Known option, String value) {
    given.computeIfAbsent(option.name, name -> new ArrayList<>()).add(value);
  }

  boolean has(String name) {
    return given.containsKey(name);
  }

  /** The last value of an option; null if it was not given. */
  @Nullable String value(String name) {
    List<String> all = values(name);
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }

  /** The last value of an option, or what stands for it if it was not given. */
  String value(String name, String otherwise) {
    String value = value(name);
    return value == null ? otherwise : value;
  }

  /** All values of an option. */
  List<String> values(String name) {
    return given.getOrDefault(name, List.of());
  }

  List<String> operands() {
    return operands;
  }

  /** Requires a number of operands. */
  Options requireOperands(int least, int most) {
    if (operands.size() < least || operands.size() > most) {
      throw unknown();
    }
    return this;
  }

  /** This command line is none for this utility. */
  Syntax.Unsupported unknown() {
    return new Syntax.Unsupported(String.join(" ", argv));
  }
}
