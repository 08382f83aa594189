package org.ctrtool.cli.docs;

import org.ctrtool.tools.Tool;
import org.ctrtool.tools.Tools;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.Option;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The tools as picocli commands, for what picocli makes of them: completion, usage. */
public final class CommandTree {
  private CommandTree() {}

  /** ctrtool with a subcommand for each tool. */
  public static CommandLine of(Tools tools) {
    CommandSpec root = CommandSpec.create().name("ctrtool");
    root.addOption(flag("--trace", "show each system call on standard error"));
    root.addOption(flag("--json", "print data as JSON"));
    root.addOption(
        OptionSpec.builder("--simulate")
            .type(String.class)
            .arity("0..1")
            .paramLabel("HOST")
            .description("run on a simulated kernel")
            .build());
    root.addOption(help("--help"));
    root.addOption(version());
    CommandLine line = new CommandLine(root);
    for (Tool<?> tool : tools.forPeople()) {
      CommandSpec spec = spec(tool);
      line.addSubcommand(tool.name(), new CommandLine(spec));
    }
    line.addSubcommand("help", CommandSpec.create().addPositional(words("TOOL")));
    return line;
  }

  /** One tool. */
  public static CommandSpec spec(Tool<?> tool) {
    CommandSpec spec = CommandSpec.create().name(tool.name());
    spec.aliases(tool.aliases().toArray(new String[0]));
    spec.usageMessage().description(literal(tool.summary()));
    Grammar<?> grammar = tool.grammar();
    for (Option<?> option : grammar.options()) {
      spec.addOption(option(option));
    }
    if (!grammar.operands().placeholder().isEmpty()) {
      spec.addPositional(words(grammar.operands().placeholder()));
    }
    return spec;
  }

  private static OptionSpec option(Option<?> option) {
    String longName = "--" + option.longName();
    OptionSpec.Builder builder =
        option.hasLetter()
            ? OptionSpec.builder("-" + option.letter(), longName)
            : OptionSpec.builder(longName);
    builder.description(literal(option.help()));
    return switch (option.special()) {
      case HELP -> builder.usageHelp(true).build();
      case VERSION -> builder.versionHelp(true).build();
      default ->
          switch (option.argument()) {
            case NONE -> builder.arity("0").type(boolean.class).build();
            case REQUIRED -> argument(builder, option, "1");
            case OPTIONAL -> argument(builder, option, "0..1");
          };
    };
  }

  /** Any option may be repeated. */
  private static OptionSpec argument(OptionSpec.Builder builder, Option<?> option, String arity) {
    return builder.arity(arity).type(String[].class).paramLabel(option.placeholder()).build();
  }

  private static OptionSpec flag(String name, String help) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(help).build();
  }

  private static OptionSpec help(String name) {
    return OptionSpec.builder(name).usageHelp(true).description("show this help").build();
  }

  private static OptionSpec version() {
    return OptionSpec.builder("--version")
        .versionHelp(true)
        .description("show the version")
        .build();
  }

  private static PositionalParamSpec words(String label) {
    return PositionalParamSpec.builder()
        .type(String[].class)
        .arity("0..*")
        .index("0..*")
        .paramLabel(label)
        .build();
  }

  /** picocli takes percent signs for format directives. */
  private static String literal(String text) {
    return text.replace("%", "%%");
  }
}
