package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;

/** Writes the help of a grammar. */
final class Help {
  private static final int WIDTH = 80;
  private static final int COLUMN = 27;

  private final StringBuilder text = new StringBuilder();

  private Help() {}

  static String of(Grammar<?> grammar) {
    Help help = new Help();
    help.synopsis(grammar);
    for (String paragraph : grammar.description()) {
      help.blank();
      help.wrapped("", paragraph, 0);
    }
    help.options(grammar);
    help.variables(grammar);
    help.statuses(grammar);
    help.examples(grammar);
    help.differences(grammar);
    return help.text.toString();
  }

  private void synopsis(Grammar<?> grammar) {
    String start = "Usage: ";
    for (String line : grammar.synopsis()) {
      wrapped(start + grammar.command() + " ", line, 11);
      start = "       ";
    }
  }

  private void options(Grammar<?> grammar) {
    List<Option<?>> last = new ArrayList<>();
    String section = null;
    for (Option<?> option : grammar.options()) {
      boolean general =
          option.special() == Option.Special.HELP || option.special() == Option.Special.VERSION;
      if (general) {
        last.add(option);
      } else {
        if (!option.section().equals(section)) {
          section = option.section();
          blank();
          line(section.isEmpty() ? "Options:" : section + ":");
        }
        entry("  " + option.shown(), option.help(), COLUMN);
      }
    }
    if (section == null) {
      blank();
      line("Options:");
    } else if (!section.isEmpty()) {
      blank();
      line("General:");
    }
    for (Option<?> option : last) {
      entry("  " + option.shown(), option.help(), COLUMN);
    }
  }

  private void variables(Grammar<?> grammar) {
    if (!grammar.variables().isEmpty()) {
      blank();
      line("Environment:");
    }
    for (Grammar.Variable variable : grammar.variables()) {
      entry("  " + variable.name(), variable.meaning(), COLUMN);
    }
  }

  private void statuses(Grammar<?> grammar) {
    if (!grammar.statuses().isEmpty()) {
      blank();
      line("Exit status:");
    }
    for (Grammar.Status status : grammar.statuses()) {
      entry("  " + status.when(), status.meaning(), 9);
    }
  }

  private void examples(Grammar<?> grammar) {
    if (!grammar.examples().isEmpty()) {
      blank();
      line("Examples:");
    }
    for (Grammar.Example example : grammar.examples()) {
      line("  " + example.command());
      wrapped("      ", example.meaning(), 6);
    }
  }

  private void differences(Grammar<?> grammar) {
    if (!grammar.differences().isEmpty()) {
      blank();
      line("Differences from the original ctrtool:");
    }
    for (String difference : grammar.differences()) {
      wrapped("  ", difference, 2);
    }
  }

  /** A name, and what it means in a column of its own. */
  private void entry(String name, String meaning, int column) {
    if (name.length() + 2 > column) {
      line(name);
      wrapped(spaces(column), meaning, column);
    } else {
      wrapped(name + spaces(column - name.length()), meaning, column);
    }
  }

  /** Words that follow {@code start}; further lines are indented. */
  private void wrapped(String start, String words, int indent) {
    StringBuilder row = new StringBuilder(start);
    boolean first = true;
    int at = 0;
    while (at < words.length()) {
      int space = words.indexOf(' ', at);
      int end = space < 0 ? words.length() : space;
      String word = words.substring(at, end);
      if (!first && row.length() + 1 + word.length() > WIDTH) {
        line(row.toString());
        row = new StringBuilder(spaces(indent));
        first = true;
      }
      row.append(first ? "" : " ").append(word);
      first = false;
      at = end + 1;
    }
    line(row.toString());
  }

  private void line(String line) {
    text.append(line).append('\n');
  }

  private void blank() {
    text.append('\n');
  }

  private static String spaces(int count) {
    StringBuilder spaces = new StringBuilder();
    for (int i = 0; i < count; i++) {
      spaces.append(' ');
    }
    return spaces.toString();
  }
}
