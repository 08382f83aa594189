package org.ctrtool.conformance.simshell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.Signal;
import org.ctrtool.api.WaitStatus;
import org.ctrtool.conformance.simshell.Syntax.Redirection;
import org.jspecify.annotations.Nullable;

/** A shell's process: its state, and how it begins and ends. */
final class Shell {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  /** A word that cannot be expanded: the end of a shell that nobody sits at. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1;

    final int status;

    Failed(String what, int status) {
      super(what);
      this.status = status;
    }
  }

  private final Kernel kernel;
  private final Dialect dialect;
  private final String name;
  private final Variables variables;
  private final Map<String, Syntax> functions;
  private final int process;
  private final int parent;
  private final Processes processes;
  private final Traps traps;
  private final Expansion expansion;
  private final Redirections redirections;
  private final Interpreter interpreter;
  private List<String> parameters;
  private int status;

  /** Whether a compound command around reads from somewhere else than the shell. */
  private boolean readsOwnInput;

  /** A subshell. */
  Shell(Kernel kernel, Shell outer) {
    this.kernel = kernel;
    this.dialect = outer.dialect;
    this.name = outer.name;
    this.variables = new Variables(outer.variables);
    this.functions = new LinkedHashMap<>(outer.functions);
    this.process = outer.process;
    this.parent = outer.parent;
    this.parameters = outer.parameters;
    this.status = outer.status;
    this.readsOwnInput = outer.readsOwnInput;
    this.processes = new Processes(this);
    this.traps = new Traps(this, outer.traps);
    this.expansion = new Expansion(this);
    this.redirections = new Redirections(this);
    this.interpreter = new Interpreter(this);
    processes.inherit(outer.processes);
  }

  private Shell(Kernel kernel, Dialect dialect, Environment environment, ShellArguments arguments) {
    this.kernel = kernel;
    this.dialect = dialect;
    this.name = arguments.name();
    this.variables = new Variables(environment);
    this.functions = new LinkedHashMap<>();
    this.process = kernel.getpid().number();
    this.parent = kernel.getppid().number();
    this.parameters = arguments.parameters();
    this.processes = new Processes(this);
    this.traps = new Traps(this, null);
    this.expansion = new Expansion(this);
    this.redirections = new Redirections(this);
    this.interpreter = new Interpreter(this);
    begin();
  }

  /** The variables that a shell sets by itself. */
  private void begin() {
    variables.assign("PWD", kernel.getcwd());
    variables.export("PWD");
    if (dialect == Dialect.BASH) {
      variables.export("OLDPWD");
      changeLevel(1);
      variables.export("SHLVL");
    }
  }

  private void changeLevel(int by) {
    String before = variables.value("SHLVL");
    int level = before.matches("[0-9]{1,3}") ? Integer.parseInt(before) : 0;
    variables.assign("SHLVL", String.valueOf(Math.max(0, level + by)));
  }

  /** The program {@code bash}. */
  static int bash(Kernel kernel, List<String> argv, Environment environment) {
    return main(kernel, Dialect.BASH, argv, environment);
  }

  /** The program {@code sh}. */
  static int sh(Kernel kernel, List<String> argv, Environment environment) {
    return main(kernel, Dialect.DASH, argv, environment);
  }

  private static int main(
      Kernel kernel, Dialect dialect, List<String> argv, Environment environment) {
    ShellArguments arguments = ShellArguments.of(argv);
    Shell shell = new Shell(kernel, dialect, environment, arguments);
    shell.live(it -> it.run(arguments));
    return 0;
  }

  /** Runs {@code code}, and ends with the status that there is then. */
  void live(Consumer<Shell> code) {
    try {
      code.accept(this);
    } catch (Failed failed) {
      complain(1, String.valueOf(failed.getMessage()));
      status = failed.status;
    } catch (Interpreter.Leave leave) {
      status = leave.status(status);
    }
    exit(status);
  }

  private void run(ShellArguments arguments) {
    String file = arguments.file();
    String script = arguments.script();
    if (file != null) {
      Attempt<String> text = Attempt.of(() -> Streams.readFile(kernel, file));
      Errno refused = text.errno();
      if (refused != null) {
        status = cannotOpen(arguments.shell(), file, refused);
        return;
      }
      run(ShellParser.parse(text.orThrow(), dialect));
    } else if (script != null) {
      runLast(ShellParser.parse(script, dialect));
    } else {
      new StandardInput(this).run();
    }
  }

  private int cannotOpen(String shell, String file, Errno refused) {
    boolean missing = refused.equals(Errno.ENOENT);
    if (dialect == Dialect.BASH) {
      say(shell + ": " + file + ": " + refused.description());
      return missing ? NOT_FOUND : NOT_EXECUTABLE;
    }
    String why = missing ? "No such file" : refused.description();
    say(shell + ": 0: cannot open " + file + ": " + why);
    return 2;
  }

  /** Runs commands. */
  int run(Syntax command) {
    return interpreter.run(command);
  }

  /** Runs commands, and ends; the last program takes this process over. */
  void runLast(Syntax command) {
    interpreter.runLast(command);
    exit(status);
  }

  /** The same, with redirections. */
  void runLast(Syntax command, List<Redirection> redirected, int line) {
    readsOwnInput |= redirected.stream().anyMatch(each -> each.fd() == 0);
    if (redirections.forGood(redirected, line)) {
      runLast(command);
    } else {
      setStatus(redirections.failure());
    }
    exit(status);
  }

  /** Runs a script that changes nothing about {@code $?}. */
  void runAside(String script) {
    int before = status;
    run(ShellParser.parse(script, dialect));
    status = before;
  }

