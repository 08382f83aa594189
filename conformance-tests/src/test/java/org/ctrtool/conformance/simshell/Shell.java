package org.ctrtool.conformance.simshell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.ctrtool.api.Attempt;
import org.ctrtool.api.ChildKernel;
import org.ctrtool.api.CloneFlags;
import org.ctrtool.api.CloneRequest;
import org.ctrtool.api.Ending;
import org.ctrtool.api.Environment;
import org.ctrtool.api.Errno;
import org.ctrtool.api.Fd;
import org.ctrtool.api.Kernel;
import org.ctrtool.api.KernelException;
import org.ctrtool.api.Mode;
import org.ctrtool.api.OpenFlags;
import org.ctrtool.api.Pid;
import org.ctrtool.api.Pipe;
import org.ctrtool.api.PipeFlags;
import org.ctrtool.api.WaitFlags;
import org.ctrtool.conformance.simshell.Syntax.Assignment;
import org.ctrtool.conformance.simshell.Syntax.Part;
import org.ctrtool.conformance.simshell.Syntax.Redirection;
import org.ctrtool.conformance.simshell.Syntax.Word;

/** A shell's process: its variables, and the commands it carries out. */
final class Shell {
  /** Where descriptors are kept while a redirection is in force. */
  private static final int KEPT_DESCRIPTORS = 20;

  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private final Kernel kernel;
  private final Map<String, String> variables;
  private final Set<String> exported;
  private final Map<String, Syntax> functions;
  private List<String> parameters;
  private final int process;
  private int status;
  private int background;

  private Shell(Kernel kernel, Shell parent) {
    this.kernel = kernel;
    this.variables = new LinkedHashMap<>(parent.variables);
    this.exported = new LinkedHashSet<>(parent.exported);
    this.functions = new LinkedHashMap<>(parent.functions);
    this.parameters = parent.parameters;
    this.process = parent.process;
    this.status = parent.status;
  }

  private Shell(Kernel kernel, Environment environment, List<String> parameters) {
    this.kernel = kernel;
    this.variables = new LinkedHashMap<>();
    this.exported = new LinkedHashSet<>();
    this.functions = new LinkedHashMap<>();
    this.parameters = parameters;
    this.process = kernel.getpid().number();
    for (String each : environment.variables()) {
      int equals = each.indexOf('=');
      variables.put(each.substring(0, equals), each.substring(equals + 1));
      exported.add(each.substring(0, equals));
    }
    variables.put("PWD", kernel.getcwd());
  }

  /** The shell as a program: {@code sh -c SCRIPT [NAME [PARAMETER...]]} or {@code sh FILE}. */
  static int main(Kernel kernel, List<String> argv, Environment environment) {
    boolean command = argv.size() > 2 && argv.get(1).equals("-c");
    if (!command && argv.size() < 2) {
      throw new Syntax.Unsupported("a shell that reads its input");
    }
    String script = command ? argv.get(2) : Streams.readFile(kernel, argv.get(1));
    List<String> parameters = argv.subList(Math.min(command ? 3 : 1, argv.size()), argv.size());
    Shell shell = new Shell(kernel, environment, parameters);
    shell.run(ShellParser.parse(script));
    return shell.status;
  }

  private int run(Syntax command) {
    status =
        switch (command) {
          case Syntax.Sequence sequence -> {
            int last = sequence.parts().isEmpty() ? 0 : status;
            for (Syntax part : sequence.parts()) {
              last = run(part);
            }
            yield last;
          }
          case Syntax.AndOr andOr ->
              (run(andOr.left()) == 0) == andOr.and() ? run(andOr.right()) : status;
          case Syntax.Not not -> run(not.command()) == 0 ? 1 : 0;
          case Syntax.Background behind -> {
            background = fork(shell -> shell.runLast(behind.command())).number();
            yield 0;
          }
          case Syntax.Pipeline pipeline -> pipeline(pipeline.commands());
          case Syntax.Simple simple -> simple(simple);
          case Syntax.Group group -> group(group);
          case Syntax.For loop -> forLoop(loop);
          case Syntax.While loop -> {
            while (run(loop.condition()) == 0) {
              run(loop.body());
            }
            yield 0;
          }
          case Syntax.If choice -> {
            Syntax otherwise = choice.otherwise();
            if (run(choice.condition()) == 0) {
              yield run(choice.then());
            }
            yield otherwise == null ? 0 : run(otherwise);
          }
          case Syntax.Function function -> {
            functions.put(function.name(), function.body());
            yield 0;
          }
        };
    return status;
  }

