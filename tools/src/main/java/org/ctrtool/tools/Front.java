package org.ctrtool.tools;

import java.util.ArrayList;
import java.util.List;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelCalls;
import org.ctrtool.api.MemfdFlags;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.trace.TracingKernel;
import org.ctrtool.tools.grammar.Grammar;
import org.ctrtool.tools.grammar.ParseResult;
import org.ctrtool.tools.grammar.Suggestion;
import org.jspecify.annotations.Nullable;

/**
 * The command line of ctrtool, the same in the static binary and on a JVM: chooses the tool by the
 * name of the program or the first operand, reads the global options, shows help.
 */
public final class Front {
  /** The name of the extension that carries out {@code --simulate}. */
  public static final String SIMULATE = "--simulate";

  /** What {@link #OVERRIDE} does, for help. */
  public static final String OVERRIDING =
      "if its value is a number above zero, the tool is taken from the first argument, whatever the"
          + " name of the program";

  /** Where the tools together do not do as the original ctrtool did. */
  public static final List<String> DIFFERENCES =
      List.of(
          "Exit statuses are those above; the original's are in part 255 and in part each tool's own.",
          "Every option has a long name, every tool --help and --version.",
          "A number is a whole word in range; a surplus operand is a usage error.",
          "A standard descriptor that is closed becomes /dev/null.",
          "A descriptor that is closed on exec already can be named.",
          "Real-time signals have names: RTMIN+1.",
          "No name, path or list has a limit of its own.");

  /** What turns off the choice by the name of the program. */
  public static final String OVERRIDE = "CTRTOOL_OVERRIDE_ARGV0_LOOKUP";

  /** Commands that only a front end on a JVM has. */
  private static final List<String> JVM_ONLY = List.of("plan", "capture");

  /** Names of commands that are taken, and not there yet. */
  private static final List<String> LATER = List.of("explain");

  private final Tools tools;
  private final List<Extension> extensions;

  /** A front end. */
  public Front(Tools tools, List<Extension> extensions) {
    this.tools = tools;
    this.extensions = List.copyOf(extensions);
  }

  /**
   * Does what the command line says.
   *
   * @param argv the whole argument vector
   * @param program the path of the static binary
   * @return the exit status
   */
  public int run(List<String> argv, Environment environment, String program, Kernel kernel) {
    makeStandardDescriptorsValid(kernel);
    Invocation whole = new Invocation(argv, argv, environment, program, false, tools);
    String name = argv.isEmpty() ? "ctrtool" : ToolRun.baseName(argv.get(0));
    boolean byArgument =
        name.startsWith("ctrtool")
            || name.equals("exe")
            || isAboveZero(environment.value(OVERRIDE));
    return byArgument ? runNamed(whole, kernel) : runTool(whole, kernel);
  }

  private static final class Globals {
    boolean trace;
    boolean json;
    @Nullable String simulatedHost;
    List<String> rest = List.of();
  }

  private static Grammar<Globals> grammar() {
    return Grammar.of("", Globals::new)
        .synopsis("[OPTION]... TOOL [ARGUMENT]...")
        .synopsis("help [TOOL]")
        .describedAs("Small tools to make and inspect containers.")
        .flag("trace", "show each system call on standard error", g -> g.trace = true)
        .optional(
            "simulate",
            "HOST",
            "run on a simulated kernel and show what that would change",
            (g, host) -> g.simulatedHost = host == null ? "" : host)
        .flag("json", "print data as JSON", g -> g.json = true)
        .program("TOOL [ARGUMENT]...", 0, (g, words) -> g.rest = words)
        .variable(OVERRIDE, OVERRIDING)
        .build();
  }

  private int runNamed(Invocation whole, Kernel kernel) {
    Grammar<Globals> grammar = grammar();
    return switch (grammar.parse(whole.arguments(), false)) {
      case ParseResult.HelpWanted<Globals> help -> ToolRun.print(kernel, overview());
      case ParseResult.VersionWanted<Globals> version ->
          ToolRun.print(kernel, "ctrtool " + ToolRun.VERSION + "\n");
      case ParseResult.Mistake<Globals> mistake ->
          ToolRun.usageError(grammar, mistake.what(), kernel);
      case ParseResult.Parsed<Globals> parsed -> runWith(parsed.request(), whole, kernel);
    };
  }

  private int runWith(Globals globals, Invocation whole, Kernel kernel) {
    if (globals.rest.isEmpty()) {
      Output.message(kernel, overview());
      return 2;
    }
    Kernel shown = globals.trace ? traced(kernel) : kernel;
    List<String> argv = globals.rest;
    if (globals.simulatedHost != null) {
      List<String> words = new ArrayList<>();
      words.add(globals.simulatedHost);
      words.addAll(argv);
      return runExtension(SIMULATE, with(whole, words, globals.json), shown);
    }
    Invocation invocation = with(whole, argv, globals.json);
    String name = ToolRun.baseName(argv.get(0));
    if (name.equals("help")) {
      return help(invocation, kernel);
    }
    if (LATER.contains(name) && extension(name) == null) {
      Output.message(kernel, "ctrtool: " + name + " is not available in this version\n");
      return 2;
    }
    if (JVM_ONLY.contains(name) || extension(name) != null) {
      return runExtension(name, invocation, shown);
    }
    return runTool(invocation, shown);
  }

