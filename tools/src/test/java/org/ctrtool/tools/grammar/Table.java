package org.ctrtool.tools.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options as data, from which a grammar and a table for getopt_long(3) are made. */
record Table(List<Entry> entries, Operands.Place place) {
  record Entry(char letter, String name, @Nullable String alias, Option.Argument argument) {}

  /** With the options that every grammar has. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>(entries);
    boolean hIsFree = entries.stream().noneMatch(entry -> entry.letter() == 'h');
    all.add(new Entry(hIsFree ? 'h' : Option.NO_LETTER, "help", null, Option.Argument.NONE));
    all.add(new Entry(Option.NO_LETTER, "version", null, Option.Argument.NONE));
    return all;
  }

  Entry entryOf(int letter, int index) {
    List<Entry> all = all();
    if (index >= 0) {
      return all.get(index);
    }
    return all.stream().filter(entry -> entry.letter() == letter).findFirst().orElseThrow();
  }

  /** What our parser reads. */
  List<String> read(List<String> words) {
    List<String> events = new ArrayList<>();
    ParseResult<List<String>> result = grammar(events).parse(words, false);
    if (result instanceof ParseResult.Mistake) {
      events.add("error");
    } else if (result instanceof ParseResult.HelpWanted) {
      events.add("help");
    } else if (result instanceof ParseResult.VersionWanted) {
      events.add("version");
    }
    return events;
  }

  Grammar<List<String>> grammar(List<String> events) {
    Grammar.Builder<List<String>> grammar = Grammar.of("tool", () -> events);
    for (Entry entry : entries) {
      String event = "option " + entry.name();
      switch (entry.argument()) {
        case NONE -> grammar.flag(entry.letter(), entry.name(), "", b -> b.add(event));
        case REQUIRED ->
            grammar.option(entry.letter(), entry.name(), "X", "", (b, v) -> b.add(event + "=" + v));
        case OPTIONAL ->
            grammar.optional(
                entry.letter(),
                entry.name(),
                "X",
                "",
                (b, v) -> b.add(event + (v == null ? "" : "=" + v)));
      }
      if (entry.alias() != null) {
        grammar.alsoNamed(entry.alias());
      }
    }
    Operands.Action<List<String>> action =
        (b, words) -> words.forEach(word -> b.add("operand " + word));
    switch (place) {
      case ANYWHERE -> grammar.operands("WORD", 0, Integer.MAX_VALUE, action);
      case LAST -> grammar.program("WORD", 0, action);
      case IN_PLACE -> grammar.operandsInPlace("WORD", (b, word) -> b.add("operand " + word));
    }
    return grammar.build();
  }
}
