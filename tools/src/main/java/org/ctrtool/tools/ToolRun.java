package org.ctrtool.tools;

import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildCalls;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.OsStrings;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.grammar.UsageError;

/** Runs a tool: reads its arguments, carries out the request, and says in one line what failed. */
public final class ToolRun {
  /** The version of ctrtool. */
  public static final String VERSION = "0.1.0";

  private ToolRun() {}

  /** Runs {@code tool} and returns its exit status. */
  public static <B> int run(Tool<B> tool, Invocation invocation, Kernel kernel) {
    Grammar<B> grammar = tool.grammar();
    boolean posixlyCorrect = invocation.variable("POSIXLY_CORRECT") != null;
    return switch (grammar.parse(invocation.arguments(), posixlyCorrect)) {
      case ParseResult.HelpWanted<B> help -> print(kernel, grammar.help());
      case ParseResult.VersionWanted<B> version -> print(kernel, "ctrtool " + VERSION + "\n");
      case ParseResult.Mistake<B> mistake -> usageError(grammar, mistake.what(), kernel);
      case ParseResult.Parsed<B> parsed -> carryOut(tool, parsed.request(), invocation, kernel);
    };
  }

  /** Writes help to standard output; a failure is told and is status 1. */
  static int print(Kernel kernel, String text) {
    Throwable failure = Attempt.failure(() -> Output.print(kernel, text));
    return failure == null ? 0 : failed(kernel, new Ending("ctrtool", 1), failure);
  }

  static int usageError(Grammar<?> grammar, String what, Kernel kernel) {
    String help = grammar.tool().isEmpty() ? "" : " " + grammar.tool();
    Output.message(kernel, grammar.command() + ": " + what + "\nTry 'ctrtool help" + help + "'\n");
    return grammar.usageStatus();
  }

  private static <B> int carryOut(Tool<B> tool, B request, Invocation invocation, Kernel kernel) {
    int[] status = new int[1];
    Throwable failure = Attempt.failure(() -> status[0] = tool.run(request, invocation, kernel));
    if (failure == null) {
      return status[0];
    }
    if (failure instanceof UsageError wrong) {
      return usageError(tool.grammar(), wrong.what(), kernel);
    }
    return failed(kernel, Invocation.ending(tool, tool.failureStatus(request)), failure);
  }

  /** An {@code Error} is no failure of a tool: it goes on to whoever can do something about it. */
  private static int failed(Kernel kernel, Ending ending, Throwable failure) {
    if (failure instanceof Error grave) {
      throw grave;
    }
    String doing = kernel instanceof ChildCalls calls ? calls.doing() : "";
    String said =
        failure instanceof ToolFailure known
            ? ending.name() + ": " + known.what() + "\n"
            : ending.message(doing, failure);
    Output.message(kernel, said);
    return ending.statusOf(failure);
  }

  /** The part of a name after its last slash. */
  public static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A word of the user's in a message. */
  static String quoted(String word) {
    return OsStrings.quoted(word);
  }
}