  /** Runs a command and ends; a program takes this process over, so that {@code $!} is its own. */
  private void runLast(Syntax command) {
    if (command instanceof Syntax.Simple simple) {
      List<String> words = fields(simple.words());
      boolean isProgram =
          !words.isEmpty()
              && !words.get(0).equals("exec")
              && !functions.containsKey(words.get(0))
              && !Builtins.NAMES.contains(words.get(0));
      if (isProgram) {
        become(simple, words);
      }
    }
    exit(run(command));
  }

  private int forLoop(Syntax.For loop) {
    int last = 0;
    for (String value : fields(loop.values())) {
      variables.put(loop.variable(), value);
      last = run(loop.body());
    }
    return last;
  }

  private int group(Syntax.Group group) {
    if (group.subshell()) {
      return waitFor(
          fork(
              shell -> {
                if (shell.redirect(group.redirections(), new ArrayList<>())) {
                  shell.run(group.body());
                }
                shell.exit(shell.status);
              }));
    }
    return redirected(group.redirections(), () -> run(group.body()));
  }

  // Simple commands

  private int simple(Syntax.Simple command) {
    List<String> words = fields(command.words());
    if (words.isEmpty()) {
      command.assignments().forEach(this::assign);
      return redirected(command.redirections(), () -> 0);
    }
    if (words.get(0).equals("exec")) {
      return exec(command, words.subList(1, words.size()));
    }
    Syntax function = functions.get(words.get(0));
    if (function != null) {
      return redirected(command.redirections(), () -> call(function, words));
    }
    if (Builtins.NAMES.contains(words.get(0))) {
      return redirected(command.redirections(), () -> Builtins.run(this, words));
    }
    return waitFor(fork(shell -> shell.become(command, words)));
  }

  private void become(Syntax.Simple command, List<String> words) {
    if (redirect(command.redirections(), new ArrayList<>())) {
      command.assignments().forEach(this::export);
      execute(words);
    }
    exit(status);
  }

  private int call(Syntax function, List<String> words) {
    List<String> outer = parameters;
    parameters = words;
    int result = run(function);
    parameters = outer;
    return result;
  }

  private int exec(Syntax.Simple command, List<String> words) {
    if (!redirect(command.redirections(), new ArrayList<>())) {
      exit(1);
    }
    if (!words.isEmpty()) {
      command.assignments().forEach(this::export);
      execute(words);
      exit(status);
    }
    return 0;
  }

  private void execute(List<String> words) {
    String file = words.get(0);
    Environment environment = environment();
    Errno refused = Attempt.errno(() -> kernel.execvpe(file, words, environment, value("PATH")));
    if (refused != null) {
      boolean missing = refused.equals(Errno.ENOENT);
      complain(file, missing ? "command not found" : refused.toString());
      status = missing ? NOT_FOUND : NOT_EXECUTABLE;
    }
  }

  private Environment environment() {
    List<String> list = new ArrayList<>();
    exported.stream()
        .filter(variables::containsKey)
        .forEach(name -> list.add(name + "=" + variables.get(name)));
    return new Environment(list);
  }

