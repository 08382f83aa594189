package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.Set;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Mode;

/** Commands that the shell carries out itself. */
final class Builtins {
  static final Set<String> NAMES =
      Set.of(
          ".",
          ":",
          "[",
          "break",
          "cd",
          "command",
          "continue",
          "echo",
          "eval",
          "exec",
          "exit",
          "export",
          "false",
          "kill",
          "local",
          "printf",
          "pwd",
          "read",
          "return",
          "set",
          "shift",
          "test",
          "trap",
          "true",
          "type",
          "ulimit",
          "umask",
          "unset",
          "wait");

  /** Those that POSIX calls special. */
  static final Set<String> SPECIAL =
      Set.of(
          ".",
          ":",
          "break",
          "continue",
          "eval",
          "exec",
          "exit",
          "export",
          "return",
          "set",
          "shift",
          "trap",
          "unset");

  private final Shell shell;
  private final int line;

  private Builtins(Shell shell, int line) {
    this.shell = shell;
    this.line = line;
  }

  static int run(Shell shell, List<String> words, int line) {
    return new Builtins(shell, line).run(words.get(0), words.subList(1, words.size()));
  }

  private int run(String name, List<String> operands) {
    return switch (name) {
      case ":", "true" -> 0;
      case "false" -> 1;
      case "echo" -> echo(operands);
      case "printf" -> {
        List<String> words = new java.util.ArrayList<>(operands);
        words.add(0, name);
        shell.print(Printf.format(shell.dialect(), words));
        yield 0;
      }
      case "pwd" -> {
        shell.print(shell.kernel().getcwd() + "\n");
        yield 0;
      }
      case "cd" -> cd(operands);
      case "test" -> TestCommand.run(shell, operands);
      case "[" -> TestCommand.run(shell, operands.subList(0, operands.size() - 1));
      case "read" -> ReadCommand.run(shell, operands);
      case "kill" -> KillCommand.run(shell, operands, line);
      case "wait" -> await(operands);
      case "trap" -> trap(operands);
      case "ulimit" -> LimitCommand.run(shell, operands);
      case "type" -> Commands.describe(shell, operands, line);
      case "command" -> command(operands);
      case "eval" -> shell.run(ShellParser.parse(String.join(" ", operands), shell.dialect()));
      case "." -> source(operands.get(0));
      case "exit", "return", "break", "continue" -> leave(name, operands);
      default -> changeState(name, operands);
    };
  }

  private int changeState(String name, List<String> operands) {
    switch (name) {
      case "export" -> operands.forEach(each -> declare(each, false));
      case "local" -> {
        requireScope();
        operands.forEach(each -> declare(each, true));
      }
      case "unset" -> unset(operands);
      case "set" -> set(operands);
      case "shift" -> {
        return shift(operands.isEmpty() ? 1 : Integer.parseInt(operands.get(0)));
      }
      case "umask" -> umask(operands);
      default -> throw new Syntax.Unsupported(name);
    }
    return 0;
  }

  private int echo(List<String> operands) {
    boolean bare = !operands.isEmpty() && operands.get(0).equals("-n");
    if (!operands.isEmpty() && operands.get(0).matches("-[neE]*[eE][neE]*")) {
      throw new Syntax.Unsupported("echo " + operands.get(0));
    }
    String said = String.join(" ", bare ? operands.subList(1, operands.size()) : operands);
    boolean escapes = shell.dialect() == Dialect.DASH && said.contains("\\");
    if (escapes && said.contains("\\c")) {
      throw new Syntax.Unsupported("echo \\c");
    }
    shell.print((escapes ? Printf.unescaped(said) : said) + (bare ? "" : "\n"));
    return 0;
  }

  private int cd(List<String> operands) {
    if (operands.size() != 1 || operands.get(0).startsWith("-")) {
      throw new Syntax.Unsupported("cd " + operands);
    }
    String directory = operands.get(0);
    Errno refused = Attempt.errno(() -> shell.kernel().chdir(directory));
    if (refused != null) {
      boolean bash = shell.dialect() == Dialect.BASH;
      String what = bash ? directory + ": " + refused.description() : "can't cd to " + directory;
      shell.complain(line, "cd: " + what);
      return bash ? 1 : 2;
    }
    shell.variables().assign("OLDPWD", shell.variables().value("PWD"));
    shell.variables().assign("PWD", shell.kernel().getcwd());
    return 0;
  }

  // Jobs and signals

  private int await(List<String> operands) {
    if (operands.isEmpty()) {
      return shell.processes().awaitAll(line);
    }
    int status = 0;
    for (String each : operands) {
      if (!each.matches("[0-9]+")) {
        throw new Syntax.Unsupported("wait " + each);
      }
      status = shell.processes().awaitJob(Integer.parseInt(each), line);
    }
    return status;
  }