  private static Invocation with(Invocation whole, List<String> argv, boolean json) {
    return new Invocation(
        whole.whole(), argv, whole.environment(), whole.program(), json, whole.tools());
  }

  private static Kernel traced(Kernel kernel) {
    if (kernel instanceof KernelCalls calls) {
      return new TracingKernel(calls, line -> Output.message(kernel, line + "\n"));
    }
    return kernel;
  }

  private int runTool(Invocation invocation, Kernel kernel) {
    String typed = invocation.argv().get(0);
    Tool<?> tool = tools.find(ToolRun.baseName(typed));
    if (tool == null) {
      return unknown(typed, kernel);
    }
    return ToolRun.run(HandedOver.where(invocation.program(), tool), invocation, kernel);
  }

  private int unknown(String typed, Kernel kernel) {
    List<String> names = tools.names();
    names.add("help");
    Output.message(
        kernel,
        "ctrtool: unknown tool "
            + ToolRun.quoted(typed)
            + Suggestion.text(ToolRun.baseName(typed), names, "")
            + " ("
            + OVERRIDE
            + "=1 takes the tool from the first argument)\nTry 'ctrtool help'\n");
    return 2;
  }

  private @Nullable Extension extension(String name) {
    for (Extension extension : extensions) {
      if (extension.name().equals(name)) {
        return extension;
      }
    }
    return null;
  }

  private int runExtension(String name, Invocation invocation, Kernel kernel) {
    Extension extension = extension(name);
    if (extension == null) {
      Output.message(
          kernel, "ctrtool: " + name + " needs the front end on a Java virtual machine\n");
      return 2;
    }
    return extension.run(invocation, kernel);
  }

  private int help(Invocation invocation, Kernel kernel) {
    if (invocation.arguments().isEmpty()) {
      return ToolRun.print(kernel, overview());
    }
    String typed = invocation.arguments().get(0);
    Extension extension = extension(typed);
    if (extension != null) {
      return ToolRun.print(kernel, extension.help());
    }
    Tool<?> tool = tools.find(ToolRun.baseName(typed));
    return tool == null ? unknown(typed, kernel) : ToolRun.print(kernel, tool.grammar().help());
  }

  private String overview() {
    StringBuilder text = new StringBuilder(grammar().help());
    text.append("\nTools:\n");
    for (Tool<?> tool : tools.list()) {
      if (!tool.name().startsWith("_")) {
        row(text, tool.name(), tool.summary());
      }
    }
    row(text, "help", "show the help of a tool, or this list");
    if (!extensions.isEmpty()) {
      text.append("\nWith the model of Linux:\n");
    }
    for (Extension extension : extensions) {
      if (!extension.name().startsWith("-")) {
        row(text, extension.name(), extension.summary());
      }
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String summary) {
    text.append("  ").append(name);
    for (int i = name.length(); i < 15; i++) {
      text.append(' ');
    }
    text.append(' ').append(summary).append('\n');
  }

  /**
   * Whoever closed a standard descriptor gets one that reads nothing and takes everything, so that
   * no file opened later is taken for it.
   */
  private static void makeStandardDescriptorsValid(Kernel kernel) {
    for (int i = 0; i <= 2; i++) {
      Fd standard = new Fd(i);
      if (Errno.EBADF.equals(Attempt.of(() -> kernel.fcntlGetfd(standard)).errno())) {
        Attempt<Fd> opened =
            Attempt.of(() -> kernel.openat(Fd.AT_FDCWD, "/dev/null", OpenFlags.O_RDWR, Mode.NONE));
        if (opened.refusal() != null) {
          kernel.memfdCreate("null", MemfdFlags.NONE);
        }
      }
    }
  }

  /** As strtoul(3) in base 0 would see it: what follows the digits does not matter. */
  private static boolean isAboveZero(@Nullable String value) {
    int at = 0;
    int length = value == null ? 0 : value.length();
    String text = value == null ? "" : value;
    while (at < length && (text.charAt(at) == ' ' || isTabToReturn(text.charAt(at)))) {
      at++;
    }
    if (at < length && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    boolean hexadecimal = text.startsWith("0x", at) || text.startsWith("0X", at);
    at += hexadecimal ? 2 : 0;
    while (at < length && text.charAt(at) == '0') {
      at++;
    }
    return at < length && isDigit(text.charAt(at), hexadecimal);
  }

  private static boolean isTabToReturn(char c) {
    return c >= '\t' && c <= '\r';
  }

  private static boolean isDigit(char c, boolean hexadecimal) {
    return c >= '1' && c <= '9' || hexadecimal && (c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F');
  }
}
