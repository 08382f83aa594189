package org.ctrtool.cli.plan;

import java.util.function.ToIntFunction;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Kernel;
import org.ctrtool.tools.Invocation;
import org.ctrtool.tools.Output;
import org.ctrtool.tools.ToolRun;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.grammar.UsageError;

/** Runs a command of the JVM as {@link ToolRun} runs a tool. */
final class Shown {
  private Shown() {}

  static <B> int run(
      Grammar<B> grammar, Invocation invocation, Kernel kernel, ToIntFunction<B> command) {
    try {
      return switch (grammar.parse(invocation.arguments(), false)) {
        case ParseResult.HelpWanted<B> help -> print(kernel, grammar.help());
        case ParseResult.VersionWanted<B> version ->
            print(kernel, "ctrtool " + ToolRun.VERSION + "\n");
        case ParseResult.Mistake<B> mistake -> throw new UsageError(mistake.what());
        case ParseResult.Parsed<B> parsed -> command.applyAsInt(parsed.request());
      };
    } catch (UsageError wrong) {
      String tool = grammar.tool().isEmpty() ? "" : " " + grammar.tool();
      Output.message(
          kernel, grammar.command() + ": " + wrong.what() + "\nTry 'ctrtool help" + tool + "'\n");
      return grammar.usageStatus();
    } catch (RuntimeException failed) {
      Output.message(kernel, new Ending(grammar.command(), 1).message("", failed));
      return 1;
    }
  }

  private static int print(Kernel kernel, String text) {
    Output.print(kernel, text);
    return 0;
  }
}
