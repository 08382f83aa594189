package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One option of a tool.
 *
 * @param letter the short name; {@link #NO_LETTER} if it has none
 * @param longName the long name, without dashes
 * @param otherNames further long names, which help does not show
 * @param argument whether it takes an argument
 * @param placeholder what the argument is called in help, empty if there is none
 * @param help what the option does, in a few words
 * @param section the heading it stands under in help, empty for the first ones
 * @param special what happens besides the action
 * @param action what it does to the request; gets null if the argument is optional and not there
 * @param <B> the request
 */
public record Option<B>(
    char letter,
    String longName,
    List<String> otherNames,
    Argument argument,
    String placeholder,
    String help,
    String section,
    Special special,
    Action<B> action) {
  /** Stands for "no short name". */
  public static final char NO_LETTER = '\0';

  /** Whether an option takes an argument. */
  public enum Argument {
    /** It takes none. */
    NONE,
    /** It takes one, attached or as the next word. */
    REQUIRED,
    /** It takes one if it is attached. */
    OPTIONAL
  }

  /** What an option does to the reading of the arguments. */
  public enum Special {
    /** Nothing. */
    NOTHING,
    /** It came later: an abbreviation that fits another one, too, means that one. */
    NEWER,
    /** Help is wanted. */
    HELP,
    /** The version is wanted. */
    VERSION,
    /** The next operand ends the options. */
    STOPS_AT_OPERAND
  }

  /**
   * What an option does to the request.
   *
   * @param <B> the request
   */
  @FunctionalInterface
  public interface Action<B> {
    /** Takes the option's argument, null if it has none. */
    void take(B request, @Nullable String value);
  }

  /** Whether the option has a short name. */
  public boolean hasLetter() {
    return letter != NO_LETTER;
  }

  /** All long names, the proper one first. */
  public List<String> longNames() {
    List<String> names = new ArrayList<>();
    names.add(longName);
    names.addAll(otherNames);
    return names;
  }

  /** How help shows the option: {@code -s, --source=TEXT}. */
  public String shown() {
    String names = (hasLetter() ? "-" + letter + ", " : "    ") + "--" + longName;
    return switch (argument) {
      case NONE -> names;
      case REQUIRED -> names + "=" + placeholder;
      case OPTIONAL -> names + "[=" + placeholder + "]";
    };
  }
}
