package org.ctrtool.cli.docs;

import org.ctrtool.tools.Tool;
import org.ctrtool.tools.Tools;
import org.ctrtool.tools.grammar.Option;

/** Writes completions for fish(1). */
final class FishCompletion {
  private static final String NO_TOOL_YET = "not __fish_seen_subcommand_from ";

  private final StringBuilder script = new StringBuilder();

  private FishCompletion() {}

  static String of(Tools tools) {
    FishCompletion completion = new FishCompletion();
    completion.write(tools);
    return completion.script.toString();
  }

  private void write(Tools tools) {
    String noToolYet = NO_TOOL_YET + String.join(" ", tools.names()) + " help";
    line("complete -c ctrtool -f -n ", noToolYet);
    for (Tool<?> tool : tools.forPeople()) {
      line("complete -c ctrtool -n ", noToolYet, " -a " + tool.name() + " -d ", tool.summary());
    }
    line("complete -c ctrtool -n ", noToolYet, " -a help -d ", "show the help of a tool");
    line("complete -c ctrtool -n ", noToolYet, " -l trace -d ", "show each system call");
    line("complete -c ctrtool -n ", noToolYet, " -l simulate -d ", "run on a simulated kernel");
    line("complete -c ctrtool -n ", noToolYet, " -l json -d ", "print data as JSON");
    for (Tool<?> tool : tools.forPeople()) {
      String names = tool.name() + aliases(tool);
      for (Option<?> option : tool.grammar().options()) {
        option("__fish_seen_subcommand_from " + names, option);
      }
    }
    line(
        "complete -c ctrtool -f -n ",
        "__fish_seen_subcommand_from help",
        " -a ",
        String.join(" ", tools.names()));
  }

  private static String aliases(Tool<?> tool) {
    return tool.aliases().isEmpty() ? "" : " " + String.join(" ", tool.aliases());
  }

  private void option(String condition, Option<?> option) {
    String letter = option.hasLetter() ? " -s " + option.letter() : "";
    String argument = option.argument() == Option.Argument.REQUIRED ? " -r" : "";
    line(
        "complete -c ctrtool -n ",
        condition,
        letter + " -l " + option.longName() + argument + " -d ",
        option.help());
  }

  /** Plain text and quoted text in turn. */
  private void line(String... parts) {
    for (int i = 0; i < parts.length; i++) {
      boolean quoted = i % 2 == 1;
      script.append(
          quoted ? "'" + parts[i].replace("\\", "\\\\").replace("'", "\\'") + "'" : parts[i]);
    }
    script.append('\n');
  }
}