  private int trap(List<String> operands) {
    List<String> words =
        !operands.isEmpty() && operands.get(0).equals("--")
            ? operands.subList(1, operands.size())
            : operands;
    if (words.isEmpty() || words.get(0).matches("-[lp]")) {
      throw new Syntax.Unsupported("trap that lists");
    }
    boolean onlyNames = words.size() == 1 || words.get(0).matches("[0-9]+");
    String action = onlyNames ? "-" : words.get(0);
    for (String each : words.subList(onlyNames ? 0 : 1, words.size())) {
      int signal = SignalWords.number(each);
      if (signal < 0) {
        throw new Syntax.Unsupported("trap for " + each);
      }
      if (action.isEmpty() && signal != Traps.EXIT) {
        shell.traps().ignore(signal);
      } else {
        shell.traps().set(signal, action.equals("-") ? null : action);
      }
    }
    return 0;
  }

  // Commands about commands

  private int command(List<String> operands) {
    if (operands.get(0).equals("-v")) {
      return Commands.tell(shell, operands.subList(1, operands.size()));
    }
    String name = operands.get(0);
    if (name.startsWith("-") || name.equals("exec")) {
      throw new Syntax.Unsupported("command " + name);
    }
    if (NAMES.contains(name)) {
      return run(name, operands.subList(1, operands.size()));
    }
    Processes processes = shell.processes();
    return processes.await(
        processes.fork(inner -> inner.exit(inner.execute(name, operands, line))),
        line,
        String.join(" ", operands));
  }

  private int source(String file) {
    String path = file.contains("/") ? file : Commands.path(shell, file);
    if (path == null) {
      throw new Syntax.Unsupported(". " + file + ", which is not in PATH");
    }
    Attempt<String> script = Attempt.of(() -> Streams.readFile(shell.kernel(), path));
    Errno refused = script.errno();
    if (refused != null) {
      throw new Syntax.Unsupported(". " + file + ": " + refused);
    }
    try {
      return shell.run(ShellParser.parse(script.orThrow(), shell.dialect()));
    } catch (Interpreter.Leave leave) {
      return leave.status(shell.status());
    }
  }

  private int leave(String name, List<String> operands) {
    boolean given = !operands.isEmpty();
    if (given && !operands.get(0).matches("[0-9]+")) {
      throw new Syntax.Unsupported(name + " " + operands.get(0));
    }
    int number = given ? Integer.parseInt(operands.get(0)) : 1;
    int status = given ? number : shell.status();
    switch (name) {
      case "exit" -> shell.exit(status);
      case "return" -> throw new Interpreter.Leave(Interpreter.Leave.What.FUNCTION, status);
      default -> {
        if (!shell.interpreter().isInLoop()) {
          throw new Syntax.Unsupported(name + " outside of a loop");
        }
        boolean ends = name.equals("break");
        throw new Interpreter.Leave(
            ends ? Interpreter.Leave.What.LOOP : Interpreter.Leave.What.ROUND, number);
      }
    }
    return status;
  }

  // State

  private void requireScope() {
    if (!shell.variables().isInScope()) {
      throw new Syntax.Unsupported("local outside of a function");
    }
  }

  private void declare(String word, boolean local) {
    if (word.startsWith("-")) {
      throw new Syntax.Unsupported((local ? "local " : "export ") + word);
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    if (local) {
      shell.variables().localise(name);
      if (equals < 0 && shell.dialect() == Dialect.BASH) {
        shell.variables().unset(name);
      }
    }
    if (equals >= 0) {
      shell.variables().assign(name, word.substring(equals + 1));
    }
    if (!local) {
      shell.variables().export(name);
    }
  }

  private void unset(List<String> operands) {
    boolean function = !operands.isEmpty() && operands.get(0).equals("-f");
    for (String each : operands) {
      if (function) {
        shell.functions().remove(each);
      } else if (!each.equals("-v")) {
        shell.variables().unset(each);
      }
    }
  }

  private void set(List<String> operands) {
    if (operands.isEmpty()) {
      throw new Syntax.Unsupported("set that lists");
    }
    String first = operands.get(0);
    boolean marked = first.equals("--");
    if (!marked && (first.startsWith("-") || first.startsWith("+"))) {
      throw new Syntax.Unsupported("set " + first);
    }
    shell.setParameters(operands.subList(marked ? 1 : 0, operands.size()));
  }

  private int shift(int count) {
    List<String> parameters = shell.parameters();
    if (count > parameters.size()) {
      if (shell.dialect() == Dialect.DASH) {
        throw new Shell.Failed("shift: can't shift that many", 2);
      }
      return 1;
    }
    shell.setParameters(parameters.subList(count, parameters.size()));
    return 0;
  }

  private void umask(List<String> operands) {
    if (!operands.isEmpty()) {
      shell.kernel().umask(new Mode(Integer.parseInt(operands.get(0), 8)));
      return;
    }
    String status = Streams.readFile(shell.kernel(), "/proc/self/status");
    status
        .lines()
        .filter(each -> each.startsWith("Umask:"))
        .forEach(each -> shell.print(each.substring("Umask:".length()).strip() + "\n"));
  }
}