  private int pipeline(List<Syntax> commands) {
    List<Pid> processes = new ArrayList<>();
    Fd input = Fd.STDIN;
    for (Syntax command : commands) {
      boolean last = processes.size() == commands.size() - 1;
      Pipe next = last ? new Pipe(Fd.STDIN, Fd.STDOUT) : kernel.pipe2(PipeFlags.O_CLOEXEC);
      Fd from = input;
      processes.add(
          fork(
              shell -> {
                shell.become(from, Fd.STDIN);
                shell.become(next.writeEnd(), Fd.STDOUT);
                shell.exit(shell.run(command));
              }));
      closeOwn(from);
      closeOwn(next.writeEnd());
      input = next.readEnd();
    }
    int result = 0;
    for (Pid each : processes) {
      result = waitFor(each);
    }
    return result;
  }

  private void become(Fd from, Fd standard) {
    if (!from.equals(standard)) {
      kernel.dup3(from, standard, PipeFlags.NONE);
    }
  }

  private void closeOwn(Fd fd) {
    if (fd.number() > 2) {
      kernel.close(fd);
    }
  }

  // Processes

  private Pid fork(Consumer<Shell> code) {
    CloneRequest request = new CloneRequest(CloneFlags.NONE, new Ending("shell", 125));
    return kernel.clone(request, inside -> code.accept(new Shell(whole(inside), this)));
  }

  /** On the simulated machine a child has all calls. */
  private static Kernel whole(ChildKernel inside) {
    return (Kernel) inside;
  }

  private void exit(int with) {
    kernel.exit(with);
  }

  int waitFor(Pid child) {
    return kernel.waitid(child, WaitFlags.WEXITED).shellStatus();
  }

  /** Waits for what runs in the background. */
  int waitForBackground() {
    return background == 0 ? 0 : waitFor(new Pid(background));
  }

  // What built-in commands use

  Kernel kernel() {
    return kernel;
  }

  int status() {
    return status;
  }

  void export(String name) {
    exported.add(name);
  }

  void unset(String name) {
    variables.remove(name);
  }

  void assign(String name, String value) {
    variables.put(name, value);
  }

  void print(String text) {
    Streams.write(kernel, Fd.STDOUT, text);
  }

  void complain(String what, String why) {
    Streams.write(kernel, Fd.STDERR, "sh: " + what + ": " + why + "\n");
  }

  private void assign(Assignment assignment) {
    variables.put(assignment.name(), text(assignment.value()));
  }

  private void export(Assignment assignment) {
    assign(assignment);
    exported.add(assignment.name());
  }

  // Redirections

  private interface Action {
    int run();
  }

  /** Runs {@code action} with redirections, and takes these back. */
  private int redirected(List<Redirection> redirections, Action action) {
    List<Fd[]> kept = new ArrayList<>();
    int result = redirect(redirections, kept) ? action.run() : 1;
    for (int i = kept.size() - 1; i >= 0; i--) {
      Fd copy = kept.get(i)[1];
      if (copy.number() < 0) {
        Attempt.errno(() -> kernel.close(kept.get(0)[0]));
      } else {
        kernel.dup3(copy, kept.get(i)[0], PipeFlags.NONE);
        kernel.close(copy);
      }
    }
    return result;
  }

  /**
   * Carries out redirections.
   *
   * @param kept takes each redirected descriptor and its copy
   * @return false if one failed, and the rest was not tried
   */
  private boolean redirect(List<Redirection> redirections, List<Fd[]> kept) {
    for (Redirection each : redirections) {
      Fd fd = new Fd(each.fd());
      Attempt<Fd> copy = Attempt.of(() -> kernel.fcntlDupfdCloexec(fd, KEPT_DESCRIPTORS));
      Fd duplicate = copy.value();
      kept.add(new Fd[] {fd, duplicate == null ? new Fd(-1) : duplicate});
      String target = text(each.target());
      KernelException refusal = Attempt.of(() -> redirect(fd, each.operator(), target)).refusal();
      if (refusal != null) {
        complain(target, refusal.errno().description());
        status = 1;
        return false;
      }
    }
    return true;
  }

