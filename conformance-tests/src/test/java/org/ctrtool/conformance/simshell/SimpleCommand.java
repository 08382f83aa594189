package org.ctrtool.conformance.simshell;

import java.util.List;
import org.ctrtool.api.Pid;
import org.ctrtool.conformance.simshell.Syntax.Assignment;
import org.jspecify.annotations.Nullable;

/** A simple command on its way: what it is, and who carries it out. */
final class SimpleCommand {
  private final Shell shell;
  private final Syntax.Simple command;
  private final List<String> words;

  SimpleCommand(Shell shell, Syntax.Simple command) {
    this.shell = shell;
    this.command = command;
    shell.processes().takeSubstitutionStatus();
    this.words = shell.expansion().fields(command.words());
  }

  int run() {
    if (!isProgram()) {
      return runHere();
    }
    Pid child = shell.processes().fork(SimpleCommand.this::becomeIn);
    return shell.processes().await(child, command.line(), command.text());
  }

  /** In a process that is to end with this command. */
  int runLast() {
    if (!isProgram()) {
      return runHere();
    }
    if (isWholeShell()) {
      shell.lowerLevel();
    }
    becomeIn(shell);
    return shell.status();
  }

  private boolean isWholeShell() {
    return String.valueOf(shell.kernel().getpid()).equals(shell.value("$"));
  }

  private boolean isProgram() {
    return !words.isEmpty()
        && !shell.functions().containsKey(words.get(0))
        && !Builtins.NAMES.contains(words.get(0));
  }

  private int runHere() {
    if (words.isEmpty()) {
      return assignOnly();
    }
    if (words.get(0).equals("exec")) {
      return exec();
    }
    Syntax function = shell.functions().get(words.get(0));
    boolean[] begun = new boolean[1];
    int status =
        shell
            .redirections()
            .during(
                command.redirections(),
                command.line(),
                () -> {
                  begun[0] = true;
                  return withAssignments(function);
                });
    if (!begun[0] && function == null && endsSh(words.get(0))) {
      shell.exit(status);
    }
    return status;
  }

  /** In sh, if a redirection of a special built-in command fails, that ends the shell. */
  private boolean endsSh(String name) {
    return shell.dialect() == Dialect.DASH && Builtins.SPECIAL.contains(name);
  }

  private int assignOnly() {
    command.assignments().forEach(shell.interpreter()::assign);
    Integer status = shell.processes().takeSubstitutionStatus();
    int result = status == null ? 0 : status;
    return shell.redirections().during(command.redirections(), command.line(), () -> result);
  }

  /** Its assignments hold as long as the command runs. */
  private int withAssignments(@Nullable Syntax function) {
    if (command.assignments().isEmpty()) {
      return carryOut(function);
    }
    shell.variables().enter();
    try {
      for (Assignment each : command.assignments()) {
        shell.variables().localise(each.name());
        export(shell, each);
      }
      return carryOut(function);
    } finally {
      shell.variables().leave();
    }
  }

  private int carryOut(@Nullable Syntax function) {
    return function == null
        ? Builtins.run(shell, words, command.line())
        : shell.interpreter().call(function, words);
  }

  private static void export(Shell shell, Assignment assignment) {
    shell.interpreter().assign(assignment);
    shell.variables().export(assignment.name());
  }

  // Programs

  private void becomeIn(Shell inner) {
    inner.setStatus(inner.dialect() == Dialect.BASH ? 1 : 2);
    if (inner.redirections().forGood(command.redirections(), command.line())) {
      command.assignments().forEach(each -> export(inner, each));
      inner.setStatus(inner.execute(words.get(0), words, command.line()));
    }
    inner.exit(inner.status());
  }

  /** {@code exec [-a NAME] [PROGRAM [ARGUMENT...]]}. */
  private int exec() {
    if (!shell.redirections().forGood(command.redirections(), command.line())) {
      shell.exit(shell.dialect() == Dialect.BASH ? 1 : 2);
    }
    int first = 1;
    String name = words.size() > 1 ? words.get(1) : "";
    if (name.equals("-a")) {
      shell.dialect().requireBash("exec -a");
      name = words.get(2);
      first = 3;
    } else if (name.equals("--")) {
      first = 2;
      name = words.size() > 2 ? words.get(2) : "";
    }
    List<String> program = words.subList(Math.min(first, words.size()), words.size());
    if (program.isEmpty()) {
      command.assignments().forEach(shell.interpreter()::assign);
      return 0;
    }
    command.assignments().forEach(each -> export(shell, each));
    shell.lowerLevel();
    shell.exit(shell.execute(name, program, command.line()));
    return 0;
  }
}