  /** Ends, after what a trap wants done. */
  void exit(int with) {
    status = with;
    try {
      traps.runAtExit();
    } catch (Interpreter.Leave leave) {
      status = leave.status(status);
    }
    kernel.exit(status & 0xFF);
  }

  /** Executes a program; comes back only with a status if that is refused. */
  int execute(String argv0, List<String> words, int line) {
    String file = words.get(0);
    List<String> argv = new java.util.ArrayList<>(words);
    argv.set(0, argv0);
    traps.takeBack();
    String path = Commands.path(this, file);
    Environment environment = variables.environment();
    if (dialect == Dialect.BASH) {
      environment = environment.with("_", path == null ? file : path);
    }
    Environment given = environment;
    Errno refused =
        path == null ? Errno.ENOENT : Attempt.errno(() -> kernel.execvpe(path, argv, given, ""));
    if (refused == null) {
      return 0;
    }
    boolean missing = refused.equals(Errno.ENOENT);
    boolean bash = dialect == Dialect.BASH;
    String why =
        !missing
            ? refused.description()
            : bash ? file.contains("/") ? refused.description() : "command not found" : "not found";
    complain(line, file + ": " + why);
    return missing ? NOT_FOUND : NOT_EXECUTABLE;
  }

  /** Before a program takes the place of the whole shell. */
  void lowerLevel() {
    if (dialect == Dialect.BASH) {
      changeLevel(-1);
    }
  }

  // State

  Kernel kernel() {
    return kernel;
  }

  Dialect dialect() {
    return dialect;
  }

  Variables variables() {
    return variables;
  }

  Map<String, Syntax> functions() {
    return functions;
  }

  Processes processes() {
    return processes;
  }

  Traps traps() {
    return traps;
  }

  Expansion expansion() {
    return expansion;
  }

  Redirections redirections() {
    return redirections;
  }

  Interpreter interpreter() {
    return interpreter;
  }

  int status() {
    return status;
  }

  void setStatus(int status) {
    this.status = status;
  }

  /**
   * Whether what runs in the background reads what it finds: bash leaves a command inside of a
   * compound one the input of that, if it has one of its own.
   */
  boolean readsOwnInput() {
    return dialect == Dialect.BASH && readsOwnInput;
  }

  void setReadsOwnInput(boolean reads) {
    readsOwnInput = reads;
  }

  /** {@code $1} and so on. */
  List<String> parameters() {
    return parameters;
  }

  void setParameters(List<String> parameters) {
    this.parameters = List.copyOf(parameters);
  }

  /** The value of a variable or of a special parameter; null if it is unset. */
  @Nullable String value(String parameter) {
    return switch (parameter) {
      case "?" -> String.valueOf(status);
      case "$" -> String.valueOf(process);
      case "!" -> processes.last() == 0 ? null : String.valueOf(processes.last());
      case "#" -> String.valueOf(parameters.size());
      case "@", "*" -> String.join(" ", parameters);
      case "0" -> name;
      case "PPID" -> String.valueOf(parent);
      case "-" -> throw new Syntax.Unsupported("$-");
      case "BASHPID" ->
          dialect == Dialect.BASH ? kernel.getpid().toString() : variables.get(parameter);
      case "UID" ->
          dialect == Dialect.BASH
              ? String.valueOf(kernel.getresuid().real())
              : variables.get(parameter);
      case "EUID" ->
          dialect == Dialect.BASH
              ? String.valueOf(kernel.getresuid().effective())
              : variables.get(parameter);
      case "RANDOM", "SECONDS", "LINENO", "FUNCNAME" ->
          throw new Syntax.Unsupported("$" + parameter);
      default -> other(parameter);
    };
  }

  private @Nullable String other(String parameter) {
    if (Character.isDigit(parameter.charAt(0))) {
      int number = Integer.parseInt(parameter);
      return number <= parameters.size() ? parameters.get(number - 1) : null;
    }
    if (!parameter.endsWith("]")) {
      return variables.get(parameter);
    }
    List<Integer> statuses = processes.pipeStatus();
    String index = parameter.substring(parameter.indexOf('[') + 1, parameter.length() - 1);
    if (index.equals("@") || index.equals("*")) {
      return String.join(" ", statuses.stream().map(String::valueOf).toList());
    }
    int number = Integer.parseInt(index);
    return number < statuses.size() ? String.valueOf(statuses.get(number)) : null;
  }

  // Words to the outside

  void print(String text) {
    Streams.write(kernel, Fd.STDOUT, text);
  }

  /**
   * Says on standard error what is wrong.
   *
   * @param line where it is in the script
   */
  void complain(int line, String what) {
    String where =
        switch (dialect) {
          case DASH -> ": " + line;
          case BASH -> line > 0 ? ": line " + line : "";
        };
    say(name + where + ": " + what);
  }

  /** Says so if a signal has ended a child, except the signals that are usual. */
  void report(WaitStatus end, int line, String command, boolean inForeground) {
    int signal = end.status();
    if (!end.isKilled() || SignalWords.isUsual(signal)) {
      return;
    }
    String how = SignalWords.description(signal);
    boolean brief = dialect == Dialect.DASH || signal == Signal.SIGTERM.number();
    if (end.cause() == WaitStatus.Cause.CLD_DUMPED && brief) {
      how += " (core dumped)";
    }
    if (brief) {
      if (dialect == Dialect.DASH || inForeground) {
        say(how);
      }
      return;
    }
    if (command.isEmpty()) {
      throw new Syntax.Unsupported("what bash says of a pipeline that a signal ends");
    }
    complain(line, "%5d %-23s %s".formatted(end.pid().number(), how, command));
  }

  private void say(String line) {
    Attempt.errno(() -> Streams.write(kernel, Fd.STDERR, line + "\n"));
  }
}
