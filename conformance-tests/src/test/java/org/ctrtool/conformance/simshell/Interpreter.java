package org.ctrtool.conformance.simshell;

import java.util.List;
import java.util.function.Supplier;
import org.ctrtool.api.Pid;
import org.ctrtool.conformance.simshell.Syntax.Assignment;
import org.ctrtool.conformance.simshell.Syntax.Clause;
import org.ctrtool.conformance.simshell.Syntax.Word;

/** Carries out commands. */
final class Interpreter {
  /** {@code break}, {@code continue} or {@code return}: on the way to where it leads. */
  static final class Leave extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is left. */
    enum What {
      LOOP,
      ROUND,
      FUNCTION
    }

    private final What what;

    /** How many loops, or the status. */
    private int number;

    Leave(What what, int number) {
      super(null, null, false, false);
      this.what = what;
      this.number = number;
    }

    /** The status if there is nothing to leave. */
    int status(int otherwise) {
      return what == What.FUNCTION ? number : otherwise;
    }
  }

  private final Shell shell;
  private int loops;

  Interpreter(Shell shell) {
    this.shell = shell;
  }

  int run(Syntax command) {
    int result =
        switch (command) {
          case Syntax.Sequence sequence -> sequence(sequence);
          case Syntax.AndOr andOr ->
              (run(andOr.left()) == 0) == andOr.and() ? run(andOr.right()) : shell.status();
          case Syntax.Not not -> run(not.command()) == 0 ? 1 : 0;
          case Syntax.Background behind -> {
            shell.processes().startInBackground(behind);
            yield 0;
          }
          case Syntax.Pipeline pipeline -> shell.processes().pipeline(pipeline);
          case Syntax.Simple simple -> leaf(new SimpleCommand(shell, simple).run());
          case Syntax.Redirected redirected
              when redirected.command() instanceof Syntax.Subshell subshell ->
              leaf(subshell(subshell, redirected.redirections()));
          case Syntax.Redirected redirected -> redirected(redirected);
          case Syntax.Group group -> run(group.body());
          case Syntax.Subshell subshell -> leaf(subshell(subshell, List.of()));
          case Syntax.For loop -> forLoop(loop);
          case Syntax.While loop -> whileLoop(loop);
          case Syntax.Case choice -> choice(choice);
          case Syntax.If choice -> condition(choice);
          case Syntax.Function function -> {
            shell.functions().put(function.name(), function.body());
            yield 0;
          }
        };
    shell.setStatus(result);
    shell.traps().runPending();
    return result;
  }

  /** Runs commands, the last of which may be executed by this process itself. */
  void runLast(Syntax command) {
    switch (command) {
      case Syntax.Simple simple when !shell.traps().needTheShell() ->
          shell.setStatus(leaf(new SimpleCommand(shell, simple).runLast()));
      case Syntax.Sequence sequence when !sequence.parts().isEmpty() -> {
        int last = sequence.parts().size() - 1;
        sequence.parts().subList(0, last).forEach(this::run);
        runLast(sequence.parts().get(last));
      }
      case Syntax.AndOr andOr -> {
        if ((run(andOr.left()) == 0) == andOr.and()) {
          runLast(andOr.right());
        }
      }
      case Syntax.Subshell subshell when !shell.traps().needTheShell() -> runLast(subshell.body());
      default -> run(command);
    }
  }

  private int redirected(Syntax.Redirected redirected) {
    boolean before = shell.readsOwnInput();
    boolean input = redirected.redirections().stream().anyMatch(each -> each.fd() == 0);
    shell.setReadsOwnInput(before || input);
    try {
      return shell
          .redirections()
          .during(redirected.redirections(), redirected.line(), () -> run(redirected.command()));
    } finally {
      shell.setReadsOwnInput(before);
    }
  }

  private int leaf(int status) {
    shell.processes().setPipeStatus(List.of(status));
    return status;
  }

  private int sequence(Syntax.Sequence sequence) {
    int last = sequence.parts().isEmpty() ? 0 : shell.status();
    for (Syntax part : sequence.parts()) {
      last = run(part);
    }
    return last;
  }

  /** The redirections are the new process's own. */
  private int subshell(Syntax.Subshell subshell, List<Syntax.Redirection> redirections) {
    Processes processes = shell.processes();
    Pid child =
        processes.fork(inner -> inner.runLast(subshell.body(), redirections, subshell.line()));
    return processes.await(child, subshell.line(), subshell.text());
  }

  // Choices

  private int condition(Syntax.If choice) {
    Syntax otherwise = choice.otherwise();
    if (run(choice.condition()) == 0) {
      return run(choice.then());
    }
    return otherwise == null ? 0 : run(otherwise);
  }

  private int choice(Syntax.Case choice) {
    String text = shell.expansion().text(choice.word());
    for (Clause clause : choice.clauses()) {
      for (Word pattern : clause.patterns()) {
        if (Glob.matches(shell.expansion().pattern(pattern), text)) {
          return run(clause.body());
        }
      }
    }
    return 0;
  }

  // Loops

  private int forLoop(Syntax.For loop) {
    List<Word> words = loop.values();
    List<String> values = words == null ? shell.parameters() : shell.expansion().fields(words);
    Round round = new Round(0, false);
    for (String value : values) {
      shell.variables().assign(loop.variable(), value);
      round = round(() -> new Round(run(loop.body()), false));
      if (round.isLast) {
        break;
      }
    }
    return round.status;
  }

  private int whileLoop(Syntax.While loop) {
    int last = 0;
    Round round = new Round(0, false);
    while (!round.isLast) {
      int before = last;
      round =
          round(() -> holds(loop) ? new Round(run(loop.body()), false) : new Round(before, true));
      last = round.status;
    }
    return last;
  }

  private boolean holds(Syntax.While loop) {
    return (run(loop.condition()) == 0) != loop.until();
  }

  private record Round(int status, boolean isLast) {}

  private Round round(Supplier<Round> commands) {
    loops++;
    try {
      return commands.get();
    } catch (Leave leave) {
      if (leave.what == Leave.What.FUNCTION || --leave.number > 0) {
        throw leave;
      }
      return new Round(0, leave.what == Leave.What.LOOP);
    } finally {
      loops--;
    }
  }

  boolean isInLoop() {
    return loops > 0;
  }

  // Functions

  /** Calls a function with parameters of its own. */
  int call(Syntax function, List<String> words) {
    List<String> outer = shell.parameters();
    int outerLoops = loops;
    shell.setParameters(words.subList(1, words.size()));
    shell.variables().enter();
    loops = 0;
    try {
      return run(function);
    } catch (Leave leave) {
      if (leave.what != Leave.What.FUNCTION) {
        throw leave;
      }
      return leave.number;
    } finally {
      loops = outerLoops;
      shell.variables().leave();
      shell.setParameters(outer);
    }
  }

  /** Gives a variable the value of an assignment. */
  void assign(Assignment assignment) {
    shell.variables().assign(assignment.name(), shell.expansion().text(assignment.value()));
  }
}