  private Fd redirect(Fd fd, String operator, String target) {
    if (target.equals("-")) {
      Attempt.errno(() -> kernel.close(fd));
      return fd;
    }
    Fd from = open(operator, target);
    if (!from.equals(fd)) {
      kernel.dup3(from, fd, PipeFlags.NONE);
      if (!operator.endsWith("&")) {
        kernel.close(from);
      }
    }
    return fd;
  }

  private Fd open(String operator, String target) {
    OpenFlags create = OpenFlags.O_WRONLY.or(OpenFlags.O_CREAT);
    Mode mode = new Mode(0666);
    return switch (operator) {
      case "<" -> kernel.openat(Fd.AT_FDCWD, target, OpenFlags.O_RDONLY, Mode.NONE);
      case ">" -> kernel.openat(Fd.AT_FDCWD, target, create.or(OpenFlags.O_TRUNC), mode);
      case ">>" -> kernel.openat(Fd.AT_FDCWD, target, create.or(OpenFlags.O_APPEND), mode);
      default -> new Fd(Integer.parseInt(target));
    };
  }

  // Words

  private List<String> fields(List<Word> words) {
    List<String> fields = new ArrayList<>();
    for (Word word : words) {
      addFields(word, fields);
    }
    return fields;
  }

  private void addFields(Word word, List<String> fields) {
    StringBuilder field = new StringBuilder();
    boolean begun = false;
    for (Part part : word.parts()) {
      if (part instanceof Part.Variable all && all.name().equals("@")) {
        fields.addAll(parameters.subList(Math.min(1, parameters.size()), parameters.size()));
        continue;
      }
      String value = value(part);
      boolean whole = isQuoted(part);
      String[] split = whole ? new String[] {value} : value.split("[ \t\n]+", -1);
      for (int i = 0; i < split.length; i++) {
        if (i > 0 && begun) {
          fields.add(field.toString());
          field.setLength(0);
          begun = false;
        }
        field.append(split[i]);
        begun |= whole || !split[i].isEmpty();
      }
    }
    if (begun) {
      fields.add(field.toString());
    }
  }

  private static boolean isQuoted(Part part) {
    return switch (part) {
      case Part.Text text -> true;
      case Part.Variable variable -> variable.quoted();
      case Part.Substitution substitution -> substitution.quoted();
    };
  }

  private String text(Word word) {
    StringBuilder text = new StringBuilder();
    word.parts().forEach(part -> text.append(value(part)));
    return text.toString();
  }

  private String value(Part part) {
    return switch (part) {
      case Part.Text text -> text.text();
      case Part.Substitution substitution -> output(substitution.command());
      case Part.Variable variable -> {
        Word otherwise = variable.otherwise();
        boolean absent = otherwise != null && !variables.containsKey(variable.name());
        yield absent ? text(otherwise) : value(variable.name());
      }
    };
  }

  private String value(String name) {
    return switch (name) {
      case "?" -> String.valueOf(status);
      case "$" -> String.valueOf(process);
      case "!" -> String.valueOf(background);
      case "#" -> String.valueOf(Math.max(0, parameters.size() - 1));
      case "@" ->
          String.join(" ", parameters.subList(Math.min(1, parameters.size()), parameters.size()));
      default -> {
        if (Character.isDigit(name.charAt(0))) {
          int number = Integer.parseInt(name);
          yield number < parameters.size() ? parameters.get(number) : "";
        }
        yield variables.getOrDefault(name, "");
      }
    };
  }

  /** What a command writes, without the line breaks at its end. */
  private String output(Syntax command) {
    Pipe pipe = kernel.pipe2(PipeFlags.O_CLOEXEC);
    Pid child =
        fork(
            shell -> {
              shell.become(pipe.writeEnd(), Fd.STDOUT);
              shell.exit(shell.run(command));
            });
    kernel.close(pipe.writeEnd());
    String text = Streams.readAll(kernel, pipe.readEnd());
    kernel.close(pipe.readEnd());
    status = waitFor(child);
    return text.replaceAll("\n+$", "");
  }
}
